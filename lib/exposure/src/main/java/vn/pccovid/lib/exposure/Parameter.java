package vn.pccovid.lib.exposure;

/// One number of a pack with where it comes from, to be shown to operators.
///
/// @param name as in the pack, with its unit
/// @param certain false: from memory of the source, or a judgement; to be confirmed
/// @param source publication or text of law
public record Parameter(String name, double value, boolean certain, String source) {}
