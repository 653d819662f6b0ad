package vn.pccovid.lib.identity;

import org.jspecify.annotations.Nullable;

/// The 12-digit personal identification number `PPP G YY NNNNNN` (Decree 137/2015 art. 13; Circular
/// 59/2021/TT-BCA art. 4): where the birth was registered, century and sex, year, six random
/// digits. There is no check digit.
///
/// @param value twelve digits
public record CitizenId(String value) implements DocumentNumber {
    /// The 63 provinces of 2021 by their two digits.
    private static final boolean[] PROVINCES = new boolean[100];

    static {
        for (int code :
                new int[] {
                    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33,
                    34, 35, 36, 37, 38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64,
                    66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94,
                    95, 96
                }) {
            PROVINCES[code] = true;
        }
    }

    public CitizenId {
        String problem = problem(value);
        if (problem != null) {
            throw new IllegalArgumentException("not a citizen id: " + problem);
        }
    }

    /// Why twelve characters are no citizen id, or null.
    static @Nullable String problem(String value) {
        if (value.length() != 12 || !Digits.all(value)) {
            return "document_unreadable";
        }
        if (!bornAbroad(value) && !province(number(value, 1, 3))) {
            return "province_unknown";
        }
        // 4 and more are births from 2100 on
        return value.charAt(3) > '3' ? "century_absurd" : null;
    }

    static boolean province(int code) {
        return code < 100 && PROVINCES[code];
    }

    static boolean bornAbroad(String value) {
        return value.charAt(0) != '0';
    }

    private static int number(String value, int from, int to) {
        return Integer.parseInt(value, from, to, 10);
    }

    /// The two-digit code of 2021 of the province where the birth was registered, or the three
    /// digits of the country when registered abroad.
    public String province() {
        return bornAbroad(value) ? value.substring(0, 3) : value.substring(1, 3);
    }

    public Sex sex() {
        return (value.charAt(3) & 1) == 0 ? Sex.MALE : Sex.FEMALE;
    }

    public int birthYear() {
        return 1900 + (value.charAt(3) - '0') / 2 * 100 + number(value, 4, 6);
    }

    /// Consistency, not proof: false when the year or a known sex differs from what the number
    /// says.
    public boolean agreesWith(BirthDate birthDate, Sex sex) {
        return birthDate.year() == birthYear() && (sex == Sex.UNKNOWN || sex == sex());
    }

    @Override
    public String toString() {
        return Dots.of("CitizenId", value);
    }
}
