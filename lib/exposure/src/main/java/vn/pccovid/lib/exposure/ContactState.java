package vn.pccovid.lib.exposure;

import org.jspecify.annotations.Nullable;

/// How easily the contact is infected.
///
/// @param immunity doses and earlier infection at the time of the meeting
/// @param age in years, 0 to 130; null if not known
public record ContactState(Immunity immunity, @Nullable Integer age) {
    private static final int OLDEST = 130;

    public ContactState {
        if (age != null && (age < 0 || age > OLDEST)) {
            throw new IllegalArgumentException("age is " + age + ", wanted 0 to " + OLDEST);
        }
    }

    public static ContactState unknown() {
        return new ContactState(Immunity.UNKNOWN, null);
    }
}
