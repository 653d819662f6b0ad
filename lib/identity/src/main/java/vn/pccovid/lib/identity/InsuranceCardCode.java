package vn.pccovid.lib.identity;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The code on the health insurance card: `card|name as hex UTF-8|birth date or year|1 or 2|address
/// as hex UTF-8|clinic|from|to|…$` (domain 3.4).
///
/// @param card the card as printed: fifteen characters, or the ten digits of cards since April 2021
/// @param clinic code of the clinic of first registration, like `79 - 001`, empty when missing
public record InsuranceCardCode(
        String card,
        SocialInsuranceNumber number,
        @Nullable FullName name,
        @Nullable BirthDate birthDate,
        Sex sex,
        String address,
        String clinic,
        @Nullable LocalDate validFrom,
        @Nullable LocalDate validTo) {

    /// Reads the text of a card; the closing `$` and further fields are optional.
    ///
    /// Repairs: those of the fields. Refusals: `empty`, `code_unknown`.
    public static Reading<InsuranceCardCode> read(String text) {
        if (text.isBlank()) {
            return Reading.refused("empty", "");
        }
        String stripped = text.strip();
        List<String> fields =
                Fields.of(
                        stripped.endsWith("$")
                                ? stripped.substring(0, stripped.length() - 1)
                                : stripped);
        if (fields.size() < 4) {
            return Reading.refused("code_unknown", fields.size() + " fields");
        }
        Reading<SocialInsuranceNumber> number = SocialInsuranceNumber.read(fields.get(0));
        String nameText = Fields.hex(fields.get(1));
        if (number.value() == null || nameText == null) {
            return Reading.refused("code_unknown", "card number or name");
        }
        List<Repair> repairs = new ArrayList<>(number.repairs());
        Reading<FullName> name = FullName.read(nameText);
        repairs.addAll(name.repairs());
        Reading<BirthDate> birth = BirthDate.read(fields.get(2));
        repairs.addAll(birth.repairs());
        Sex sex = Sex.read(fields.get(3)).value();
        String address = Fields.hex(Fields.at(fields, 4));
        InsuranceCardCode code =
                new InsuranceCardCode(
                        Digits.compact(fields.get(0)),
                        number.value(),
                        name.value(),
                        birth.value(),
                        sex == null ? Sex.UNKNOWN : sex,
                        address == null ? "" : address,
                        Fields.at(fields, 5),
                        Fields.day(Fields.at(fields, 6)),
                        Fields.day(Fields.at(fields, 7)));
        return new Reading<>(code, repairs, number.confidence());
    }

    /// The person this card names.
    public PersonDescription description() {
        return PersonDescription.builder()
                .insurance(number)
                .name(name)
                .birthDate(birthDate)
                .sex(sex)
                .residence(Fields.line(address))
                .build();
    }

    @Override
    public String toString() {
        return "InsuranceCardCode[•••]";
    }
}
