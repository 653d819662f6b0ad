package vn.pccovid.bench.sets;

import java.util.Locale;
import java.util.Optional;

/// What a column says about a person, read off its name: all that is ever told to a matcher about a
/// table.
public enum Role {
    GIVEN_NAME("given_name", "first_name", "forename", "fname_c1"),
    SURNAME("surname", "last_name", "family_name", "lname_c1"),
    SECOND_GIVEN_NAME("middle_name", "fname_c2"),
    SECOND_SURNAME("maiden_name", "lname_c2"),
    BIRTH_DATE("date_of_birth", "dob", "birth_date"),
    BIRTH_YEAR("by", "birth_year"),
    BIRTH_MONTH("bm", "birth_month"),
    BIRTH_DAY("bd", "birth_day"),
    SEX("sex", "gender"),
    STREET_NUMBER("street_number"),
    STREET("address_1", "street", "address"),
    STREET_MORE("address_2"),
    PLACE("suburb", "city", "town", "birth_place", "commune"),
    REGION("state", "province"),
    POSTCODE("postcode", "postcode_fake", "zip"),
    PHONE("phone_number", "phone"),
    EMAIL("email"),
    NUMBER("soc_sec_id", "national_id", "number"),
    CARD("card"),
    INSURANCE("insurance"),
    FULL_NAME("name"),
    OTHER("occupation", "age");

    /// Separated and enclosed by bars.
    private final String names;

    Role(String... names) {
        this.names = "|" + String.join("|", names) + "|";
    }

    /// The role of a column; empty where the name says nothing of a person, such as a row number.
    public static Optional<Role> of(String column) {
        String name = "|" + column.strip().toLowerCase(Locale.ROOT) + "|";
        for (Role role : values()) {
            if (role.names.contains(name)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    /// Columns whose values end up in each other's place: names, and lines of an address.
    boolean swapsWith(Role other) {
        return this != other && ((name(this) && name(other)) || (address(this) && address(other)));
    }

    private static boolean name(Role role) {
        return switch (role) {
            case GIVEN_NAME, SURNAME, SECOND_GIVEN_NAME, SECOND_SURNAME -> true;
            default -> false;
        };
    }

    private static boolean address(Role role) {
        return switch (role) {
            case STREET, STREET_MORE, PLACE -> true;
            default -> false;
        };
    }
}
