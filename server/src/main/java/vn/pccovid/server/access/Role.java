package vn.pccovid.server.access;

/// What a signed-in party is to us. A member of staff may hold several; `grants.yaml` says what
/// each may do.
public enum Role {
    /// Anyone living or staying here, signed in by phone; sees only the persons the account has
    /// claimed.
    RESIDENT,
    /// Checks codes at a gate.
    GATE_KEEPER,
    /// Serves people of a commune: desk, declaration, vaccination.
    HEALTH_WORKER,
    /// Follows cases and contacts.
    TRACER,
    /// Decides doubtful links between records.
    DATA_STEWARD,
    /// Confirms what another officer proposed about a person; sees colours and reasons, never
    /// names.
    SUPERVISOR,
    /// Reads counts of the areas in charge of.
    AUTHORITY,
    /// Issues papers for movement in the name of an authority; sees nobody.
    PERMIT_OFFICER,
    /// Issues papers for those who work for it, within its quota; sees nobody.
    EMPLOYER,
    /// Reads access lines.
    AUDITOR,
    /// Keeps the service running.
    OPERATOR,
    /// Another system that delivers records.
    SYSTEM_CLIENT,
    /// No sign-in at all. Endpoints for anyone are listed by name in a test.
    ANYONE
}
