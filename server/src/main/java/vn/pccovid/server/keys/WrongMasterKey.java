package vn.pccovid.server.keys;

/// The master key given is not the one this key store was made with. Nothing was changed.
public final class WrongMasterKey extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WrongMasterKey(String message) {
        super(message);
    }
}
