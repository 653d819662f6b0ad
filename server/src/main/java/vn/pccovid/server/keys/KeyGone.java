package vn.pccovid.server.keys;

/// The key was destroyed, or never was in this key store; what it sealed is deleted for good.
public final class KeyGone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KeyGone(String keyName) {
        super("The key " + keyName + " is not in the key store: what it sealed is deleted.");
    }
}
