package vn.pccovid.program.demo;

import java.util.List;

/// What the simulator knows about a row.
///
/// @param person whose identifying fields the row carries
/// @param evidence how much the row itself says about who that is
/// @param errors classes of error planted in it
/// @param wrongPerson the source itself attached the row to another person (a dose under a
///   stranger's record)
public record TruthRow(String person, Evidence evidence, List<String> errors, boolean wrongPerson) {

    /// How much a row says about who it is about; the rule is in `docs/simulation.md`.
    public enum Evidence {
        STRONG,
        WEAK,
        NONE
    }
}
