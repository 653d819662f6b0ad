package vn.pccovid.lib.identity;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The unified personal code of Decision 1405/QD-BTTTT (11 September 2021):
/// `SoGiayTo|HoTen|NgaySinh|LoaiDinhDanh|QID|EXT`. Unsigned and without expiry: it names a person,
/// it proves nothing. Number and birth date may be masked; then the QID joins.
///
/// @param documentTail digits left of a masked number
/// @param byProxy declared by somebody else (khai hộ)
/// @param proxyQid QID of that person
public record UnifiedCode(
        @Nullable DocumentNumber document,
        @Nullable String documentTail,
        @Nullable FullName name,
        @Nullable BirthDate birthDate,
        boolean byProxy,
        @Nullable String qid,
        @Nullable String proxyQid,
        Sex sex,
        @Nullable SocialInsuranceNumber insurance,
        @Nullable PhoneNumber phone) {

    private static final int LONGEST_QID = 40;

    /// Reads the text of a code; further fields are allowed. Sub-fields of EXT stand in the order
    /// proxy, sex, insurance card, phone, signature (the decision leaves the order open, so each is
    /// also recognised by its shape).
    ///
    /// Repairs are those of the single fields, and `masked`. Refusals: `empty`, `code_unknown` (not
    /// this code), `code_empty` (names nobody).
    public static Reading<UnifiedCode> read(String text) {
        if (text.isBlank()) {
            return Reading.refused("empty", "");
        }
        List<String> fields = Fields.of(text);
        if (fields.size() < 5) {
            return Reading.refused("code_unknown", fields.size() + " fields");
        }
        String kind = fields.get(3);
        String qid = fields.get(4);
        boolean plausible = kind.isEmpty() || kind.equals("0") || kind.equals("1");
        if (!plausible || qid.length() > LONGEST_QID || !plain(qid)) {
            return Reading.refused("code_unknown", "kind or QID");
        }
        List<Repair> repairs = new ArrayList<>(4);
        double confidence = 1;
        DocumentNumber document = null;
        String tail = null;
        if (!fields.get(0).isEmpty()) {
            Reading<DocumentNumber> reading = DocumentNumber.read(fields.get(0));
            document = reading.value();
            tail = document == null ? DocumentNumber.tail(fields.get(0)).orElse(null) : null;
            repairs.addAll(reading.repairs());
            confidence = document == null ? 0.8 : Math.min(confidence, reading.confidence());
        }
        FullName name = null;
        if (!fields.get(1).isEmpty()) {
            Reading<FullName> reading = FullName.read(fields.get(1));
            name = reading.value();
            repairs.addAll(reading.repairs());
        }
        BirthDate birthDate = null;
        if (!fields.get(2).isEmpty()) {
            Reading<BirthDate> reading = BirthDate.read(fields.get(2));
            birthDate = reading.value();
            repairs.addAll(reading.repairs());
        }
        String proxy = null;
        Sex sex = Sex.UNKNOWN;
        SocialInsuranceNumber insurance = null;
        PhoneNumber phone = null;
        String[] extension = Fields.at(fields, 5).split("<", 12);
        for (int i = 0; i < extension.length; i++) {
            String part = extension[i].strip();
            if (part.isEmpty()) {
                continue;
            }
            if (i == 0 && part.length() > 10 && part.length() <= LONGEST_QID && plain(part)) {
                proxy = part;
            } else if (i <= 1 && part.length() == 1) {
                sex = part.equals("1") ? Sex.MALE : part.equals("2") ? Sex.FEMALE : Sex.UNKNOWN;
            } else if (insurance == null
                    && (part.length() == 15 || (part.length() == 10 && i == 2))) {
                insurance = SocialInsuranceNumber.read(part).value();
            } else if (phone == null && part.length() <= 14 && i <= 4) {
                phone = PhoneNumber.read(part).value();
            }
        }
        if (document == null && qid.isEmpty() && (name == null || birthDate == null)) {
            return Reading.refused("code_empty", "");
        }
        UnifiedCode code =
                new UnifiedCode(
                        document,
                        tail,
                        name,
                        birthDate,
                        kind.equals("1"),
                        qid.isEmpty() ? null : qid,
                        proxy,
                        sex,
                        insurance,
                        phone);
        return new Reading<>(code, repairs, confidence);
    }

    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9')
                    && !(c >= 'A' && c <= 'Z')
                    && !(c >= 'a' && c <= 'z')
                    && c != '-') {
                return false;
            }
        }
        return true;
    }

    /// The person this code names.
    public PersonDescription description() {
        return PersonDescription.builder()
                .document(document)
                .documentTail(documentTail)
                .name(name)
                .birthDate(birthDate)
                .qid(qid)
                .sex(sex)
                .insurance(insurance)
                .phone(phone)
                .build();
    }

    @Override
    public String toString() {
        return "UnifiedCode[•••]";
    }
}
