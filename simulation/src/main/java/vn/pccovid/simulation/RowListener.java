package vn.pccovid.simulation;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the rows of all sources as they are made, in the order of households, for whoever needs a
/// part of them and no files.
@FunctionalInterface
public interface RowListener {
    /// One row.
    ///
    /// @param file as in a folder of files, `population.csv`
    /// @param columns names of its cells
    /// @param truth whom an identifying row is about; null for rows about tubes, places, doses, and
    ///   for the truth files themselves
    void row(String file, List<String> columns, String[] cells, @Nullable Truth truth)
            throws IOException;

    /// What the simulation knows of a row.
    ///
    /// @param person whose identifying fields the row carries
    /// @param evidence strong, weak or none: `docs/simulation.md`
    /// @param errors what is wrong with it, `;` between
    record Truth(String person, String evidence, String errors) {}
}
