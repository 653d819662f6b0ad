package vn.pccovid.server.person;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a person can be asked about a record that may be theirs.
enum Topic {
    /// In which commune was the dose given?
    DOSE_COMMUNE,
    /// In which month?
    DOSE_MONTH,
    /// Which vaccine?
    DOSE_VACCINE,
    /// Which last two digits had the phone given then?
    PHONE_TAIL,
    /// Which commune was given as home?
    HOME_COMMUNE;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Topic> of(String code) {
        return Arrays.stream(values()).filter(topic -> topic.code().equals(code)).findFirst();
    }
}
