package vn.pccovid.lib.exposure;

/// A pack cannot be read; the message says where and why.
public final class PackRefused extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    PackRefused(String place, String message) {
        super(place + ": " + message);
    }
}
