package vn.pccovid.server.keys;

import java.time.LocalDate;

/// Retention class of sealed data: everything of one class and period is deleted by destroying one
/// key.
public enum KeyClass {
    /// Who somebody is; one key a month.
    IDENTITY(1),
    /// What happened to somebody's health; one key a month.
    HEALTH(2),
    /// Where somebody was; one key a day.
    MOVEMENT(3);

    private final byte code;

    KeyClass(int code) {
        this.code = (byte) code;
    }

    /// Stands for the class in sealed bytes; never changes.
    byte code() {
        return code;
    }

    static KeyClass ofCode(byte code) {
        return switch (code) {
            case 1 -> IDENTITY;
            case 2 -> HEALTH;
            case 3 -> MOVEMENT;
            default -> throw new NotOurs("unknown class " + code);
        };
    }

    /// First day of the period that the day belongs to.
    LocalDate periodOf(LocalDate day) {
        return this == MOVEMENT ? day : day.withDayOfMonth(1);
    }

    /// Name of the period's key in the key store, such as `health-2021-10`.
    String keyName(LocalDate period) {
        String month = "%s-%04d-%02d".formatted(prefix(), period.getYear(), period.getMonthValue());
        return this == MOVEMENT ? month + "-%02d".formatted(period.getDayOfMonth()) : month;
    }

    private String prefix() {
        return switch (this) {
            case IDENTITY -> "identity";
            case HEALTH -> "health";
            case MOVEMENT -> "movement";
        };
    }
}
