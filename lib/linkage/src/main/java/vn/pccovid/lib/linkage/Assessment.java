package vn.pccovid.lib.linkage;

import java.util.UUID;

/// One candidate for a record with every number that leads to the verdict, so that it can be drawn:
/// prior, evidence per field, what a complete register takes away from the others, probability, and
/// the share against the other candidates.
///
/// @param personId the candidate
/// @param comparison evidence per field, its sum in bits, vetoes
/// @param registerBits what it adds that others nearby would be candidates too if they existed, as
///   their commune's register is loaded; never negative
/// @param probability against everybody who is no candidate; log odds are prior + weight +
///   registerBits
/// @param share against everybody, the other candidates included
public record Assessment(
        UUID personId,
        Comparison comparison,
        double registerBits,
        double probability,
        double share) {}
