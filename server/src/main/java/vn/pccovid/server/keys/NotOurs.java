package vn.pccovid.server.keys;

/// Sealed bytes that do not open: changed, cut, moved to another row, or from another key store.
public final class NotOurs extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotOurs(String reason, Throwable cause) {
        super("The sealed bytes do not open: " + reason, cause);
    }

    public NotOurs(String reason) {
        super("The sealed bytes do not open: " + reason);
    }
}
