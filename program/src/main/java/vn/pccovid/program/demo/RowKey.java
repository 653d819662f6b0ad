package vn.pccovid.program.demo;

/// A row of a source file by the key its own system gave it.
///
/// @param file name of the file without `.csv`
/// @param key the source's own key
public record RowKey(String file, String key) {}
