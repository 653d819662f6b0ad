package vn.pccovid.program.demo;

import java.util.List;
import java.util.Locale;

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

    static TruthRow of(String person, String evidence, String errors, String wrongPerson) {
        return new TruthRow(
                person,
                Evidence.valueOf(evidence.toUpperCase(Locale.ROOT)),
                errors.isEmpty() ? List.of() : List.of(errors.split(";")),
                wrongPerson.equals("1"));
    }
}
