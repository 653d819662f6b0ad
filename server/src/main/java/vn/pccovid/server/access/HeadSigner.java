package vn.pccovid.server.access;

/// Signs where the chains of access lines stand, so that a chain cannot be written anew afterwards.
/// Declared here, implemented above with the service's signing keys.
public interface HeadSigner {

    /// @param keyId which key signed
    /// @param signature ES256, DER
    record Signed(String keyId, byte[] signature) {}

    Signed sign(byte[] content);
}
