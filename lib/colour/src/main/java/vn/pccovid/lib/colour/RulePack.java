package vn.pccovid.lib.colour;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A set of rules of one authority in force for a time: the legal sentences, the numbers in them,
/// and the conditions that give a colour. Read from YAML by [#load], which type-checks every
/// condition and runs the pack's own examples, so a pack that exists is a pack that works. The
/// layout is told in `docs/rules/packs.md`.
///
/// @param id names the pack through all its versions
/// @param version told with every decision
/// @param layer what the pack is to the others
/// @param jurisdiction area path for whose residents it holds (`56`); empty: the whole nation
/// @param from first instant in force
/// @param until first instant no longer in force; null while nothing replaces it
/// @param title what the pack is called
/// @param about what a reader should know before the rules
/// @param sentences the numbered sentences rules quote, in order
/// @param parameters the numbers of the rules with their sources
/// @param rules in the order in which minima are asked
/// @param gaps what a person may lack, by code
/// @param courses how many doses make a course; stated by the floor only
/// @param examples how many examples came out as written when it was loaded
public record RulePack(
        String id,
        String version,
        Layer layer,
        String jurisdiction,
        Instant from,
        @Nullable Instant until,
        PackRule.Words title,
        String about,
        Map<String, Sentence> sentences,
        Map<String, Parameter> parameters,
        List<Rule> rules,
        Map<String, Gap> gaps,
        @Nullable Courses courses,
        int examples) {

    /// What a pack is to the others.
    public enum Layer {
        /// Holds everywhere and answers everybody.
        FLOOR,
        /// Holds everywhere beside the floor, for one matter: contacts, discharge, entry. It and
        /// the floor together are what no province may go below.
        NATIONAL,
        /// Holds in one province and may be stricter than the nation.
        OVERLAY
    }

    /// A legal sentence in our words, with the decree and date it stands in.
    ///
    /// @param text in English
    /// @param vi in Vietnamese; empty in a pack that was written without it
    public record Sentence(String text, String vi, String source) {
        /// In Vietnamese, else as it is written.
        public String vietnamese() {
            return vi.isEmpty() ? text : vi;
        }
    }

    /// A number of the rules: its value as written, where it comes from, and whether that is
    /// certain. An uncertain one is ours to keep adjustable, and operators see it marked so.
    public record Parameter(String value, String source, boolean certain) {}

    /// Something that would help a person and is not known about them.
    public record Gap(String code, String vi, String en, Condition closedWhen) {}

    /// A rule with its condition, the gaps worth naming when it decides, the bare numbers in its
    /// expression, and the line it begins on.
    public record Rule(
            PackRule rule,
            Condition condition,
            List<String> gaps,
            Set<String> literals,
            int line) {}

    /// Reads a pack; its examples run above the national packs that come with the program, without
    /// whatever versions of itself stand among them.
    ///
    /// @param name names the text in refusals, such as its file name
    /// @throws RulePackRefused when anything in it is not understood or an example does not come
    ///   out as written
    public static RulePack load(String yaml, String name) {
        return PackReader.read(yaml, name, null);
    }

    /// Reads a pack whose examples run above the given packs, a floor among them unless the pack is
    /// the floor.
    public static RulePack load(String yaml, String name, List<RulePack> above) {
        return PackReader.read(yaml, name, above);
    }

    /// True for the pack that answers everybody and below which no overlay may go.
    public boolean isFloor() {
        return layer == Layer.FLOOR;
    }

    /// True when the pack holds for residents of this area path.
    public boolean covers(String area) {
        if (jurisdiction.isEmpty()) {
            return true;
        }
        int length = jurisdiction.length();
        return area.startsWith(jurisdiction)
                && (area.length() == length || area.charAt(length) == '/');
    }

    /// The same rules, in force for another time: activated later than their first day, superseded
    /// or taken back before their last.
    public RulePack during(Instant from, @Nullable Instant until) {
        return from.equals(this.from) && java.util.Objects.equals(until, this.until)
                ? this
                : new RulePack(
                        id,
                        version,
                        layer,
                        jurisdiction,
                        from,
                        until,
                        title,
                        about,
                        sentences,
                        parameters,
                        rules,
                        gaps,
                        courses,
                        examples);
    }

    /// True when some instant has both packs in force.
    boolean overlaps(RulePack other) {
        return (other.until == null || from.isBefore(other.until))
                && (until == null || other.from.isBefore(until));
    }

    /// `id version`, as people name it.
    public String named() {
        return id + " " + version;
    }

    /// Every term a rule or gap of this pack asks.
    Set<Term> terms() {
        Set<Term> terms = new LinkedHashSet<>();
        rules.forEach(rule -> rule.condition.terms(terms));
        gaps.values().forEach(gap -> gap.closedWhen.terms(terms));
        return terms;
    }

    /// Every kind of instant at which a rule of this pack can change its mind.
    public List<String> changes() {
        TreeSet<String> words = new TreeSet<>();
        terms().forEach(term -> words.add(term.changes()));
        words.add("start and end of the pack");
        return List.copyOf(words);
    }
}
