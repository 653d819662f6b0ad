package vn.pccovid.server.custody;

import java.time.Instant;
import java.util.UUID;

/// A case custody opens movements for.
///
/// @param window outside it nothing opens
/// @param basis `laboratory`, or `officers` where two named officers stand for it
public record OpenCase(UUID caseId, Window window, String basis, Instant admittedAt) {}
