package vn.pccovid.server.exchange;

/// How far a run has come.
///
/// @param rows rows whose fate is in the ledger
/// @param bytes of the file read so far; may run a few batches ahead of `rows`
/// @param totalBytes size of the file
public record Progress(String source, String file, long rows, long bytes, long totalBytes) {}
