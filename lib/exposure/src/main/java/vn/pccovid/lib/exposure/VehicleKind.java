package vn.pccovid.lib.exposure;

import java.util.Locale;

/// What somebody travelled in.
public enum VehicleKind {
    PLANE,
    COACH,
    TRAIN,
    BOAT,
    /// Also taxi.
    CAR,
    MOTORBIKE,
    OTHER;

    /// Stable name for storage and interfaces, lower case.
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The kind of this code; [#OTHER] for a code that is not known here.
    public static VehicleKind of(String code) {
        for (VehicleKind kind : values()) {
            if (kind.code().equals(code)) {
                return kind;
            }
        }
        return OTHER;
    }
}
