package vn.pccovid.lib.colour;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rules of movement of one authority in force for a time: who may pass a gate, and what the keeper
/// does. The same form as a [RulePack]: numbered sentences with sources, named numbers, conditions
/// in CEL, examples that run when it is read; but the conditions ask about a [Journey]. There are
/// few enough journeys that the reader tries all of them: every rule decides some journey, a worse
/// colour never opens a gate that a better one finds shut, and no permit shuts one.
///
/// @param jurisdiction area path of the gates it holds for; empty: everywhere
/// @param until first instant no longer in force; null while nothing replaces it
/// @param examples how many examples came out as written when it was read
public record MovementPack(
        String id,
        String version,
        String jurisdiction,
        Instant from,
        @Nullable Instant until,
        PackRule.Words title,
        String about,
        Map<String, RulePack.Sentence> sentences,
        Map<String, RulePack.Parameter> parameters,
        List<Rule> rules,
        int examples) {

    /// What a gate says, best first.
    public enum Answer {
        GO,
        GO_IF,
        STOP
    }

    /// One rule; the first of its pack that holds decides.
    ///
    /// @param reasonClass stable word that tells nothing about health, such as `restricted`
    /// @param reason what the keeper and the person read
    /// @param instruction what the keeper does
    public record Rule(
            String id,
            Answer answer,
            String reasonClass,
            String sentence,
            String when,
            MovementCondition condition,
            PackRule.Words reason,
            PackRule.Words instruction) {}

    /// What was decided and by which rule of which pack.
    public record Decision(MovementPack pack, Rule rule) {
        /// `pack/rule`.
        public String path() {
            return pack.id() + "/" + rule.id();
        }
    }

    /// Reads a pack, tries its examples and all journeys.
    ///
    /// @param name names the text in refusals, such as its file name
    /// @throws RulePackRefused when anything in it is not understood or does not come out as
    ///   written
    public static MovementPack load(String yaml, String name) {
        return new MovementPackReader(name, yaml).read();
    }

    /// The packs that come with the program, the nation's first.
    public static List<MovementPack> all() {
        return List.of(
                load(RulePacks.text("movement/vn-movement.yaml"), "vn-movement.yaml"),
                load(
                        RulePacks.text("movement/khanh-hoa-movement.yaml"),
                        "khanh-hoa-movement.yaml"));
    }

    /// True when the pack holds for a gate in this area at this instant.
    public boolean covers(String area, Instant at) {
        return !at.isBefore(from)
                && (until == null || at.isBefore(until))
                && (jurisdiction.isEmpty()
                        || area.equals(jurisdiction)
                        || area.startsWith(jurisdiction + "/"));
    }

    /// True for a pack that holds everywhere and answers every journey.
    public boolean isNational() {
        return jurisdiction.isEmpty();
    }

    /// The first rule that holds, or null.
    public @Nullable Rule deciding(Journey journey) {
        for (Rule rule : rules) {
            if (rule.condition.holds(journey)) {
                return rule;
            }
        }
        return null;
    }

    /// The answer at a gate: the strictest of the packs in force there; the nation's where they
    /// agree.
    ///
    /// @throws IllegalStateException where no national pack is in force
    public static Decision decide(
            List<MovementPack> packs, String area, Instant at, Journey journey) {
        Decision strictest = null;
        for (MovementPack pack :
                packs.stream()
                        .filter(p -> p.covers(area, at))
                        .sorted(Comparator.comparingInt(p -> p.jurisdiction().length()))
                        .toList()) {
            Rule rule = pack.deciding(journey);
            if (rule != null
                    && (strictest == null || rule.answer.compareTo(strictest.rule().answer) > 0)) {
                strictest = new Decision(pack, rule);
            }
        }
        if (strictest == null) {
            throw new IllegalStateException("no national movement pack is in force at " + at);
        }
        return strictest;
    }
}
