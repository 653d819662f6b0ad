package vn.pccovid.lib.territory;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an address seems to mean.
///
/// @param area the deepest area that is sure, null when nothing is; when several communes fit
///   equally it is what they have in common
/// @param confidence 0 to 1: how far the text supports `area`, not how deep it is
/// @param alternatives areas that fit equally well; empty when there is no doubt
public record Resolution(@Nullable Area area, double confidence, List<Area> alternatives) {
    static final Resolution NOTHING = new Resolution(null, 0, List.of());

    public Resolution {
        alternatives = List.copyOf(alternatives);
    }

    /// The area, if any.
    public Optional<Area> found() {
        return Optional.ofNullable(area);
    }

    /// True when several areas fit equally well.
    public boolean ambiguous() {
        return !alternatives.isEmpty();
    }

    /// Path of the area, empty when nothing was understood.
    public String path() {
        return area == null ? "" : area.path();
    }
}
