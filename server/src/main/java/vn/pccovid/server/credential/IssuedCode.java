package vn.pccovid.server.credential;

import java.time.Instant;

/// A gate code as handed to its holder.
///
/// @param code text of the QR code
/// @param svg the QR code drawn
/// @param issuedAt and `expiresAt`, whole seconds
public record IssuedCode(String code, String svg, Instant issuedAt, Instant expiresAt) {}
