package vn.pccovid.server.gate;

import java.util.Locale;
import vn.pccovid.lib.credential.GateCodes;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenCardCode;
import vn.pccovid.lib.identity.DocumentNumber;
import vn.pccovid.lib.identity.InsuranceCardCode;
import vn.pccovid.lib.identity.UnifiedCode;

/// What somebody showed at a gate, recognised by its shape alone. Whatever it is, it becomes one of
/// these; nothing scanned ends in an error.
sealed interface Shown {

    /// Codes of the EU Digital COVID Certificate begin so (hcert 1.3).
    String DCC_PREFIX = "HC1:";

    /// Our own code, live or printed.
    record Ours(String text) implements Shown {}

    /// A vaccine passport or a certificate of another country.
    record Dcc(String text) implements Shown {}

    record CitizenCard(CitizenCardCode card) implements Shown {}

    record InsuranceCard(InsuranceCardCode card) implements Shown {}

    record Unified(UnifiedCode code) implements Shown {}

    /// A number read off a document and typed by hand, with the birth date that stands beside it.
    record Typed(DocumentNumber number, BirthDate birthDate) implements Shown {}

    /// A code that is none of these; the class says which sentence helps.
    record Unknown(ReasonClass why) implements Shown {}

    /// Stable word for counts and pages.
    default String word() {
        return switch (this) {
            case Ours ours -> "code";
            case Dcc dcc -> "dcc";
            case CitizenCard card -> "citizen_card";
            case InsuranceCard card -> "insurance_card";
            case Unified code -> "unified";
            case Typed typed -> "number";
            case Unknown unknown -> "unknown";
        };
    }

    /// Recognises a scanned text.
    static Shown read(String text) {
        String code = text.strip();
        if (code.startsWith(GateCodes.PREFIX)) {
            return new Ours(code);
        }
        if (code.startsWith(DCC_PREFIX)) {
            return new Dcc(code);
        }
        String lower = code.toLowerCase(Locale.ROOT);
        if (lower.startsWith("http://") || lower.startsWith("https://")) {
            return new Unknown(ReasonClass.PLACE_OR_LINK);
        }
        if (code.indexOf('|') < 0) {
            return new Unknown(
                    DocumentNumber.read(code).value() == null
                            ? ReasonClass.NOT_OURS
                            : ReasonClass.NUMBER_ALONE);
        }
        // The three cards share a separator; each reader refuses the others' fields.
        CitizenCardCode citizen = CitizenCardCode.read(code).value();
        if (citizen != null) {
            return new CitizenCard(citizen);
        }
        InsuranceCardCode insurance = InsuranceCardCode.read(code).value();
        if (insurance != null) {
            return new InsuranceCard(insurance);
        }
        UnifiedCode unified = UnifiedCode.read(code).value();
        return unified == null ? new Unknown(ReasonClass.NOT_OURS) : new Unified(unified);
    }

    /// Recognises a number typed by hand.
    ///
    /// @param birthDate as printed beside the number; a year alone will do
    static Shown typed(String number, String birthDate) {
        DocumentNumber document = DocumentNumber.read(number).value();
        BirthDate birth = BirthDate.read(birthDate).value();
        return document == null || birth == null
                ? new Unknown(ReasonClass.NUMBER_UNREADABLE)
                : new Typed(document, birth);
    }
}
