package vn.pccovid.simulation;

import java.util.List;
import java.util.Map;

/// What came out of one run.
///
/// @param people how many were made
/// @param rows rows per file
/// @param evidence rows about persons by how much they carry: strong, weak, none
/// @param shares the errors that happened beside those wanted
/// @param seconds wall-clock time taken
public record SimulationReport(
        long people,
        Map<String, Long> rows,
        Map<String, Long> evidence,
        List<Share> shares,
        double seconds) {
    /// Every share as one line of text.
    public List<String> lines() {
        return shares.stream().map(Share::line).toList();
    }
}
