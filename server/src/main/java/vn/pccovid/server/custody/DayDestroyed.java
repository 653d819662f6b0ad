package vn.pccovid.server.custody;

import java.time.LocalDate;

/// The key of this day is destroyed: nothing of it can be sealed, looked up or opened any more.
public final class DayDestroyed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DayDestroyed(LocalDate day) {
        super("The key of " + day + " was destroyed: the movements of that day are deleted.");
    }
}
