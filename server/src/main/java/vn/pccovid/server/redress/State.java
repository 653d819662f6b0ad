package vn.pccovid.server.redress;

import java.util.Locale;
import java.util.Set;

/// Where a request stands.
enum State {
    /// Nobody has looked at it yet.
    OPEN,
    /// An officer works on it.
    TAKEN,
    /// The person was asked something and has not answered yet.
    ASKED,
    /// The source has to put its row right.
    SENT,
    /// Answered; the person may reopen it once, for a while.
    ANSWERED,
    /// Over.
    CLOSED;

    /// States in which an answer is still owed.
    static final Set<State> OWED = Set.of(OPEN, TAKEN, ASKED, SENT);

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static State ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
