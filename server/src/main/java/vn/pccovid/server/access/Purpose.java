package vn.pccovid.server.access;

/// Why personal data is touched. One purpose per endpoint; the database returns no row without one.
public enum Purpose {
    /// A resident looks at their own matters.
    SELF_SERVICE,
    /// A gate reads a code that was shown to it.
    GATE_CHECK,
    /// Authorities open gates, set shifts, revoke lost devices.
    GATE_DUTY,
    /// Authorities and employers issue and revoke papers for movement.
    PERMIT,
    /// Health workers and commune desks serve a person in front of them.
    CARE,
    /// Finding the people a proven case put at risk.
    TRACING,
    /// Stewards decide whom a record is about.
    DATA_QUALITY,
    /// Officers answer what a person asked to put right.
    REDRESS,
    /// Authorities read counts, never names.
    STEERING,
    /// Officers write, compare, approve and activate rules; no person is looked at.
    RULE_MAKING,
    /// Rules are tried on everybody before they are published; only counts leave.
    REHEARSAL,
    /// Auditors read who read what.
    AUDIT,
    /// Running the service; no person is looked at.
    OPERATION,
    /// Records of another system come in.
    IMPORT,
    /// Two officers set a colour against the rules.
    OVERRIDE,
    /// Colours are worked out again.
    COLOURING,
    /// Codes, sessions and claims are checked before anybody is signed in.
    SIGN_IN
}
