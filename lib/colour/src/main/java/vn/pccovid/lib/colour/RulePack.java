package vn.pccovid.lib.colour;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A set of rules of one authority in force for a time: the legal sentences, the numbers in them,
/// and the conditions that give a colour. Read from YAML by [#load], which type-checks every
/// condition and runs the pack's own examples, so a pack that exists is a pack that works. The
/// layout is told in `docs/rules/packs.md`.
///
/// @param id names the pack through all its versions
/// @param version told with every decision
/// @param jurisdiction area path for whose residents it holds (`56`); empty: the whole nation, the
///   floor
/// @param from first instant in force
/// @param until first instant no longer in force; null while nothing replaces it
/// @param sentences the numbered sentences rules quote, in order
/// @param parameters the numbers of the rules with their sources
/// @param rules in the order in which minima are asked
/// @param gaps what a person may lack, by code
public record RulePack(
        String id,
        String version,
        String jurisdiction,
        Instant from,
        @Nullable Instant until,
        Map<String, Sentence> sentences,
        Map<String, Parameter> parameters,
        List<Rule> rules,
        Map<String, Gap> gaps,
        @Nullable Courses courses) {

    /// A legal sentence in our words, with the decree and date it stands in.
    public record Sentence(String text, String source) {}

    /// A number of the rules: its value as written, where it comes from, and whether that is
    /// certain. An uncertain one is ours to keep adjustable, and operators see it marked so.
    public record Parameter(String value, String source, boolean certain) {}

    /// Something that would help a person and is not known about them.
    public record Gap(String code, String vi, String en, Condition closedWhen) {}

    /// A rule with its condition and the gaps worth naming when it decides.
    public record Rule(PackRule rule, Condition condition, List<String> gaps) {}

    /// Reads an overlay, or a floor when its jurisdiction is empty; examples of an overlay run
    /// above the built-in national floor.
    ///
    /// @param name names the text in refusals, such as its file name
    /// @throws RulePackRefused when anything in it is not understood or an example does not come
    ///   out as written
    public static RulePack load(String yaml, String name) {
        return PackReader.read(yaml, name, null);
    }

    /// Reads an overlay whose examples run above the given floor.
    public static RulePack load(String yaml, String name, RulePack floor) {
        return PackReader.read(yaml, name, floor);
    }

    /// True for the pack that holds in the whole nation and below which no overlay may go.
    public boolean isFloor() {
        return jurisdiction.isEmpty();
    }

    /// True when the pack holds for residents of this area path.
    public boolean covers(String area) {
        return jurisdiction.isEmpty()
                || area.equals(jurisdiction)
                || area.startsWith(jurisdiction + "/");
    }

    /// Every kind of instant at which a rule of this pack can change its mind.
    public List<String> changes() {
        TreeSet<String> words = new TreeSet<>();
        java.util.Set<Term> terms = new java.util.LinkedHashSet<>();
        rules.forEach(rule -> rule.condition.terms(terms));
        gaps.values().forEach(gap -> gap.closedWhen.terms(terms));
        terms.forEach(term -> words.add(term.changes()));
        words.add("start and end of the pack");
        return List.copyOf(words);
    }
}
