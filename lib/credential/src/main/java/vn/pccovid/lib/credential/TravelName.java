package vn.pccovid.lib.credential;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One Vietnamese name, which every paper has as one field, in the two parts the EU certificate and
/// a passport have, with its transliteration as ICAO Doc 9303 part 3 has it.
///
/// The first word is the surname, as on Vietnamese passports; the other words are the given names.
/// A name of one word is a surname alone (9303-3 §4.6: one primary identifier). Letters lose their
/// accents and đ becomes D; spaces and hyphens become `<`; apostrophes fall away; other signs too.
public final class TravelName {

    /// Longest part of the schema, in characters.
    private static final int MAX_PART = 80;

    private TravelName() {}

    /// @param full a name as on papers, such as `Nguyễn Thị Hoa`
    /// @throws IllegalArgumentException when no Latin letter is in it
    public static HealthCertificate.Name of(String full) {
        String composed = Normalizer.normalize(full, Normalizer.Form.NFC).strip();
        int space = composed.indexOf(' ');
        String surname = space < 0 ? composed : composed.substring(0, space);
        String given = space < 0 ? "" : composed.substring(space).strip();
        String standard = standard(surname);
        if (standard.isEmpty()) {
            throw new IllegalArgumentException("a name without a letter A to Z");
        }
        String givenStandard = standard(given);
        return new HealthCertificate.Name(
                cut(surname),
                cut(standard),
                given.isEmpty() ? null : cut(given),
                givenStandard.isEmpty() ? null : cut(givenStandard));
    }

    private static @Nullable String cut(String part) {
        return part.codePointCount(0, part.length()) <= MAX_PART
                ? part
                : part.substring(0, part.offsetByCodePoints(0, MAX_PART));
    }

    /// Capital letters A to Z with `<` between words.
    static String standard(String part) {
        return Normalizer.normalize(part, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[đĐðÐƉ]", "D")
                .toUpperCase(Locale.ROOT)
                .replaceAll("['’ʼ`]", "")
                .replaceAll("[\\s-]+", "<")
                .replaceAll("[^A-Z<]", "")
                .replaceAll("<+", "<")
                .replaceAll("^<|<$", "");
    }
}
