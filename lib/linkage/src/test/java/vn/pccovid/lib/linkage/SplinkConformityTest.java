package vn.pccovid.lib.linkage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Splink is the reference implementation of the model with two classes. Its own tests hold its EM
/// to the history that its second version computed in Spark: pairs of
/// `fake_1000_from_splink_demos.csv` with equal surname, 0.3 of them taken for matches at the
/// start, two iterations.
@DisplayName("EM with two classes follows Splink's history to its last digits")
class SplinkConformityTest {
    private static final Path FOLDER = Path.of("../../../shared/data/linkage/splink_conformity");
    private static final double LAST_DIGITS = 1e-12;
    private static final List<String> FIELDS = List.of("first_name", "dob", "city", "email");

    private static final LatentClasses START =
            LatentClasses.of(
                    new double[] {0.3, 0.7},
                    new double[][][] {
                        {{0.1, 0.2, 0.7}, {0.1, 0.9}, {0.1, 0.9}, {0.1, 0.9}},
                        {{0.8, 0.1, 0.1}, {0.9, 0.1}, {0.9, 0.1}, {0.9, 0.1}}
                    });

    private static final double FREQUENCY_WEIGHT = 0.6;

    private static List<Row> people = List.of();
    private static List<String> names = List.of();
    private static double[] frequencies = new double[0];

    @BeforeAll
    static void read() throws IOException {
        assumeTrue(
                Files.isDirectory(FOLDER),
                "no Splink conformity values beside the project: skipped");
        people = rows("fake_1000_from_splink_demos.csv");
        Map<String, Long> counted =
                people.stream()
                        .map(row -> row.get("first_name"))
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        double all = counted.values().stream().mapToLong(n -> n).sum();
        names = List.copyOf(counted.keySet());
        frequencies =
                names.stream().mapToDouble(name -> counted.getOrDefault(name, 0L) / all).toArray();
    }

    /// Splink's term frequency adjustment: the factor u ÷ frequency to the power of its weight, of
    /// a match.
    private static double rarity(LatentClasses model, int klass, int[] pattern) {
        return klass == 0 && pattern[0] == 2
                ? FREQUENCY_WEIGHT
                        * Math.log(model.probability(1, 0, 2) / frequencies[pattern[FIELDS.size()]])
                : 0;
    }

    /// One iteration at a time, since the adjustment follows u.
    private static List<LatentClasses> history(boolean fixedU) {
        PatternCounts counts = equalSurnames();
        List<LatentClasses> history = new ArrayList<>(List.of(START));
        for (int i = 0; i < 2; i++) {
            LatentClasses before = history.getLast();
            ExpectationMaximisation settings =
                    ExpectationMaximisation.from(before)
                            .adjusted((klass, pattern) -> rarity(before, klass, pattern))
                            .iterations(1);
            history.add((fixedU ? settings.fixLevels(1) : settings).fit(counts).model());
        }
        return history;
    }

    private record Row(Map<String, String> cells) {
        String get(String column) {
            return Objects.requireNonNull(cells.get(column), column);
        }
    }

    /// These files quote one column only, the SQL expression, which nobody needs here.
    private static List<Row> rows(String file) throws IOException {
        List<Row> rows = new ArrayList<>();
        List<String> lines = Files.readAllLines(FOLDER.resolve(file));
        String[] header = lines.getFirst().split(",", -1);
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.replaceAll("\"[^\"]*\"", "quoted").split(",", -1);
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < header.length; i++) {
                row.put(header[i], cells[i]);
            }
            rows.add(new Row(row));
        }
        return rows;
    }

    /// Patterns with the number of the agreeing first name as their tag: Splink weighs rare names
    /// higher while it estimates, too.
    private static PatternCounts equalSurnames() {
        PatternCounts counts = START.newCounts(names.size());
        for (int i = 0; i < people.size(); i++) {
            for (int j = i + 1; j < people.size(); j++) {
                Row a = people.get(i);
                Row b = people.get(j);
                if (!a.get("surname").isEmpty() && a.get("surname").equals(b.get("surname"))) {
                    int[] pattern = new int[FIELDS.size() + 1];
                    Arrays.setAll(
                            pattern,
                            f ->
                                    f < FIELDS.size()
                                            ? level(FIELDS.get(f), a, b)
                                            : names.indexOf(a.get("first_name")));
                    counts.add(pattern);
                }
            }
        }
        return counts;
    }

    private static int level(String field, Row a, Row b) {
        String x = a.get(field);
        String y = b.get(field);
        if (x.isEmpty() || y.isEmpty()) {
            return PatternCounts.MISSING;
        }
        if (!field.equals("first_name")) {
            return x.equals(y) ? 1 : 0;
        }
        return x.equals(y) ? 2 : levenshtein(x, y) <= 2 ? 1 : 0;
    }

    private static int levenshtein(String x, String y) {
        int[][] d = new int[x.length() + 1][y.length() + 1];
        for (int i = 0; i <= x.length(); i++) {
            for (int j = 0; j <= y.length(); j++) {
                d[i][j] =
                        i == 0 || j == 0
                                ? i + j
                                : Math.min(
                                        Math.min(d[i - 1][j], d[i][j - 1]) + 1,
                                        d[i - 1][j - 1]
                                                + (x.charAt(i - 1) == y.charAt(j - 1) ? 0 : 1));
            }
        }
        return d[x.length()][y.length()];
    }

    private static void assertHistory(List<LatentClasses> history, String suffix)
            throws IOException {
        for (Row row : rows("splink2_proportion_of_matches_history_" + suffix + ".csv")) {
            int iteration = Integer.parseInt(row.get("iteration"));
            assertThat(history.get(iteration).share(0))
                    .as("share of matches after iteration %d", iteration)
                    .isCloseTo(Double.parseDouble(row.get("λ")), within(LAST_DIGITS));
        }
        int compared = 0;
        for (Row row : rows("splink2_m_u_history_" + suffix + ".csv")) {
            int iteration = Integer.parseInt(row.get("iteration"));
            int field = FIELDS.indexOf(row.get("column_name"));
            int level = Integer.parseInt(row.get("gamma_index"));
            assertThat(history.get(iteration).probability(0, field, level))
                    .as("m after iteration %d: %s", iteration, row.get("gamma_column_name"))
                    .isCloseTo(Double.parseDouble(row.get("m_probability")), within(LAST_DIGITS));
            assertThat(history.get(iteration).probability(1, field, level))
                    .as("u after iteration %d: %s", iteration, row.get("gamma_column_name"))
                    .isCloseTo(Double.parseDouble(row.get("u_probability")), within(LAST_DIGITS));
            compared++;
        }
        assertThat(compared).isEqualTo(27);
    }

    @Test
    void with_u_fixed() throws IOException {
        assertHistory(history(true), "fixed_u");
    }

    @Test
    void with_everything_estimated() throws IOException {
        assertHistory(history(false), "no_fix");
    }

    @Test
    void a_pair_gets_the_probability_that_splink_gives_it() throws IOException {
        Row expected = rows("splink2_479_vs_481.csv").getFirst();
        Row a = people.get(479);
        Row b = people.get(481);
        int[] pattern = new int[FIELDS.size() + 1];
        Arrays.setAll(
                pattern,
                f ->
                        f < FIELDS.size()
                                ? level(FIELDS.get(f), a, b)
                                : names.indexOf(a.get("first_name")));

        double[] posterior = START.posterior(pattern);
        double odds = posterior[0] / posterior[1] * Math.exp(rarity(START, 0, pattern));

        assertThat(Math.exp(rarity(START, 0, pattern)))
                .isCloseTo(
                        Double.parseDouble(expected.get("bf_tf_adj_first_name")),
                        within(LAST_DIGITS));
        assertThat(odds / (1 + odds))
                .isCloseTo(
                        Double.parseDouble(expected.get("match_probability")), within(LAST_DIGITS));
    }
}
