package vn.pccovid.bench;

import java.nio.file.Path;

/// Somebody else's matcher on the same input files, run in a process of its own as its own
/// documentation recommends.
interface LinkPeer {
    /// `duckdb`, `duke`: key of its figures in the JSON line.
    String name();

    /// The command or settings it is run with, for the report; a missing peer is an error that says
    /// what to install.
    String command();

    /// Links `registry.csv` and `incoming.csv` of a folder made by [LinkInputs].
    ///
    /// @throws IllegalStateException when the peer is not installed
    Result run(Path folder) throws Exception;

    /// What came out.
    ///
    /// @param rows row numbers as in the files, one per record
    /// @param clusters a cluster per record, same order; records alone have a cluster of their own
    /// @param seconds from the first byte read to the last cluster
    /// @param peakMib peak resident set of its process
    /// @param settings what it says it did, for the report
    record Result(long[] rows, int[] clusters, double seconds, double peakMib, String settings) {}
}
