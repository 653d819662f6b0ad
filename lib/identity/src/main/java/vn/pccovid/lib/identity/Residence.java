package vn.pccovid.lib.identity;

import org.jspecify.annotations.Nullable;

/// Where somebody says they live: official codes as far as known, and the line as typed.
///
/// @param province two digits, or null
/// @param district three digits, or null
/// @param commune five digits, or null
/// @param line house number, street, hamlet as typed, at most 300 characters, or null
public record Residence(
        @Nullable String province,
        @Nullable String district,
        @Nullable String commune,
        @Nullable String line) {
    public static final int LONGEST_LINE = 300;

    public Residence {
        check(province, 2);
        check(district, 3);
        check(commune, 5);
        if (line != null && line.length() > LONGEST_LINE) {
            throw new IllegalArgumentException(
                    "an address line has at most "
                            + LONGEST_LINE
                            + " characters, not "
                            + line.length());
        }
    }

    private static void check(@Nullable String code, int digits) {
        if (code != null && (code.length() != digits || !Digits.all(code))) {
            throw new IllegalArgumentException("an area code has " + digits + " digits here");
        }
    }

    /// The area as a path, `56/575/22738`, as far down as it is known; empty when even the province
    /// is not.
    public String path() {
        if (province == null) {
            return "";
        }
        if (district == null) {
            return province;
        }
        return commune == null
                ? province + "/" + district
                : province + "/" + district + "/" + commune;
    }

    @Override
    public String toString() {
        return "Residence[••]";
    }
}
