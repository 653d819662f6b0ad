package vn.pccovid.server.laboratory;

import java.util.Optional;
import vn.pccovid.lib.credential.Refusal;

/// What became of a signed result.
///
/// @param outcome as of any result; empty if the statement was refused
/// @param refusal why it was; empty if it was taken
public record SignedReceipt(Optional<ResultOutcome> outcome, Optional<Refusal> refusal) {}
