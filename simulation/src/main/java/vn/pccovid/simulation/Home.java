package vn.pccovid.simulation;

import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.territory.Area;

/// Where a household lives: the areas and the line below them (`Thôn 3`, `12 Trần Phú`). Island
/// districts have no commune.
record Home(Area province, Area district, @Nullable Area commune, String line) {
    String communeCode() {
        return commune == null ? "" : commune.code();
    }

    /// Area names from below up: `Xã Diên Lâm, Huyện Diên Khánh, Tỉnh Khánh Hòa`.
    String areas() {
        var above = district.name() + ", " + province.name();
        return commune == null ? above : commune.name() + ", " + above;
    }

    String full() {
        return line + ", " + areas();
    }
}
