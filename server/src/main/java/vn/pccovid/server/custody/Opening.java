package vn.pccovid.server.custody;

import java.util.UUID;

/// Why sealed movements are opened: for one case, on the word of two officers who are not the same.
///
/// @param caseId the proven case
/// @param firstOfficer user name of staff, never a person's name
/// @param secondOfficer another one
/// @param reason shown to auditors; at most 200 characters, without personal data
public record Opening(UUID caseId, String firstOfficer, String secondOfficer, String reason) {
    private static final int LONGEST_REASON = 200;

    public Opening {
        if (firstOfficer.isBlank() || secondOfficer.isBlank()) {
            throw new IllegalArgumentException("An opening names two officers");
        }
        if (firstOfficer.equals(secondOfficer)) {
            throw new IllegalArgumentException("The two officers of an opening are one");
        }
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw new IllegalArgumentException(
                    "The reason of an opening has 1 to " + LONGEST_REASON + " characters");
        }
    }
}
