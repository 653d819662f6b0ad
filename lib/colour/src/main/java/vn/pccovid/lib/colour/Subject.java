package vn.pccovid.lib.colour;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whom a colour is computed for, without saying who.
///
/// @param birth days of birth that are possible; null when nothing is known, then no rule about age
///   holds
/// @param area path of the current residence, `PP/DDD/CCCCC`; empty when unknown, then only the
///   national floor applies
/// @param overrides colours officers set for the person
public record Subject(@Nullable BirthRange birth, String area, List<ColourOverride> overrides) {
    public Subject {
        overrides = List.copyOf(overrides);
    }

    /// Somebody whose colour nobody has set.
    public Subject(@Nullable BirthRange birth, String area) {
        this(birth, area, List.of());
    }
}
