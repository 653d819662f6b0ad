package vn.pccovid.lib.linkage;

/// What one field says about "same person".
///
/// @param field what was compared
/// @param level how it compared: a level name of the model's table, e.g. `exact`, `swap`,
///   `one_digit`
/// @param bits log2(m/u) against strangers; the bits of all fields of a comparison add up to its
///   weight
public record FieldEvidence(Field field, String level, double bits) {}
