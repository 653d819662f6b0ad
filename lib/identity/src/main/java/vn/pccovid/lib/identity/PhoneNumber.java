package vn.pccovid.lib.identity;

import java.util.ArrayList;
import java.util.List;

/// A Vietnamese mobile number as dialled inside the country since the conversion of 15 September
/// 2018. A phone is an account, never a person.
///
/// @param value ten digits, `0` then 3, 5, 7, 8 or 9
public record PhoneNumber(String value) {
    /// Old four-digit prefixes and what they became; the last seven digits stayed (not
    /// order-preserving: 0121→079, 0122→077).
    private static final String CONVERSION =
            "0162>032 0163>033 0164>034 0165>035 0166>036 0167>037 0168>038 0169>039 0120>070 0121>079 0122>077 0126>076 0128>078 0123>083"
                    + " 0124>084 0125>085 0127>081 0129>082 0186>056 0188>058 0199>059";

    private static final String[] CONVERTED = new String[100];

    static {
        for (String pair : CONVERSION.split(" ", -1)) {
            CONVERTED[Integer.parseInt(pair, 2, 4, 10)] = pair.substring(5);
        }
    }

    public PhoneNumber {
        if (!wellFormed(value)) {
            throw new IllegalArgumentException(
                    "a mobile number has ten digits, 0 then 3, 5, 7, 8 or 9");
        }
    }

    private static boolean wellFormed(String value) {
        return value.length() == 10
                && Digits.all(value)
                && value.charAt(0) == '0'
                && "35789".indexOf(value.charAt(1)) >= 0;
    }

    /// Reads national and international writing.
    ///
    /// Repairs: `lost_zero`, `converted_2018` (eleven to ten digits), `several_numbers` (the first
    /// is taken). Refusals: `empty`, `too_long`, `masked`, `excel_scientific`, `landline`,
    /// `foreign_number`, `placeholder`, `phone_unreadable`.
    public static Reading<PhoneNumber> read(String typed) {
        if (typed.length() > 64) {
            return Reading.refused("too_long", "at most 64 characters");
        }
        String text = typed.strip();
        if (text.isEmpty()) {
            return Reading.refused("empty", "");
        }
        if (Digits.scientific(text)) {
            return Reading.refused("excel_scientific", "");
        }
        List<Repair> repairs = new ArrayList<>(2);
        double confidence = 1;
        int cut = cut(text);
        if (cut > 0) {
            text = text.substring(0, cut);
            repairs.add(new Repair("several_numbers", ""));
            confidence = 0.6;
        }
        if (text.indexOf('*') >= 0) {
            return Reading.refused("masked", "");
        }
        String digits = Digits.compact(text).replace("(", "").replace(")", "");
        boolean plus = digits.startsWith("+");
        if (plus) {
            digits = digits.substring(1);
        }
        if (!Digits.all(digits)) {
            return Reading.refused("phone_unreadable", "not a number");
        }
        if (!plus && digits.startsWith("00")) {
            plus = true;
            digits = digits.substring(2);
        }
        if (plus && !digits.startsWith("84")) {
            return Reading.refused("foreign_number", "");
        }
        // 84 in front is the country unless what follows is a Vietnamese number of its own
        // (084xxxxxxx without its zero has nine digits)
        if (plus || (digits.startsWith("84") && digits.length() >= 11)) {
            digits = digits.substring(2);
            if (!digits.startsWith("0")) {
                digits = "0" + digits;
            }
        }
        if (!digits.startsWith("0")
                && (digits.length() == 9 || (digits.length() == 10 && digits.charAt(0) == '1'))) {
            digits = "0" + digits;
            repairs.add(new Repair("lost_zero", ""));
            confidence = Math.min(confidence, 0.9);
        }
        if (digits.length() == 11 && digits.startsWith("01")) {
            String prefix = CONVERTED[Integer.parseInt(digits, 2, 4, 10)];
            if (prefix == null) {
                return Reading.refused("phone_unreadable", "old prefix unknown");
            }
            digits = prefix + digits.substring(4);
            repairs.add(new Repair("converted_2018", ""));
            confidence = Math.min(confidence, 0.95);
        }
        if (digits.startsWith("02")) {
            return Reading.refused("landline", "");
        }
        if (!wellFormed(digits)) {
            return Reading.refused("phone_unreadable", "length " + digits.length());
        }
        if (Digits.monotone(digits, 2)) {
            return Reading.refused("placeholder", "");
        }
        return new Reading<>(new PhoneNumber(digits), repairs, confidence);
    }

    /// Where a second number begins (`0912… / 0987…`), or -1.
    private static int cut(String text) {
        for (int i = 8; i < text.length() - 7; i++) {
            char c = text.charAt(i);
            if (c == '/' || c == ',' || c == ';') {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return Dots.of("PhoneNumber", value);
    }
}
