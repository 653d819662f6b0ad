package vn.pccovid.lib.linkage;

/// One line of the model as people inspect it.
///
/// @param field what is compared
/// @param level how it compares
/// @param scope which frequency of the value multiplies `stranger` and `neighbour`, lower case;
///   `none` if none does
/// @param m share of pairs of one person at this level
/// @param stranger share of pairs of two strangers at this level, before the frequency of the
///   value; may exceed 1 there
/// @param neighbour likewise of one commune
/// @param family of one home
/// @param twin of twins
/// @param bits log2(m/stranger), before the frequency of the value
public record LevelWeight(
        Field field,
        String level,
        String scope,
        double m,
        double stranger,
        double neighbour,
        double family,
        double twin,
        double bits) {}
