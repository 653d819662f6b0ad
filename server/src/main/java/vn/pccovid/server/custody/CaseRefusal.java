package vn.pccovid.server.custody;

/// Why nothing is opened.
public enum CaseRefusal {
    /// There is no statement of a laboratory, or it is none.
    NO_SIGNATURE,
    /// Signed by nobody two people let in, or with a key that was not in use.
    UNKNOWN_LABORATORY,
    /// The signature does not fit, or the laboratory is not the one whose key it is.
    BAD_SIGNATURE,
    /// The laboratory did not find the virus.
    NOT_POSITIVE,
    /// The tube held several people's samples, or another person's, when the laboratory signed.
    OTHER_RECORD,
    /// The record belongs to nobody above the threshold to burden somebody.
    NOT_LINKED,
    /// This result is the proof of another case.
    ALREADY_A_CASE,
    /// Longer than a case's window may be.
    WINDOW_TOO_LONG,
    /// Too long before or after the result, or outside the window admitted.
    WINDOW_OUTSIDE,
    /// The officer or the laboratory reached its number of cases a day.
    LIMIT,
    /// Both words are of one officer.
    SAME_OFFICER,
    /// Both officers are of one office.
    SAME_OFFICE,
    /// No case of this id was admitted, or no such proposal waits.
    UNKNOWN_CASE,
    /// The case was retracted.
    CLOSED,
    /// A second hop of somebody whom no first hop of the case showed and nobody named.
    NOT_A_CONTACT,
    /// More movements than one opening may see.
    TOO_MANY
}
