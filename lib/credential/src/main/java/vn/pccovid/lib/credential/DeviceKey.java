package vn.pccovid.lib.credential;

/// The public P-256 key a phone made for one code.
///
/// @param xy the two coordinates, 32 bytes each
public record DeviceKey(byte[] xy) {

    public DeviceKey {
        if (xy.length != 64) {
            throw new IllegalArgumentException("device key of " + xy.length + " bytes, wanted 64");
        }
    }
}
