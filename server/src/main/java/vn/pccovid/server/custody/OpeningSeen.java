package vn.pccovid.server.custody;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/// An opening, as told to somebody it concerned: not whose case it was.
///
/// @param day of the movement
/// @param what `visits`, `vehicle`, `encounters`, or `named`
/// @param hop 0: it was this person's case; 1: they met the case; 2: they met somebody who did
/// @param office on whose behalf
/// @param basis `laboratory` or `officers`
public record OpeningSeen(
        UUID openingId,
        Instant at,
        LocalDate day,
        String what,
        int hop,
        String office,
        String basis) {}
