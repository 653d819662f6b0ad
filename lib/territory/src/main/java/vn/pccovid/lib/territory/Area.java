package vn.pccovid.lib.territory;

import java.util.OptionalInt;

/// One province, district or commune of one code list.
///
/// @param code official code: 2 digits province, 3 district, 5 commune, zero-padded
/// @param bareName name without its type word: `Diên Khánh`, `01`
/// @param path codes from the province down, joined by `/`: `56/574/22651`; unique within a list
/// @param census2019 people counted on 1 April 2019, provinces only, otherwise 0
public record Area(
        String code, AreaLevel level, AreaType type, String bareName, String path, int census2019) {

    /// Full Vietnamese name: `Huyện Diên Khánh`.
    public String name() {
        return type.vietnamese() + " " + bareName;
    }

    /// Name for English readers, without accents: `Dien Khanh District`, `Ward 1`.
    public String nameEnglish() {
        var plain = Fold.withoutAccents(bareName);
        var number = !plain.isEmpty() && Character.isDigit(plain.charAt(0));
        return number ? type.english() + " " + plain : plain + " " + type.english();
    }

    /// Path of the area above, empty for a province.
    public String parentPath() {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /// True for the area itself and for everything below it.
    public boolean contains(Area other) {
        return other.path.equals(path) || other.path.startsWith(path + "/");
    }

    /// Census population where known.
    public OptionalInt population() {
        return census2019 == 0 ? OptionalInt.empty() : OptionalInt.of(census2019);
    }
}
