package vn.pccovid.lib.colour;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Lays overrides over the answers of the rules.
final class Overriding {
    private static final String SENTENCE = "O1";
    private static final String VERSION = "1";

    /// What stands in the place of a pack when an override decides.
    static final RulePack PACK = pack();

    private Overriding() {}

    /// The override in force at an instant.
    static Optional<ColourOverride> at(List<ColourOverride> overrides, long instant) {
        return overrides.stream()
                .filter(o ->
                        VietnamTime.micros(o.from()) <= instant
                                && instant < VietnamTime.micros(o.until()))
                .max(
                        Comparator.comparing(ColourOverride::knownAt)
                                .thenComparing(ColourOverride::id));
    }

    static RulePack.Rule rule(Colour colour) {
        return PACK.rules().stream()
                .filter(rule -> rule.rule().colour() == colour)
                .findFirst()
                .orElseThrow();
    }

    /// The spans with every stretch of an override answered by it.
    static List<Place.Span> over(List<Place.Span> spans, List<ColourOverride> overrides) {
        TreeSet<Long> cuts = new TreeSet<>();
        for (ColourOverride override : overrides) {
            cuts.add(VietnamTime.micros(override.from()));
            cuts.add(VietnamTime.micros(override.until()));
        }
        List<Place.Span> laid = new ArrayList<>();
        for (Place.Span span : spans) {
            long from = span.from();
            while (from < span.to()) {
                Long cut = cuts.higher(from);
                long to = cut == null ? span.to() : Math.min(cut, span.to());
                add(laid, piece(span, from, to, at(overrides, from).orElse(null)));
                from = to;
            }
        }
        return laid;
    }

    private static Place.Span piece(
            Place.Span span, long from, long to, @Nullable ColourOverride override) {
        if (override == null) {
            return new Place.Span(from, to, span.answer(), span.unsure());
        }
        RulePack.Rule rule = rule(override.colour());
        List<PackRule> held = new ArrayList<>(span.answer().held());
        held.add(rule.rule());
        return new Place.Span(
                from,
                to,
                new Era.Answer(override.colour(), override.colour(), rule, List.copyOf(held)),
                span.unsure());
    }

    private static void add(List<Place.Span> laid, Place.Span piece) {
        Place.Span last = laid.isEmpty() ? null : laid.getLast();
        if (last != null
                && last.answer().equals(piece.answer())
                && last.unsure() == piece.unsure()) {
            laid.set(
                    laid.size() - 1,
                    new Place.Span(last.from(), piece.to(), last.answer(), last.unsure()));
        } else {
            laid.add(piece);
        }
    }

    private static RulePack pack() {
        List<RulePack.Rule> rules = new ArrayList<>();
        for (Colour colour : Colour.values()) {
            rules.add(
                    new RulePack.Rule(
                            new PackRule(
                                    "set_" + colour.name().toLowerCase(java.util.Locale.ROOT),
                                    ColourOverride.PACK,
                                    VERSION,
                                    PackRule.Kind.ORDER,
                                    colour,
                                    SENTENCE,
                                    "true",
                                    new PackRule.Words(
                                            "Hai cán bộ đã đặt màu này, khác với quy tắc",
                                            "Two officers set this colour against the rules"),
                                    new PackRule.Words(
                                            "Xem cơ quan, căn cứ và ngày hết hiệu lực bên dưới; nếu không đúng, hãy phản ánh.",
                                            "See the offices, the legal basis and the end below; if it is not right, dispute it."),
                                    false,
                                    null),
                            new Condition.Always(true),
                            List.of(),
                            Set.of(),
                            1));
        }
        return new RulePack(
                ColourOverride.PACK,
                VERSION,
                RulePack.Layer.NATIONAL,
                "",
                Instant.EPOCH,
                null,
                new PackRule.Words("Đặt màu bởi hai cán bộ", "Colour set by two officers"),
                "",
                Map.of(
                        SENTENCE,
                        new RulePack.Sentence(
                                "Two officers of the right roles may set a colour against the rules, on a"
                                        + " named legal basis, for at most 14 days.",
                                "Hai cán bộ đúng vai trò có thể đặt màu khác với quy tắc, nêu rõ căn cứ pháp lý,"
                                        + " tối đa 14 ngày.",
                                "design of this project; no decree provides for it")),
                Map.of(),
                rules,
                Map.of(),
                null,
                0);
    }
}
