package vn.pccovid.server.resident;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.HexFormat;
import org.springframework.stereotype.Component;
import vn.pccovid.server.access.HeadSigner;
import vn.pccovid.server.keys.SigningKey;
import vn.pccovid.server.keys.SigningKeys;

/// Signs the heads of the access lines' chains with the service's current signing key. A credential
/// starts with its own structure (COSE Sig_structure), so a signed head is never taken for one.
@Component
class ChainSigner implements HeadSigner {

    private static final byte[] PURPOSE =
            "PcCovid access lines v1\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final SigningKeys keys;

    ChainSigner(SigningKeys keys) {
        this.keys = keys;
    }

    @Override
    public Signed sign(byte[] content) {
        try {
            SigningKey key = keys.current();
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.privateKey());
            signature.update(PURPOSE);
            signature.update(content);
            return new Signed(HexFormat.of().formatHex(key.kid()), signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("P-256 is in every JDK", e);
        }
    }
}
