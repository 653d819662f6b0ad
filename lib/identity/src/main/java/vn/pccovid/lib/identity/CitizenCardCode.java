package vn.pccovid.lib.identity;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The code printed on the chip citizen card since January 2021 (Circular 06/2021/TT-BCA):
/// `CCCD|CMND or empty|name|ddMMyyyy|Nam or Nữ|permanent address|issue date`. The only reliable
/// bridge from an old card number to the citizen id. Unsigned: it can be copied and forged.
///
/// @param address permanent address as printed, empty when missing
public record CitizenCardCode(
        CitizenId citizenId,
        @Nullable IdCard idCard,
        @Nullable FullName name,
        @Nullable BirthDate birthDate,
        Sex sex,
        String address,
        @Nullable LocalDate issued) {

    /// Reads the text of a card; some readers add fields behind the seventh.
    ///
    /// Repairs: those of the fields, `id_disagrees` (number against birth year or sex). Refusals:
    /// `empty`, `code_unknown`.
    public static Reading<CitizenCardCode> read(String text) {
        if (text.isBlank()) {
            return Reading.refused("empty", "");
        }
        List<String> fields = Fields.of(text.strip());
        if (fields.size() < 5) {
            return Reading.refused("code_unknown", fields.size() + " fields");
        }
        Reading<DocumentNumber> number = DocumentNumber.read(fields.get(0));
        if (!(number.value() instanceof CitizenId citizenId)) {
            return Reading.refused("code_unknown", "first field is no citizen id");
        }
        String sexText = fields.get(4);
        Reading<Sex> sexReading = Sex.read(sexText);
        if (sexText.isEmpty() || sexReading.has("sex_unreadable") || Digits.all(sexText)) {
            return Reading.refused("code_unknown", "fifth field is neither Nam nor Nữ");
        }
        Sex sex = sexReading.value() == null ? Sex.UNKNOWN : sexReading.value();
        List<Repair> repairs = new ArrayList<>(number.repairs());
        double confidence = number.confidence();
        Reading<DocumentNumber> old = DocumentNumber.read(fields.get(1));
        if (!fields.get(1).isEmpty()) {
            repairs.addAll(old.repairs());
        }
        Reading<FullName> name = FullName.read(fields.get(2));
        repairs.addAll(name.repairs());
        Reading<BirthDate> birth = BirthDate.read(fields.get(3));
        repairs.addAll(birth.repairs());
        BirthDate birthDate = birth.value();
        if (birthDate != null && !citizenId.agreesWith(birthDate, sex)) {
            repairs.add(new Repair("id_disagrees", ""));
            confidence = Math.min(confidence, 0.5);
        }
        CitizenCardCode code =
                new CitizenCardCode(
                        citizenId,
                        old.value() instanceof IdCard card ? card : null,
                        name.value(),
                        birthDate,
                        sex,
                        Fields.at(fields, 5),
                        Fields.day(Fields.at(fields, 6)));
        return new Reading<>(code, repairs, confidence);
    }

    /// The person this card names.
    public PersonDescription description() {
        return PersonDescription.builder()
                .citizenId(citizenId)
                .idCard(idCard)
                .name(name)
                .birthDate(birthDate)
                .sex(sex)
                .residence(Fields.line(address))
                .build();
    }

    @Override
    public String toString() {
        return "CitizenCardCode[•••]";
    }
}
