package vn.pccovid.lib.credential;

/// Why a code is not accepted: a closed list, the same in Java and TypeScript, one per step of
/// opening. The name in lower case is the stable code.
public enum Refusal {
    /// The text does not begin with the prefix of this kind of code.
    NOT_OURS,
    /// Longer than the limit of this kind of code.
    TOO_LARGE,
    /// RFC 9285 is not kept.
    BASE45,
    /// RFC 1950: not compressed, broken, or larger than the limit once open.
    ZLIB,
    /// RFC 8949 is not kept; in our own codes also an encoding that is not the deterministic one of
    /// §4.2.1.
    CBOR,
    /// RFC 9052 §4.2: not a COSE_Sign1 of four parts, or no key id.
    STRUCTURE,
    /// Another algorithm than this kind of code has, or a critical header nobody asked for.
    ALGORITHM,
    /// No key with this id is known.
    UNKNOWN_KEY,
    /// The key is known but was not in use when the code was issued.
    KEY_NOT_IN_USE,
    /// The key may not sign this kind of certificate (extended key usage of the EU DCC).
    KEY_USAGE,
    /// The signature does not fit.
    SIGNATURE,
    /// The claims are not those of this kind of code.
    SCHEMA,
    /// Issued, or valid from, in the future, beyond the allowed clock difference.
    NOT_YET_VALID,
    /// Past its end.
    EXPIRED,
    /// Taken back by its issuer.
    REVOKED,
    /// A live code without the proof of the phone it was issued to: a copy of what the issuer sent.
    DEVICE_PROOF_MISSING,
    /// The proof was made with another key than that of the phone the code was issued to.
    DEVICE_PROOF,
    /// The proof is older or newer than the gate accepts: a screenshot, or a clock that is wrong.
    DEVICE_PROOF_STALE,
    /// The document in hand is not the one the code was issued for.
    WRONG_HOLDER
}
