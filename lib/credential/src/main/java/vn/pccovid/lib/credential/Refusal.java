package vn.pccovid.lib.credential;

/// Why a code is not accepted: a closed list, the same in Java and TypeScript. The name in lower
/// case is the stable code.
public enum Refusal {
    /// The text does not begin with the prefix of our codes.
    NOT_OURS,
    /// Longer than [GateCodes#MAX_TEXT] characters.
    TOO_LARGE,
    /// RFC 9285 is not kept.
    BASE45,
    /// RFC 8949 is not kept, or the encoding is not the deterministic one of §4.2.1.
    CBOR,
    /// RFC 9052 §4.2: not a tagged COSE_Sign1 of four parts.
    STRUCTURE,
    /// Another algorithm than ES256, or a critical header nobody asked for.
    ALGORITHM,
    /// No key with this id is known.
    UNKNOWN_KEY,
    /// The key is known but was not in use when the code was issued.
    KEY_NOT_IN_USE,
    /// The signature does not fit.
    SIGNATURE,
    /// The claims are not those of a gate code.
    SCHEMA,
    /// Issued in the future, beyond the allowed clock difference.
    NOT_YET_VALID,
    /// Past its end.
    EXPIRED,
    /// The document in hand is not the one the code was issued for.
    WRONG_HOLDER
}
