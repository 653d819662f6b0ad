package vn.pccovid.lib.credential;

/// The answer of opening a code. There is no third state.
public sealed interface Opened {

    /// Signature, key, time and schema hold.
    record Verified(GateClaims claims, String keyId) implements Opened {}

    /// Not accepted, for the first step that failed.
    record Refused(Refusal reason) implements Opened {}
}
