package vn.pccovid.server.redress;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an answer changes.
enum Remedy {
    /// The disputed record leaves the person.
    UNDO_LINK,
    /// A waiting record is this person's.
    ACCEPT_RECORD,
    /// A waiting record is not this person's, nor any other candidate's.
    KEEP_APART,
    /// A colour that officers set against the rules ends; the rules decide again.
    END_OVERRIDE,
    /// The source has to put its own row right.
    TO_SOURCE,
    /// The person is right and nothing needs to change here, or it has changed already.
    NO_CHANGE,
    /// The person is not right.
    REFUSE;

    static Optional<Remedy> of(@Nullable String code) {
        return Arrays.stream(values()).filter(remedy -> remedy.code().equals(code)).findFirst();
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Does it lock links? Then it comes before the request itself is locked.
    boolean changesLinks() {
        return this == UNDO_LINK || this == ACCEPT_RECORD || this == KEEP_APART;
    }

    String outcome() {
        return this == REFUSE || this == KEEP_APART ? "refused" : "accepted";
    }
}
