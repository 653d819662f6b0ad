package vn.pccovid.server.redress;

import java.util.Locale;

/// What can happen to a request, from where, and where it stands afterwards.
enum StepKind {
    OPENED(State.OPEN),
    /// An officer takes it on; taking what a colleague took moves it over.
    TAKEN(State.TAKEN),
    /// The officer asks the person.
    ASKED(State.ASKED),
    /// The person answers what they were asked.
    REPLIED(State.TAKEN),
    /// It goes back to the source as a correction.
    SENT(State.SENT),
    /// The list of corrections with it was written for the source.
    HANDED_OVER(State.SENT),
    ANSWERED(State.ANSWERED),
    /// The person does not agree; once.
    REOPENED(State.OPEN),
    /// By the person, or when the time to reopen is over.
    CLOSED(State.CLOSED);

    private final State to;

    StepKind(State to) {
        this.to = to;
    }

    boolean possibleFrom(State state) {
        return switch (this) {
            case OPENED -> false;
            case TAKEN, ANSWERED -> State.OWED.contains(state);
            case ASKED -> state == State.OPEN || state == State.TAKEN;
            case REPLIED -> state == State.ASKED;
            case SENT -> state != State.SENT && State.OWED.contains(state);
            case HANDED_OVER -> state == State.SENT;
            case REOPENED -> state == State.ANSWERED;
            case CLOSED -> state != State.CLOSED;
        };
    }

    State to() {
        return to;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
