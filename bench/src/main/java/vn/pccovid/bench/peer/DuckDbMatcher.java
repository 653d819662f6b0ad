package vn.pccovid.bench.peer;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import vn.pccovid.bench.sets.People;
import vn.pccovid.bench.sets.Role;
import vn.pccovid.lib.linkage.ExpectationMaximisation;
import vn.pccovid.lib.linkage.LatentClasses;
import vn.pccovid.lib.linkage.PatternCounts;

/// The model of Fellegi and Sunter as Splink computes it, written out in SQL for DuckDB.
///
/// Blocking, comparing, counting patterns, frequencies and scoring are SQL; the passes of EM
/// between them run over DuckDB's counts with our class, which follows Splink's history to the last
/// digits (`SplinkConformityTest`). As Splink's guides recommend: the prior from rules that are
/// almost certain, u from random pairs, m in one pass per training rule with u fixed and without
/// term frequencies, the median of passes, then term frequency adjustments in the prediction.
public final class DuckDbMatcher {
    /// `estimate_u_using_random_sampling(max_pairs=1e6)`.
    private static final double RANDOM_PAIRS = 1e6;

    /// `estimate_probability_two_random_records_match(…, recall=0.7)`, as in the tutorial.
    private static final double RECALL_OF_CERTAIN_RULES = 0.7;

    /// Splink's defaults: `em_convergence`, `max_iterations`.
    private static final double CONVERGENCE = 1e-4;

    private static final int ITERATIONS = 25;

    /// What Splink takes for a level that training never saw.
    private static final double NOT_OBSERVED = 1e-6;

    private final People people;
    private final SqlPlan plan;
    private final double threshold;
    private final Statement sql;

    private DuckDbMatcher(People people, SqlPlan plan, double threshold, Statement sql) {
        this.people = people;
        this.plan = plan;
        this.threshold = threshold;
        this.sql = sql;
    }

    /// Links a table with the settings of Splink's own examples at a match probability of 0.5.
    public static Pairs link(People people) throws SQLException {
        return link(people, SqlPlan.of(people), 0.5);
    }

    static Pairs link(People people, SqlPlan plan, double threshold) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement sql = connection.createStatement()) {
            DuckDbMatcher matcher = new DuckDbMatcher(people, plan, threshold, sql);
            matcher.load((DuckDBConnection) connection);
            return matcher.run();
        }
    }

    private void load(DuckDBConnection connection) throws SQLException {
        List<Role> roles = people.roles();
        sql.execute(
                "CREATE TABLE people (id INTEGER, source INTEGER, "
                        + roles.stream()
                                .map(role -> SqlPlan.column(role) + " VARCHAR")
                                .collect(Collectors.joining(", "))
                        + ")");
        try (DuckDBAppender appender = connection.createAppender("main", "people")) {
            for (int i = 0; i < people.size(); i++) {
                appender.beginRow();
                appender.append(i);
                appender.append(people.source(i));
                for (Role role : roles) {
                    String value = people.value(role, i);
                    if (value == null) {
                        appender.appendNull();
                    } else {
                        appender.append(value);
                    }
                }
                appender.endRow();
            }
        }
        if (people.has(Role.GIVEN_NAME) && people.has(Role.SURNAME)) {
            sql.execute("ALTER TABLE people ADD COLUMN given_surname VARCHAR");
            sql.execute("UPDATE people SET given_surname = given_name || ' ' || surname");
        }
    }

    private Pairs run() throws SQLException {
        frequencies();
        long certain = count(union(plan.certain()));
        double all = allPairs();
        double prior = Math.clamp(certain / RECALL_OF_CERTAIN_RULES / all, 1 / all, 0.5);
        double[][] u = randomPairs();
        double[][] m = train(u);
        sql.execute("CREATE TEMP TABLE blocked AS " + union(plan.prediction()));
        long compared = count("SELECT 1 FROM blocked");
        Set<Long> linked = predict(prior, m, u);
        List<String> settings = new ArrayList<>();
        settings.add(
                "DuckDB "
                        + version()
                        + ", Splink's method: "
                        + plan.comparisons().stream()
                                .map(SqlPlan.Comparison::name)
                                .collect(Collectors.joining(", ")));
        settings.add(
                "blocking "
                        + plan.prediction().stream()
                                .map(rule -> String.join("+", rule.columns()))
                                .collect(Collectors.joining(" | "))
                        + String.format(
                                Locale.ROOT, "; prior %.2e, threshold %.2f", prior, threshold));
        return new Pairs(linked, compared, settings);
    }

    private String version() throws SQLException {
        try (ResultSet row = sql.executeQuery("SELECT version()")) {
            row.next();
            return row.getString(1);
        }
    }

    private long count(String query) throws SQLException {
        try (ResultSet row = sql.executeQuery("SELECT count(*) FROM (" + query + ")")) {
            row.next();
            return row.getLong(1);
        }
    }

    private double allPairs() {
        double first = 0;
        for (int i = 0; i < people.size(); i++) {
            first += people.source(i) == 0 ? 1 : 0;
        }
        return Math.max(1, plan.pairs().count(first, people.size() - first));
    }

    private String union(List<SqlPlan.Rule> rules) {
        return rules.stream()
                .map(rule ->
                        "SELECT l.id AS l, r.id AS r FROM people l JOIN people r ON "
                                + rule.condition()
                                + " AND "
                                + plan.pairs().condition)
                .collect(Collectors.joining(" UNION "));
    }

    private void frequencies() throws SQLException {
        Set<String> columns = new HashSet<>();
        for (SqlPlan.Comparison comparison : plan.comparisons()) {
            for (SqlPlan.Level level : comparison.levels()) {
                columns.add(level.frequency());
            }
        }
        columns.remove("");
        for (String column : columns) {
            sql.execute("ALTER TABLE people ADD COLUMN tf_" + column + " DOUBLE");
            sql.execute(
                    """
                    UPDATE people SET tf_%1$s = f.share
                    FROM (SELECT %1$s AS value, count(*) / (SELECT count(%1$s) FROM people) AS share
                          FROM people WHERE %1$s IS NOT NULL GROUP BY %1$s) f
                    WHERE people.%1$s = f.value
                    """
                            .formatted(column));
        }
    }

    /// The level of a comparison as SQL, the highest number for the first; −1 where a value is
    /// missing.
    private static String level(SqlPlan.Comparison comparison) {
        StringBuilder text = new StringBuilder("CASE WHEN ");
        text.append(
                comparison.columns().stream()
                        .map(c -> "l." + c + " IS NULL OR r." + c + " IS NULL")
                        .collect(Collectors.joining(" OR ")));
        text.append(" THEN -1");
        int number = comparison.levels().size();
        for (SqlPlan.Level level : comparison.levels()) {
            text.append(" WHEN ").append(level.condition()).append(" THEN ").append(number);
            number--;
        }
        return text.append(" ELSE 0 END").toString();
    }

    private String levels() {
        StringBuilder text = new StringBuilder();
        for (int c = 0; c < plan.comparisons().size(); c++) {
            text.append(c == 0 ? "" : ", ")
                    .append(level(plan.comparisons().get(c)))
                    .append(" AS g")
                    .append(c);
        }
        return text.toString();
    }

    private PatternCounts patterns(String from, List<String> blocked) throws SQLException {
        int n = plan.comparisons().size();
        PatternCounts counts =
                new PatternCounts(
                        plan.comparisons().stream().mapToInt(c -> c.levels().size() + 1).toArray());
        String names =
                java.util.stream.IntStream.range(0, n)
                        .mapToObj(c -> "g" + c)
                        .collect(Collectors.joining(", "));
        int[] pattern = new int[n];
        try (ResultSet row =
                sql.executeQuery(
                        "SELECT "
                                + names
                                + ", count(*) FROM (SELECT "
                                + levels()
                                + " FROM "
                                + from
                                + ") GROUP BY "
                                + names)) {
            while (row.next()) {
                for (int c = 0; c < n; c++) {
                    boolean left =
                            plan.comparisons().get(c).columns().stream()
                                    .anyMatch(blocked::contains);
                    pattern[c] = left ? PatternCounts.MISSING : row.getInt(c + 1);
                }
                counts.add(pattern, row.getDouble(n + 1));
            }
        }
        return counts;
    }

    /// u: shares of levels among random pairs.
    private double[][] randomPairs() throws SQLException {
        double share = Math.sqrt(Math.min(1, RANDOM_PAIRS / allPairs()));
        String sample =
                String.format(
                        Locale.ROOT,
                        "(SELECT * FROM people USING SAMPLE %.4f PERCENT (bernoulli, %%d))",
                        100 * share);
        String from =
                share < 1
                        ? sample.formatted(1)
                                + " l, "
                                + sample.formatted(1)
                                + " r WHERE "
                                + plan.pairs().condition
                        : "people l, people r WHERE " + plan.pairs().condition;
        PatternCounts counts = patterns(from, List.of());
        int n = plan.comparisons().size();
        double[][] u = new double[n][];
        double[] seen = new double[n];
        for (int c = 0; c < n; c++) {
            u[c] = new double[counts.levels(c)];
        }
        counts.forEach((pattern, count) -> {
            for (int c = 0; c < n; c++) {
                if (pattern[c] >= 0) {
                    u[c][pattern[c]] += count;
                    seen[c] += count;
                }
            }
        });
        for (int c = 0; c < n; c++) {
            double all = Math.max(1, seen[c]);
            double[] levels = u[c];
            Arrays.setAll(levels, l -> levels[l] / all);
            normalise(levels);
        }
        return u;
    }

    private static void normalise(double[] levels) {
        double sum = 0;
        for (int l = 0; l < levels.length; l++) {
            levels[l] = Math.max(levels[l], NOT_OBSERVED);
            sum += levels[l];
        }
        for (int l = 0; l < levels.length; l++) {
            levels[l] /= sum;
        }
    }

    /// m: one pass of EM per training rule with u fixed; the median of the passes.
    private double[][] train(double[][] u) throws SQLException {
        int n = u.length;
        List<List<double[]>> passes = new ArrayList<>();
        for (int c = 0; c < n; c++) {
            passes.add(new ArrayList<>());
        }
        double[][] start = new double[n][];
        for (int c = 0; c < n; c++) {
            // Splink's default start: 0.95 for the highest level, the rest even.
            int levels = u[c].length;
            start[c] = new double[levels];
            Arrays.fill(start[c], 0.05 / (levels - 1));
            start[c][levels - 1] = 0.95;
        }
        for (SqlPlan.Rule rule : plan.training()) {
            PatternCounts counts =
                    patterns(
                            "people l JOIN people r ON "
                                    + rule.condition()
                                    + " AND "
                                    + plan.pairs().condition,
                            rule.columns());
            if (counts.total() == 0) {
                continue;
            }
            LatentClasses model =
                    ExpectationMaximisation.from(
                                    LatentClasses.of(
                                            new double[] {0.3, 0.7}, new double[][][] {start, u}))
                            .fixLevels(1)
                            .tolerance(CONVERGENCE)
                            .iterations(ITERATIONS)
                            .fit(counts)
                            .model();
            for (int c = 0; c < n; c++) {
                if (plan.comparisons().get(c).columns().stream()
                        .noneMatch(rule.columns()::contains)) {
                    int comparison = c;
                    double[] m = new double[u[c].length];
                    Arrays.setAll(m, l -> model.probability(0, comparison, l));
                    passes.get(c).add(m);
                }
            }
        }
        double[][] m = new double[n][];
        for (int c = 0; c < n; c++) {
            m[c] = passes.get(c).isEmpty() ? start[c] : median(passes.get(c));
            normalise(m[c]);
        }
        return m;
    }

    private static double[] median(List<double[]> passes) {
        double[] result = new double[passes.getFirst().length];
        for (int l = 0; l < result.length; l++) {
            int level = l;
            double[] sorted = passes.stream().mapToDouble(p -> p[level]).sorted().toArray();
            int middle = sorted.length / 2;
            result[l] =
                    sorted.length % 2 == 1
                            ? sorted[middle]
                            : (sorted[middle - 1] + sorted[middle]) / 2;
        }
        return result;
    }

    private Set<Long> predict(double prior, double[][] m, double[][] u) throws SQLException {
        StringBuilder weight = new StringBuilder();
        weight.append(log2(prior / (1 - prior)));
        for (int c = 0; c < m.length; c++) {
            SqlPlan.Comparison comparison = plan.comparisons().get(c);
            weight.append(" + CASE g").append(c);
            for (int l = 0; l < m[c].length; l++) {
                weight.append(" WHEN ").append(l).append(" THEN ").append(log2(m[c][l] / u[c][l]));
                String column =
                        l == 0
                                ? ""
                                : comparison
                                        .levels()
                                        .get(comparison.levels().size() - l)
                                        .frequency();
                if (!column.isEmpty()) {
                    weight.append(" + log2(")
                            .append(u[c][l])
                            .append(" / greatest(tf_l_")
                            .append(column)
                            .append(", tf_r_")
                            .append(column)
                            .append("))");
                }
            }
            weight.append(" ELSE 0 END");
        }
        Set<String> columns = new HashSet<>();
        plan.comparisons()
                .forEach(c -> c.levels().forEach(level -> columns.add(level.frequency())));
        columns.remove("");
        String frequencies =
                columns.stream()
                        .map(c -> ", l.tf_%1$s AS tf_l_%1$s, r.tf_%1$s AS tf_r_%1$s".formatted(c))
                        .collect(Collectors.joining());
        Set<Long> linked = new HashSet<>();
        try (ResultSet row =
                sql.executeQuery(
                        """
                        SELECT a, b FROM (
                          SELECT l.id AS a, r.id AS b, %s%s
                          FROM blocked JOIN people l ON l.id = blocked.l JOIN people r ON r.id = blocked.r)
                        WHERE %s >= %s
                        """
                                .formatted(
                                        levels(),
                                        frequencies,
                                        weight,
                                        log2(threshold / (1 - threshold))))) {
            while (row.next()) {
                linked.add(Pairs.of(row.getInt(1), row.getInt(2)));
            }
        }
        return linked;
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }
}
