package vn.pccovid.bench.peer;

import java.util.ArrayList;
import java.util.List;
import vn.pccovid.bench.sets.People;
import vn.pccovid.bench.sets.Role;

/// What a user of Splink writes down: comparisons with their levels, and blocking rules to predict,
/// to train and to guess the prior.
///
/// @param comparisons in the order of the columns
/// @param prediction rules of which one must hold for a pair to be compared
/// @param training one pass of EM each; comparisons of the rule's columns are left out of it
/// @param certain rules that hold for matches almost only
/// @param pairs which are allowed
record SqlPlan(
        List<Comparison> comparisons,
        List<Rule> prediction,
        List<Rule> training,
        List<Rule> certain,
        Allowed pairs) {

    /// Pairs of two files 0 and 1, or of one.
    enum Allowed {
        /// `dedupe_only`
        ALL("l.id < r.id"),
        /// `link_only`
        BETWEEN_FILES("l.source < r.source"),
        /// `link_and_dedupe` where the first file names nobody twice; its records come first.
        NOT_WITHIN_FIRST("l.id < r.id AND r.source > 0");

        /// In SQL over `l` and `r`, each pair once.
        final String condition;

        Allowed(String condition) {
            this.condition = condition;
        }

        /// How many there are.
        double count(double first, double second) {
            return switch (this) {
                case ALL -> (first + second) * (first + second - 1) / 2;
                case BETWEEN_FILES -> first * second;
                case NOT_WITHIN_FIRST -> first * second + second * (second - 1) / 2;
            };
        }
    }

    /// @param columns it reads
    /// @param levels from the highest agreement down; what none of them covers is the last, unnamed
    ///   one
    record Comparison(String name, List<String> columns, List<Level> levels) {}

    /// @param condition in SQL over `l` and `r`
    /// @param frequency column whose term frequency adjusts the level, empty for none
    record Level(String condition, String frequency) {}

    /// Equality of expressions on both sides.
    ///
    /// @param columns read
    /// @param condition in SQL over `l` and `r`
    record Rule(List<String> columns, String condition) {
        /// @param expressions over one record, its alias written as `#`
        static Rule on(List<String> columns, String... expressions) {
            List<String> equal = new ArrayList<>();
            for (String expression : expressions) {
                equal.add(expression.replace("#", "l.") + " = " + expression.replace("#", "r."));
            }
            return new Rule(columns, String.join(" AND ", equal));
        }

        /// Whole columns.
        static Rule on(String... columns) {
            List<String> expressions = new ArrayList<>();
            for (String column : columns) {
                expressions.add("#" + column);
            }
            return on(List.of(columns), expressions.toArray(String[]::new));
        }
    }

    private static final String GIVEN = "given_name";
    private static final String SURNAME = "surname";
    private static final String BORN = "birth_date";
    private static final String POSTCODE = "postcode";
    private static final String NUMBER = "number";
    private static final String EMAIL = "email";
    private static final String PHONE = "phone";
    private static final String PLACE = "place";

    /// More records than this and single columns make blocks too large: then the pairs of columns
    /// of Splink's example for 50,000 historical people, else the columns of its example for FEBRL
    /// 3.
    private static final int SINGLE_COLUMNS = 10_000;

    static String column(Role role) {
        return role.name().toLowerCase(java.util.Locale.ROOT);
    }

    /// The settings of Splink's own examples for these sets, for the columns a table has.
    static SqlPlan of(People people) {
        return new SqlPlan(
                comparisons(people),
                prediction(people),
                training(people),
                certain(people),
                people.linksFiles() ? Allowed.BETWEEN_FILES : Allowed.ALL);
    }

    private static List<Comparison> comparisons(People people) {
        List<Comparison> list = new ArrayList<>();
        if (people.size() > SINGLE_COLUMNS) {
            list.add(names());
        } else {
            list.add(name(GIVEN));
            list.add(name(SURNAME));
        }
        if (people.has(Role.BIRTH_DATE)) {
            list.add(birthDate(BORN));
        }
        if (people.has(Role.NUMBER)) {
            list.add(edits(NUMBER, false));
        }
        if (people.has(Role.PHONE)) {
            list.add(edits(PHONE, false));
        }
        if (people.has(Role.EMAIL)) {
            list.add(email());
        }
        if (people.has(Role.POSTCODE)) {
            list.add(british(people) ? postcode() : edits(POSTCODE, true));
        }
        // With a postcode, further places are strongly correlated with it (the FEBRL examples), but
        // for
        // a place of birth (the historical one).
        if (people.has(Role.STREET_NUMBER)) {
            list.add(exact("street_number"));
        } else if (people.has(Role.PLACE)) {
            list.add(exact(PLACE));
        }
        for (Role role :
                List.of(Role.SECOND_GIVEN_NAME, Role.SECOND_SURNAME, Role.SEX, Role.OTHER)) {
            if (people.has(role)) {
                list.add(exact(column(role)));
            }
        }
        return list;
    }

    private static boolean british(People people) {
        for (int i = 0; i < people.size(); i++) {
            String value = people.value(Role.POSTCODE, i);
            if (value != null) {
                return Character.isLetter(value.charAt(0));
            }
        }
        return false;
    }

    /// `ForenameSurnameComparison` of Splink's library.
    private static Comparison names() {
        return new Comparison(
                "name",
                List.of(GIVEN, SURNAME),
                List.of(
                        new Level(
                                "l.given_name = r.given_name AND l.surname = r.surname",
                                "given_surname"),
                        new Level("l.given_name = r.surname AND l.surname = r.given_name", ""),
                        new Level(both(0.92), ""),
                        new Level(both(0.88), ""),
                        new Level("l.surname = r.surname", SURNAME),
                        new Level("l.given_name = r.given_name", GIVEN)));
    }

    private static String both(double similarity) {
        return "jaro_winkler_similarity(l.given_name, r.given_name) >= "
                + similarity
                + " AND jaro_winkler_similarity(l.surname, r.surname) >= "
                + similarity;
    }

    /// `NameComparison`, with term frequencies.
    static Comparison name(String column) {
        String similarity = "jaro_winkler_similarity(l.%1$s, r.%1$s) >= ".formatted(column);
        return new Comparison(
                column,
                List.of(column),
                List.of(
                        new Level("l.%1$s = r.%1$s".formatted(column), column),
                        new Level(similarity + 0.92, ""),
                        new Level(similarity + 0.88, ""),
                        new Level(similarity + 0.7, "")));
    }

    /// `DateOfBirthComparison`.
    static Comparison birthDate(String column) {
        String days =
                "abs(date_diff('day', try_strptime(l.%1$s, '%%Y%%m%%d'), try_strptime(r.%1$s, '%%Y%%m%%d'))) <= "
                        .formatted(column);
        return new Comparison(
                column,
                List.of(column),
                List.of(
                        new Level("l.%1$s = r.%1$s".formatted(column), ""),
                        new Level("damerau_levenshtein(l.%1$s, r.%1$s) <= 1".formatted(column), ""),
                        new Level(days + 31, ""),
                        new Level(days + 366, ""),
                        new Level(days + 3_653, "")));
    }

    /// `DamerauLevenshteinAtThresholds(column, [1, 2])`.
    static Comparison edits(String column, boolean frequency) {
        return new Comparison(
                column,
                List.of(column),
                List.of(
                        new Level("l.%1$s = r.%1$s".formatted(column), frequency ? column : ""),
                        new Level("damerau_levenshtein(l.%1$s, r.%1$s) <= 1".formatted(column), ""),
                        new Level(
                                "damerau_levenshtein(l.%1$s, r.%1$s) <= 2".formatted(column), "")));
    }

    /// `EmailComparison`.
    private static Comparison email() {
        return new Comparison(
                EMAIL,
                List.of(EMAIL),
                List.of(
                        new Level("l.email = r.email", EMAIL),
                        new Level("split_part(l.email, '@', 1) = split_part(r.email, '@', 1)", ""),
                        new Level("jaro_winkler_similarity(l.email, r.email) >= 0.88", ""),
                        new Level(
                                "jaro_winkler_similarity(split_part(l.email, '@', 1),"
                                        + " split_part(r.email, '@', 1)) >= 0.88",
                                "")));
    }

    /// `PostcodeComparison`: sector, district, area.
    private static Comparison postcode() {
        return new Comparison(
                POSTCODE,
                List.of(POSTCODE),
                List.of(
                        new Level("l.postcode = r.postcode", ""),
                        new Level("l.postcode[:-3] = r.postcode[:-3]", ""),
                        new Level("l.postcode[:-4] = r.postcode[:-4]", ""),
                        new Level(
                                "regexp_extract(l.postcode, '^[a-z]+') = regexp_extract(r.postcode, '^[a-z]+')",
                                "")));
    }

    /// `ExactMatch(column).configure(term_frequency_adjustments=True)`.
    static Comparison exact(String column) {
        return new Comparison(
                column,
                List.of(column),
                List.of(new Level("l.%1$s = r.%1$s".formatted(column), column)));
    }

    private static List<Rule> prediction(People people) {
        List<Rule> rules = new ArrayList<>();
        if (people.size() <= SINGLE_COLUMNS) {
            add(rules, people, Role.NUMBER);
            add(rules, people, Role.EMAIL);
            add(rules, people, Role.PHONE);
            add(rules, people, Role.GIVEN_NAME);
            add(rules, people, Role.SURNAME);
            add(rules, people, Role.BIRTH_DATE);
            add(rules, people, Role.POSTCODE);
            return rules;
        }
        rules.add(
                Rule.on(
                        List.of(GIVEN, SURNAME),
                        "substr(#given_name,1,3)",
                        "substr(#surname,1,4)"));
        rules.add(Rule.on(SURNAME, BORN));
        rules.add(Rule.on(GIVEN, BORN));
        rules.add(
                Rule.on(
                        List.of(GIVEN, SURNAME, BORN),
                        "substr(#given_name,1,2)",
                        "substr(#surname,1,2)",
                        "substr(#birth_date,1,4)"));
        if (people.has(Role.POSTCODE)) {
            rules.add(Rule.on(POSTCODE, GIVEN));
            rules.add(Rule.on(POSTCODE, SURNAME));
            rules.add(Rule.on(List.of(POSTCODE, BORN), "substr(#postcode,1,3)", "#birth_date"));
            rules.add(Rule.on(List.of(POSTCODE, GIVEN), "substr(#postcode,1,3)", "#given_name"));
            rules.add(Rule.on(List.of(POSTCODE, SURNAME), "substr(#postcode,1,3)", "#surname"));
        }
        if (people.has(Role.PLACE)) {
            rules.add(Rule.on(BORN, PLACE));
        }
        return rules;
    }

    private static void add(List<Rule> rules, People people, Role role) {
        if (people.has(role)) {
            rules.add(Rule.on(column(role)));
        }
    }

    /// Passes such that every comparison is estimated in one of them.
    private static List<Rule> training(People people) {
        List<Rule> rules = new ArrayList<>();
        rules.add(Rule.on(BORN));
        if (people.size() > SINGLE_COLUMNS) {
            rules.add(Rule.on(GIVEN, SURNAME));
        } else if (people.has(Role.POSTCODE)) {
            rules.add(Rule.on(POSTCODE));
        } else {
            rules.add(Rule.on(GIVEN));
            rules.add(Rule.on(SURNAME));
        }
        return rules;
    }

    private static List<Rule> certain(People people) {
        List<Rule> rules = new ArrayList<>();
        rules.add(Rule.on(GIVEN, BORN));
        rules.add(Rule.on(SURNAME, BORN));
        if (people.has(Role.NUMBER)) {
            rules.add(Rule.on(NUMBER));
        }
        if (people.has(Role.EMAIL)) {
            rules.add(Rule.on(EMAIL));
        }
        if (people.has(Role.POSTCODE)) {
            rules.add(Rule.on(BORN, POSTCODE));
        }
        rules.add(
                new Rule(
                        List.of(GIVEN, SURNAME, BORN),
                        "l.given_name = r.surname AND l.surname = r.given_name AND l.birth_date = r.birth_date"));
        return rules;
    }
}
