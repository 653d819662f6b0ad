package vn.pccovid.lib.exposure;

import java.util.Locale;

/// What kind of place a venue is, as far as infection cares. What each means (stay, room, air,
/// masks) stands in [Settings].
public enum PlaceKind {
    HOME,
    /// Office floor or workshop of few.
    WORKPLACE,
    FACTORY,
    SCHOOL,
    CLINIC,
    SHOP,
    MARKET,
    RESTAURANT,
    CAFE,
    /// Bar, karaoke, dance hall.
    BAR,
    GYM,
    /// Hairdresser, massage.
    SALON,
    WORSHIP,
    /// Public office with a waiting room.
    OFFICE,
    LODGING,
    OUTDOORS,
    OTHER;

    /// Stable name for storage and interfaces, lower case.
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The kind of this code; [#OTHER] for a code that is not known here.
    public static PlaceKind of(String code) {
        for (PlaceKind kind : values()) {
            if (kind.code().equals(code)) {
                return kind;
            }
        }
        return OTHER;
    }
}
