package vn.pccovid.server.pass;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.colour.PackRule.Words;

/// A pass with everything needed to explain it, as the pages show it.
///
/// @param rule `pack/rule` that decided
/// @param sentence the numbered sentence the rule rests on, with its source
/// @param evidence the facts it rests on; empty when the rule rests on none
/// @param since since when the colour has been the same
/// @param until when the colour changes if nothing happens; null: it stays
/// @param nextChange the same with the colour that follows
/// @param missing codes of what would help and is not known
/// @param missingWords the same in words
/// @param timeline from sixty days before the answer to four hundred after it, one span per colour
///   and rule
/// @param asOf the instant this view is true for
public record PassView(
        Colour colour,
        AreaName area,
        String rule,
        String packVersion,
        Sentence sentence,
        Words reason,
        Words nextStep,
        List<Evidence> evidence,
        Instant since,
        @Nullable Instant until,
        @Nullable NextChange nextChange,
        List<String> missing,
        List<Missing> missingWords,
        Colour floorColour,
        boolean redForLackOfData,
        List<String> heldRules,
        List<Span> timeline,
        Instant asOf) {

    /// @param code area path, empty when the residence is unknown
    public record AreaName(String code, String nameVi, String nameEn) {}

    public record Sentence(String id, String text, String source) {}

    /// @param ageDays whole days since it happened
    /// @param receivedAt when we learnt it
    /// @param linkLevel `certain`: sure enough to burden; `likely`: sure enough to show
    public record Evidence(
            String kind,
            Instant date,
            String source,
            Words sourceLabel,
            long ageDays,
            Instant receivedAt,
            String linkLevel,
            Map<String, Object> details) {}

    public record NextChange(Instant at, Colour colour) {}

    public record Missing(String code, String vi, String en) {}

    /// @param to null: it stays
    public record Span(
            Instant from, @Nullable Instant to, Colour colour, String rule, Words reason) {}

    @Override
    public String toString() {
        return "PassView[...]";
    }
}
