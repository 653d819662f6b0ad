package vn.pccovid.server.person;

import java.util.Locale;
import java.util.Optional;

/// Who can be asked whether the fields of a record are right.
public enum Register {
    /// Confirms number, name, birth date and sex with yes or no. Authoritative about persons.
    POPULATION,
    /// Looks up card, name and birth date, and says which of them differs.
    INSURANCE;

    /// Name in addresses, files and rows: `insurance`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The register of a name; empty for any other text.
    public static Optional<Register> of(String text) {
        for (Register register : values()) {
            if (register.text().equals(text)) {
                return Optional.of(register);
            }
        }
        return Optional.empty();
    }
}
