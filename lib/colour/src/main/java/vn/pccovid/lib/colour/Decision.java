package vn.pccovid.lib.colour;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The colour of a person at one instant with everything needed to explain it.
///
/// @param colour the colour where the person lives: the national floor and the province's overlay
///   together
/// @param floorColour the colour of the national floor alone, valid in every province
/// @param rule id of the rule that decided
/// @param sentence the numbered legal sentence the rule rests on, such as `C6`
/// @param pack id of the pack the rule stands in
/// @param heldRules `pack/rule` of all rules that held, the deciding one among them
/// @param evidence the facts the deciding rule rested on
/// @param since since when the person has had this colour without a break
/// @param until when the colour changes if nothing happens; null when it stays
/// @param nextColour the colour from `until` on; null exactly when `until` is null
/// @param missing codes of what would help and is not known, as in the packs' `missing`; empty for
///   green
/// @param redForLackOfData red because an overlay says so when nothing is known, not because
///   something is known
public record Decision(
        Colour colour,
        Colour floorColour,
        String rule,
        String sentence,
        String pack,
        String packVersion,
        String reasonVi,
        String reasonEn,
        String nextStepVi,
        String nextStepEn,
        List<String> heldRules,
        List<EvidenceItem> evidence,
        Instant since,
        @Nullable Instant until,
        @Nullable Colour nextColour,
        List<String> missing,
        boolean redForLackOfData) {}
