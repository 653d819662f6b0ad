package vn.pccovid.lib.identity;

/// A passport number: Vietnamese ones are a letter and seven or eight digits, foreign ones up to
/// nine characters A–Z, 0–9 (ICAO Doc 9303).
///
/// @param value six to nine upper-case letters and digits, at least one letter and four digits
public record Passport(String value) implements DocumentNumber {
    public Passport {
        if (!wellFormed(value)) {
            throw new IllegalArgumentException(
                    "a passport number has 6–9 characters A–Z, 0–9, at least one letter and four digits");
        }
    }

    static boolean wellFormed(String text) {
        if (text.length() < 6 || text.length() > 9) {
            return false;
        }
        int letters = 0;
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                letters++;
            } else if (c >= '0' && c <= '9') {
                digits++;
            } else {
                return false;
            }
        }
        return letters >= 1 && letters <= 4 && digits >= 4;
    }

    @Override
    public String toString() {
        return Dots.of("Passport", value);
    }
}
