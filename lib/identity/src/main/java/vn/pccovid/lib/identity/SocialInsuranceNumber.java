package vn.pccovid.lib.identity;

import java.util.Locale;
import java.util.Set;

/// The ten-digit social insurance number, unique for life. The 15-character health insurance card
/// `XX Y ZZ NNNNNNNNNN` ends with it; class, level and province before it change over life
/// (Decision 1351/QD-BHXH 2015), so only the last ten join.
///
/// @param value ten digits
public record SocialInsuranceNumber(String value) {
    private static final Set<String> CLASSES =
            Set.of(
                    "DN", "HX", "CH", "NN", "TK", "HC", "XK", "HT", "TB", "NO", "CT", "XB", "TN",
                    "CS", "QN", "CA", "CY", "XN", "MS", "CC", "CK", "CB", "KC", "HD", "TE", "BT",
                    "HN", "DT", "DK", "XD", "TS", "TC", "TQ", "TV", "TA", "TY", "HG", "LS", "PV",
                    "CN", "HS", "SV", "GB", "GD");

    public SocialInsuranceNumber {
        if (value.length() != 10 || !Digits.all(value)) {
            throw new IllegalArgumentException("a social insurance number has ten digits");
        }
    }

    /// Reads a bare number or a card number.
    ///
    /// Repairs: `lost_zero` (9 → 10 digits), `card_class_unknown`, `card_level_unknown`,
    /// `card_province_unknown` (the number is still read). Refusals: `empty`, `too_long`, `masked`,
    /// `excel_scientific`, `placeholder`, `insurance_unreadable`.
    public static Reading<SocialInsuranceNumber> read(String cardOrNumber) {
        if (cardOrNumber.length() > DocumentNumber.LONGEST) {
            return Reading.refused("too_long", "at most " + DocumentNumber.LONGEST + " characters");
        }
        String text = Digits.compact(cardOrNumber.strip()).toUpperCase(Locale.ROOT);
        if (text.isEmpty()) {
            return Reading.refused("empty", "");
        }
        if (Digits.scientific(cardOrNumber.strip())) {
            return Reading.refused("excel_scientific", "");
        }
        if (text.indexOf('*') >= 0) {
            return Reading.refused("masked", "");
        }
        if (text.length() == 15) {
            String number = text.substring(5);
            if (!Digits.all(number)
                    || !Digits.all(text.substring(2, 5))
                    || Digits.all(text.substring(0, 2))) {
                return Reading.refused(
                        "insurance_unreadable", "not two letters and thirteen digits");
            }
            if (Digits.monotone(number, 0)) {
                return Reading.refused("placeholder", "");
            }
            SocialInsuranceNumber value = new SocialInsuranceNumber(number);
            if (!CLASSES.contains(text.substring(0, 2))) {
                return Reading.repaired(value, 0.8, "card_class_unknown");
            }
            if (text.charAt(2) < '1' || text.charAt(2) > '5') {
                return Reading.repaired(value, 0.8, "card_level_unknown");
            }
            int province = Integer.parseInt(text, 3, 5, 10);
            // 97 is the ministry of defence, 98 the ministry of public security
            if (!CitizenId.province(province) && province != 97 && province != 98) {
                return Reading.repaired(value, 0.8, "card_province_unknown");
            }
            return Reading.sure(value);
        }
        if (!Digits.all(text)) {
            return Reading.refused("insurance_unreadable", "length " + text.length());
        }
        if (text.length() == 10 && !Digits.monotone(text, 0)) {
            return Reading.sure(new SocialInsuranceNumber(text));
        }
        if (text.length() == 9
                && text.charAt(0) != '0'
                && CitizenId.province(text.charAt(0) - '0')) {
            return Reading.repaired(new SocialInsuranceNumber("0" + text), 0.7, "lost_zero");
        }
        return text.length() == 10
                ? Reading.refused("placeholder", "")
                : Reading.refused("insurance_unreadable", "length " + text.length());
    }

    @Override
    public String toString() {
        return Dots.of("SocialInsuranceNumber", value);
    }
}
