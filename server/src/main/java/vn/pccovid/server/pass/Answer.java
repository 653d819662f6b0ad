package vn.pccovid.server.pass;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.colour.ColourEngine;
import vn.pccovid.lib.colour.Decision;
import vn.pccovid.lib.colour.EvidenceItem;
import vn.pccovid.lib.colour.Timeline;

/// What the rules said of one person, as far as it is stored sealed: the words of the rules stay in
/// the packs.
///
/// @param spans one per colour and rule
record Answer(
        List<String> heldRules,
        List<EvidenceItem> evidence,
        List<String> missing,
        @Nullable Instant until,
        @Nullable Colour nextColour,
        List<Span> spans) {

    /// @param to null: it stays
    record Span(
            Instant from,
            @Nullable Instant to,
            Colour colour,
            String pack,
            String packVersion,
            String rule) {}

    static Answer of(ColourEngine.Outlook outlook) {
        Decision decision = outlook.decision();
        List<Span> spans = new java.util.ArrayList<>();
        for (Timeline.Segment segment : outlook.timeline().segments()) {
            Span next =
                    new Span(
                            segment.from(),
                            segment.to(),
                            segment.colour(),
                            segment.decidedBy().pack(),
                            segment.decidedBy().packVersion(),
                            segment.decidedBy().id());
            Span last = spans.isEmpty() ? null : spans.getLast();
            if (last != null && last.colour() == next.colour() && sameRule(last, next)) {
                spans.set(
                        spans.size() - 1,
                        new Span(
                                last.from(),
                                next.to(),
                                last.colour(),
                                last.pack(),
                                last.packVersion(),
                                last.rule()));
            } else {
                spans.add(next);
            }
        }
        return new Answer(
                decision.heldRules(),
                decision.evidence(),
                decision.missing(),
                decision.until(),
                decision.nextColour(),
                List.copyOf(spans));
    }

    private static boolean sameRule(Span a, Span b) {
        return a.rule().equals(b.rule())
                && a.pack().equals(b.pack())
                && a.packVersion().equals(b.packVersion());
    }

    /// True when both tell the person the same; the window of the timeline may differ.
    boolean saysAs(Answer other) {
        return heldRules.equals(other.heldRules)
                && evidence.equals(other.evidence)
                && missing.equals(other.missing)
                && java.util.Objects.equals(until, other.until)
                && nextColour == other.nextColour;
    }

    @Override
    public String toString() {
        return "Answer[...]";
    }
}
