package vn.pccovid.server.person;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.Sex;

/// The fields a register is asked to confirm, as one record states them, and no more than it needs:
/// the insurer is not told the sex. Holds a person's data: never log it.
///
/// @param number citizen id for the population register, social insurance number for the insurer
/// @param name for people to read
/// @param sex UNKNOWN where the register is not asked about it
public record RegisterQuestion(
        UUID requestId,
        Register register,
        String number,
        String name,
        @Nullable BirthDate birthDate,
        Sex sex) {

    /// The birth date as papers show it: `18/01/1984`, `01/1984`, `1984`, or empty.
    public String birthText() {
        BirthDate date = birthDate;
        if (date == null) {
            return "";
        }
        if (date.month() == 0) {
            return "%04d".formatted(date.year());
        }
        return date.day() == 0
                ? "%02d/%04d".formatted(date.month(), date.year())
                : "%02d/%02d/%04d".formatted(date.day(), date.month(), date.year());
    }

    @Override
    public String toString() {
        return "RegisterQuestion[" + requestId + ", •••]";
    }
}
