package vn.pccovid.server.pass;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
/// @param sooner what would give a better colour earlier than it comes by itself, computed from the
///   rules; earliest first
/// @param silentSources sources that have delivered nothing for longer than their budget: what they
///   know may be missing here
/// @param setBy the override that decides; null: the rules do
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
        List<Sooner> sooner,
        List<SilentSource> silentSources,
        @Nullable SetBy setBy,
        Instant asOf) {

    /// @param code area path, empty when the residence is unknown
    public record AreaName(String code, String nameVi, String nameEn) {}

    public record Sentence(String id, String text, String vi, String source) {}

    /// @param id of the fact, which a request to put it right points at; null for what is no fact
    ///   of the person
    /// @param ageDays whole days since it happened
    /// @param receivedAt when we learnt it
    /// @param linkLevel `certain`: sure enough to burden; `likely`: sure enough to show
    public record Evidence(
            @Nullable UUID id,
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

    /// @param kind as rules name it, such as `test.negative.pcr`
    /// @param words the same for people
    /// @param from it helps if it happens at this instant or later
    /// @param before and before this one; null: as far as was looked
    /// @param effective since when the colour is better then
    public record Sooner(
            String kind,
            Words words,
            Instant from,
            @Nullable Instant before,
            Instant effective,
            Colour colour) {}

    public record SilentSource(
            String source, Words sourceLabel, Instant lastAt, long ageHours, long budgetHours) {}

    /// Which offices set the colour, never which officers.
    public record SetBy(
            UUID id,
            List<String> offices,
            Words basis,
            String document,
            String reason,
            Instant from,
            Instant until) {}

    @Override
    public String toString() {
        return "PassView[...]";
    }
}
