package vn.pccovid.lib.identity;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The number of an identity paper. The old apps had one field for all of them.
public sealed interface DocumentNumber permits CitizenId, IdCard, Passport {
    /// Longest text looked at; a passport number has at most nine characters (ICAO Doc 9303).
    int LONGEST = 40;

    /// Digits a masked number must still show to be worth keeping.
    int SHORTEST_TAIL = 3;

    String value();

    /// Tells which paper a typed number belongs to: 12 digits citizen id, 9 digits identity card,
    /// otherwise passport.
    ///
    /// Repairs: `lost_zero` (10 or 11 → 12 digits, 8 → 9), `letter_for_digit` (O, I, l),
    /// `label_dropped` (`CMND:`), `duplicated_range`, `prefix_unknown`, `country_of_birth` (prefix
    /// of 100 or more). Refusals: `empty`, `too_long`, `masked` (see [#tail]), `excel_scientific`,
    /// `province_unknown`, `century_absurd`, `placeholder`, `document_unreadable`.
    static Reading<DocumentNumber> read(String typed) {
        if (typed.length() > LONGEST) {
            return Reading.refused("too_long", "at most " + LONGEST + " characters");
        }
        String text = typed.strip();
        if (text.isEmpty()) {
            return Reading.refused("empty", "");
        }
        if (Digits.scientific(text)) {
            return Reading.refused("excel_scientific", "");
        }
        if (text.indexOf('*') >= 0 || text.contains("xxx") || text.contains("XXX")) {
            return Reading.refused("masked", "");
        }
        String compact = Digits.compact(text);
        if (Digits.all(compact)) {
            return ofDigits(compact, 1, "");
        }
        String upper = compact.toUpperCase(Locale.ROOT);
        for (String label : List.of("CMND", "CCCD", "CMT", "HC", "SO", "ID")) {
            if (upper.startsWith(label)) {
                String rest = upper.substring(label.length());
                int from = 0;
                while (from < rest.length()
                        && (rest.charAt(from) == ':' || rest.charAt(from) == '/')) {
                    from++;
                }
                rest = rest.substring(from);
                if (Digits.all(rest) && rest.length() >= 8) {
                    return ofDigits(rest, 0.95, "label_dropped");
                }
                if (from > 0 && !rest.isEmpty()) {
                    upper = rest;
                }
            }
        }
        String digits = upper.replace('O', '0').replace('I', '1').replace('L', '1');
        if (Digits.all(digits) && (digits.length() == 12 || digits.length() == 9)) {
            if (!(digits.length() == 9 && Passport.wellFormed(upper))) {
                return ofDigits(digits, 0.7, "letter_for_digit");
            }
        }
        if (Passport.wellFormed(upper)) {
            Passport passport = new Passport(upper);
            return Reading.sure(passport);
        }
        return Reading.refused("document_unreadable", "length " + upper.length());
    }

    /// The digits a masked number still shows: `******029317` → `029317`. Empty when nothing is
    /// masked or fewer than three are left.
    static Optional<String> tail(String typed) {
        String text = Digits.compact(typed.strip());
        int last = text.lastIndexOf('*');
        last = Math.max(last, text.contains("xxx") ? text.lastIndexOf('x') : -1);
        last = Math.max(last, text.contains("XXX") ? text.lastIndexOf('X') : -1);
        if (last < 0 || text.length() > LONGEST) {
            return Optional.empty();
        }
        String tail = text.substring(last + 1);
        return tail.length() >= SHORTEST_TAIL && tail.length() <= 12 && Digits.all(tail)
                ? Optional.of(tail)
                : Optional.empty();
    }

    private static Reading<DocumentNumber> ofDigits(
            String digits, double confidence, String repair) {
        String full = digits;
        double sure = confidence;
        String code = repair;
        switch (digits.length()) {
            case 12, 9 -> {}
            case 11, 10 -> {
                full = "0".repeat(12 - digits.length()) + digits;
                if (digits.charAt(0) == '0'
                        || CitizenId.problem(full) != null
                        || CitizenId.bornAbroad(full)) {
                    return Reading.refused("document_unreadable", "length " + digits.length());
                }
                sure = Math.min(sure, digits.length() == 11 ? 0.9 : 0.6);
                code = "lost_zero";
            }
            case 8 -> {
                if (digits.charAt(0) == '0') {
                    return Reading.refused("document_unreadable", "length 8");
                }
                full = "0" + digits;
                sure = Math.min(sure, 0.8);
                code = "lost_zero";
            }
            default -> {
                return Reading.refused("document_unreadable", "length " + digits.length());
            }
        }
        if (Digits.monotone(full, 0)
                || full.equals("123456789")
                || full.equals("012345678")
                || full.equals("987654321")) {
            return Reading.refused("placeholder", "");
        }
        DocumentNumber number;
        if (full.length() == 12) {
            String problem = CitizenId.problem(full);
            if (problem != null) {
                return Reading.refused(problem, "");
            }
            number = new CitizenId(full);
            if (code.isEmpty() && CitizenId.bornAbroad(full)) {
                sure = Math.min(sure, 0.7);
                code = "country_of_birth";
            }
        } else {
            IdCard card = new IdCard(full);
            number = card;
            if (card.duplicated()) {
                sure = Math.min(sure, 0.5);
                code = "duplicated_range";
            } else if (!card.knownPrefix()) {
                sure = Math.min(sure, 0.5);
                code = code.isEmpty() ? "prefix_unknown" : code;
            }
        }
        return code.isEmpty() ? Reading.sure(number) : Reading.repaired(number, sure, code);
    }
}
