package vn.pccovid.server.redress;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a person may ask to be put right, and which answers fit it.
public enum Kind {
    /// "This dose is not mine": names a dose.
    DOSE_NOT_MINE("redress.source_told_dose"),
    /// "My dose is missing": described in words.
    DOSE_MISSING("redress.source_told_missing"),
    /// "My name is wrong": about the record the shown name comes from.
    NAME_WRONG("redress.source_told_name"),
    /// "My colour is wrong": in words.
    COLOUR_WRONG("redress.source_told_colour"),
    /// "This link or record is not me": names a test, a declaration or another fact.
    RECORD_NOT_MINE("redress.source_told_record");

    private final String toldSource;

    Kind(String toldSource) {
        this.toldSource = toldSource;
    }

    /// The kind by its code; empty for anything else.
    static Optional<Kind> of(@Nullable String code) {
        return Arrays.stream(values()).filter(kind -> kind.code().equals(code)).findFirst();
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Does the person point at a fact, or tell it in words?
    boolean namesFact() {
        return this == DOSE_NOT_MINE || this == RECORD_NOT_MINE;
    }

    /// Every kind may also be refused, or accepted without a change.
    boolean allows(Remedy remedy) {
        return switch (remedy) {
            case NO_CHANGE, REFUSE -> true;
            case UNDO_LINK -> namesFact() || this == NAME_WRONG;
            case TO_SOURCE -> this != COLOUR_WRONG;
            case END_OVERRIDE -> this == COLOUR_WRONG;
            case ACCEPT_RECORD, KEEP_APART -> this == DOSE_MISSING || this == COLOUR_WRONG;
        };
    }

    /// The sentence the source reads in the list of corrections.
    String toldSource() {
        return toldSource;
    }
}
