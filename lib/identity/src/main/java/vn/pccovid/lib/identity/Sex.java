package vn.pccovid.lib.identity;

import java.util.List;
import java.util.Locale;

/// Sex as a paper or an export states it.
public enum Sex {
    UNKNOWN,
    MALE,
    FEMALE;

    /// Reads `Nam`, `Nữ`, `1`, `2` (insurance and unified code: 0 unknown, 1 male, 2 female), `M`,
    /// `F` and their unaccented forms. Blank is UNKNOWN without a repair; anything else is UNKNOWN
    /// with the repair `sex_unreadable`.
    public static Reading<Sex> read(String typed) {
        String text = typed.strip().toLowerCase(Locale.ROOT);
        return switch (text) {
            case "nam", "1", "m", "male", "trai" -> Reading.sure(MALE);
            case "nữ", "nu", "nu\u031b\u0303", "nử", "n÷", "2", "f", "female", "gái" ->
                    Reading.sure(FEMALE);
            case "", "0", "unknown" -> Reading.sure(UNKNOWN);
            default -> new Reading<>(UNKNOWN, List.of(new Repair("sex_unreadable", "")), 0);
        };
    }
}
