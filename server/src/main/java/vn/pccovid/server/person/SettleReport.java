package vn.pccovid.server.person;

/// What a settle pass did.
///
/// @param judged persons and waiting records looked at again
/// @param joined persons that turned out to be somebody we had
/// @param linked waiting records that now count for a person
/// @param created waiting records that became persons of their own
/// @param waiting records still waiting afterwards
/// @param keysOverBound look-ups since start that met more candidates than the bound and were cut
public record SettleReport(
        long judged, long joined, long linked, long created, long waiting, long keysOverBound) {}
