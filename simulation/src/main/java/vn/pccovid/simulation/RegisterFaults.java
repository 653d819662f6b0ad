package vn.pccovid.simulation;

import java.time.Duration;

/// How badly a [RegisterServer] behaves.
///
/// @param latency before every answer
/// @param failing share of calls answered with a server error, 0 to 1
/// @param silent share of calls never answered, 0 to 1
/// @param garbled share of calls answered with something that is no answer, 0 to 1
/// @param perSecond calls answered in one second, the rest told to come again; 0 for no limit
/// @param down true: the connection is closed without a word
public record RegisterFaults(
        Duration latency,
        double failing,
        double silent,
        double garbled,
        int perSecond,
        boolean down) {
    /// A register in good health.
    public static RegisterFaults none() {
        return new RegisterFaults(Duration.ZERO, 0, 0, 0, 0, false);
    }

    /// One that does not answer anybody.
    public static RegisterFaults outage() {
        return new RegisterFaults(Duration.ZERO, 0, 0, 0, 0, true);
    }
}
