package vn.pccovid.server.custody;

import java.time.Instant;
import java.time.LocalDate;

/// The line that remains of a destroyed day.
///
/// @param movements which of the day's movements are deleted
/// @param day of these movements
/// @param destroyedAt when its key was destroyed
/// @param fingerprint first 16 bytes of the SHA-256 of the destroyed key, hexadecimal: shows which
///   key it was, not what it opened
/// @param reason why: `retention`, or the order that asked for it
public record Proof(
        MovementClass movements,
        LocalDate day,
        Instant destroyedAt,
        String fingerprint,
        String reason) {}
