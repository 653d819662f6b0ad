package vn.pccovid.lib.credential;

import java.math.BigInteger;
import java.util.Arrays;

/// The public P-256 key a phone made for one code.
///
/// @param xy the two coordinates, 32 bytes each
public record DeviceKey(byte[] xy) {

    private static final BigInteger P =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    private static final BigInteger B =
            new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);
    private static final BigInteger THREE = BigInteger.valueOf(3);

    public DeviceKey {
        if (xy.length != 64) {
            throw new IllegalArgumentException("device key of " + xy.length + " bytes, wanted 64");
        }
    }

    /// Is the point on the curve (FIPS 186-5, SEC 1 §3.2.2.1)? An issuer asks before it signs; a
    /// gate need not, for the key is under the issuer's signature.
    public boolean isOnCurve() {
        var x = new BigInteger(1, Arrays.copyOf(xy, 32));
        var y = new BigInteger(1, Arrays.copyOfRange(xy, 32, 64));
        return x.compareTo(P) < 0
                && y.compareTo(P) < 0
                && y.multiply(y)
                                .subtract(x.multiply(x).subtract(THREE).multiply(x).add(B))
                                .mod(P)
                                .signum()
                        == 0;
    }
}
