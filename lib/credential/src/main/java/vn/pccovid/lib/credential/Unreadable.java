package vn.pccovid.lib.credential;

/// A code that cannot be read; carries the refusal and where reading stopped, never contents.
public final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;
    private final Refusal refusal;

    Unreadable(Refusal refusal, String where) {
        super(refusal + ": " + where);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
