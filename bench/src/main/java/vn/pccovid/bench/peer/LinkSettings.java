package vn.pccovid.bench.peer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import no.priv.garshol.duke.Comparator;
import no.priv.garshol.duke.comparators.ExactComparator;
import no.priv.garshol.duke.comparators.PersonNameComparator;
import no.priv.garshol.duke.comparators.WeightedLevenshtein;
import no.priv.garshol.duke.databases.KeyFunction;
import vn.pccovid.bench.peer.SqlPlan.Comparison;
import vn.pccovid.bench.peer.SqlPlan.Level;
import vn.pccovid.bench.peer.SqlPlan.Rule;
import vn.pccovid.bench.sets.Role;

/// How the peers are set up for the files of `bench link`: the same blocking rules for both,
/// comparisons as their own guides recommend for such columns.
final class LinkSettings {
    /// Splink's example of this kind clusters at 0.95.
    static final double SQL_THRESHOLD = 0.95;

    static final double DUKE_THRESHOLD = 0.95;

    private static final int WHOLE = 99;
    private static final int YEAR = 4;

    private LinkSettings() {}

    /// The register names nobody twice: its rows are not linked with each other.
    static boolean allowed(int one, int other) {
        return one != 0 || other != 0;
    }

    /// @param informed see [LinkFiles]
    static SqlPlan sql(boolean informed) {
        String year = "substr(#birth_date,1,4)";
        List<Comparison> comparisons = new ArrayList<>();
        comparisons.add(SqlPlan.name("full_name"));
        comparisons.add(informed ? partialDates() : SqlPlan.birthDate("birth_date"));
        comparisons.add(SqlPlan.edits("number", false));
        if (informed) {
            comparisons.add(SqlPlan.edits("card", false));
        }
        comparisons.add(SqlPlan.edits("insurance", false));
        comparisons.add(SqlPlan.exact("phone"));
        comparisons.add(SqlPlan.exact("place"));
        comparisons.add(
                new Comparison("sex", List.of("sex"), List.of(new Level("l.sex = r.sex", ""))));
        List<Rule> rules = new ArrayList<>();
        rules.add(Rule.on("number"));
        if (informed) {
            rules.add(Rule.on("card"));
        }
        rules.add(Rule.on("insurance"));
        rules.add(Rule.on("phone", "given_name"));
        rules.add(Rule.on("full_name", "birth_date"));
        rules.add(
                informed
                        ? Rule.on(
                                List.of("full_name", "birth_date", "place"),
                                "#full_name",
                                year,
                                "#place")
                        : Rule.on("full_name", "place"));
        rules.add(Rule.on("birth_date", "place"));
        return new SqlPlan(
                comparisons,
                rules,
                List.of(
                        Rule.on("number"),
                        Rule.on("full_name", "birth_date"),
                        Rule.on("birth_date", "place")),
                List.of(Rule.on("number"), Rule.on("full_name", "birth_date", "place")),
                SqlPlan.Allowed.NOT_WITHIN_FIRST);
    }

    /// Full dates first; then the years, of which one side may hold nothing else.
    private static Comparison partialDates() {
        String full = "length(l.birth_date) = 8 AND length(r.birth_date) = 8 AND ";
        return new Comparison(
                "birth_date",
                List.of("birth_date"),
                List.of(
                        new Level(full + "l.birth_date = r.birth_date", ""),
                        new Level(
                                full + "damerau_levenshtein(l.birth_date, r.birth_date) <= 1", ""),
                        new Level(full + "substr(l.birth_date,1,4) = substr(r.birth_date,1,4)", ""),
                        new Level("substr(l.birth_date,1,4) = substr(r.birth_date,1,4)", ""),
                        new Level(
                                "abs(try_cast(substr(l.birth_date,1,4) AS INTEGER)"
                                        + " - try_cast(substr(r.birth_date,1,4) AS INTEGER)) <= 1",
                                "")));
    }

    static Map<Role, DukeMatcher.Weight> duke(boolean informed) {
        Comparator digits = new WeightedLevenshtein();
        Map<Role, DukeMatcher.Weight> weights = new EnumMap<>(Role.class);
        weights.put(Role.FULL_NAME, new DukeMatcher.Weight(new PersonNameComparator(), 0.10, 0.85));
        weights.put(Role.BIRTH_DATE, new DukeMatcher.Weight(new PartialDates(), 0.10, 0.90));
        weights.put(Role.NUMBER, new DukeMatcher.Weight(digits, 0.05, 0.97));
        if (informed) {
            weights.put(Role.CARD, new DukeMatcher.Weight(digits, 0.10, 0.97));
        }
        weights.put(Role.INSURANCE, new DukeMatcher.Weight(digits, 0.10, 0.97));
        weights.put(Role.PHONE, new DukeMatcher.Weight(digits, 0.45, 0.75));
        weights.put(Role.PLACE, new DukeMatcher.Weight(new ExactComparator(), 0.35, 0.75));
        weights.put(Role.SEX, new DukeMatcher.Weight(new ExactComparator(), 0.20, 0.52));
        return weights;
    }

    /// Dates of which one may be a year only: then equal years are some likeness. Duke's users plug
    /// in comparators of their own.
    static final class PartialDates implements Comparator {
        private static final double SAME_YEAR = 0.75;

        private final WeightedLevenshtein digits = new WeightedLevenshtein();

        @Override
        public boolean isTokenized() {
            return false;
        }

        @Override
        public double compare(String a, String b) {
            if (a.length() == 8 && b.length() == 8) {
                return digits.compare(a, b);
            }
            return a.regionMatches(0, b, 0, YEAR) ? SAME_YEAR : 0;
        }
    }

    static List<KeyFunction> dukeKeys(boolean informed) {
        DukeMatcher.Part name = DukeMatcher.part(Role.FULL_NAME, WHOLE);
        DukeMatcher.Part born = DukeMatcher.part(Role.BIRTH_DATE, WHOLE);
        DukeMatcher.Part place = DukeMatcher.part(Role.PLACE, WHOLE);
        List<KeyFunction> keys = new ArrayList<>();
        keys.add(DukeMatcher.key(DukeMatcher.part(Role.NUMBER, WHOLE)));
        if (informed) {
            keys.add(DukeMatcher.key(DukeMatcher.part(Role.CARD, WHOLE)));
        }
        keys.add(DukeMatcher.key(DukeMatcher.part(Role.INSURANCE, WHOLE)));
        keys.add(
                DukeMatcher.key(
                        DukeMatcher.part(Role.PHONE, WHOLE), DukeMatcher.part(Role.FULL_NAME, 1)));
        keys.add(DukeMatcher.key(name, born));
        keys.add(
                informed
                        ? DukeMatcher.key(name, DukeMatcher.part(Role.BIRTH_DATE, YEAR), place)
                        : DukeMatcher.key(name, place));
        keys.add(DukeMatcher.key(born, place));
        return keys;
    }
}
