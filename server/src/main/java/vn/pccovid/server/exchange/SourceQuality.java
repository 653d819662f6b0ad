package vn.pccovid.server.exchange;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.server.access.ProblemTable;
import vn.pccovid.server.access.Sentences;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.SourceWeek;

/// How good each source is, week by week: what became of its rows, why records fail, which fields.
/// Counts only.
@Component
class SourceQuality {
    /// Weeks shown at most: a year.
    static final int MOST_WEEKS = 53;

    /// Problems listed per source and week.
    private static final int PROBLEMS = 12;

    private final JdbcClient jdbc;
    private final Importer importer;
    private final People people;
    private final Clock clock;

    SourceQuality(JdbcClient jdbc, Importer importer, People people, Clock clock) {
        this.jdbc = jdbc;
        this.importer = importer;
        this.people = people;
        this.clock = clock;
    }

    /// One rule of the reader that values of one column broke.
    ///
    /// @param severity `repaired`, `dropped` or `refused`
    record ColumnProblem(
            String column, String code, Sentences message, String severity, long rows) {}

    /// One source in one week.
    ///
    /// @param week its Monday
    /// @param rows rows received; `fates` sums to it
    /// @param outcomes of records judged: `linked`, `new_person`, `waiting`; and later `corrected`,
    ///   `undone` (links taken back by a human)
    /// @param waits why records wait, by reason
    /// @param lacks records without a field; `vague`: with less than a full one (no accents, year
    ///   only, no commune, no citizen id)
    /// @param linked how fields of linked records compared: field, level, count; `waiting` likewise
    /// @param problems what the reader repaired, dropped or refused, most frequent first
    record Week(
            LocalDate week,
            long rows,
            Map<String, Long> fates,
            Map<String, Long> outcomes,
            Map<String, Long> waits,
            Map<String, Long> lacks,
            Map<String, Long> vague,
            Map<String, Map<String, Long>> linked,
            Map<String, Map<String, Long>> waiting,
            List<ColumnProblem> problems) {}

    /// @param weeks oldest first; weeks without any row are missing
    record Source(String source, List<Week> weeks) {}

    private record Runs(long rows, Map<String, Long> fates) {}

    /// @param weeks how many, the current one included
    List<Source> of(int weeks) {
        LocalDate monday =
                clock.instant()
                        .atOffset(Moments.VIETNAM)
                        .toLocalDate()
                        .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        LocalDate from = monday.minusWeeks(weeks - 1L);
        return importer.inTransaction(() -> {
            countProblems();
            Map<String, Map<LocalDate, Map<String, Long>>> items = new TreeMap<>();
            for (SourceWeek week : people.sourceQuality(from)) {
                items.computeIfAbsent(week.source(), s -> new TreeMap<>())
                        .put(week.week(), week.items());
            }
            Map<String, Map<LocalDate, Runs>> runs = runs(from);
            Map<String, Map<LocalDate, List<ColumnProblem>>> problems = problems(from);
            Map<String, Map<LocalDate, Boolean>> all = new TreeMap<>();
            items.forEach((s, w) -> w.keySet().forEach(d -> seen(all, s, d)));
            runs.forEach((s, w) -> w.keySet().forEach(d -> seen(all, s, d)));
            List<Source> sources = new ArrayList<>();
            all.forEach((source, found) ->
                    sources.add(
                            new Source(
                                    source,
                                    found.keySet().stream()
                                            .map(week ->
                                                    week(
                                                            week,
                                                            runs.getOrDefault(source, Map.of())
                                                                    .getOrDefault(
                                                                            week,
                                                                            new Runs(0, Map.of())),
                                                            items.getOrDefault(source, Map.of())
                                                                    .getOrDefault(week, Map.of()),
                                                            problems.getOrDefault(source, Map.of())
                                                                    .getOrDefault(week, List.of())))
                                            .toList())));
            return sources;
        });
    }

    private static void seen(
            Map<String, Map<LocalDate, Boolean>> all, String source, LocalDate week) {
        all.computeIfAbsent(source, s -> new TreeMap<>()).put(week, true);
    }

    private static Week week(
            LocalDate week, Runs runs, Map<String, Long> items, List<ColumnProblem> problems) {
        return new Week(
                week,
                runs.rows(),
                runs.fates(),
                under(items, "outcome:"),
                under(items, "waits:"),
                under(items, "lacks:"),
                under(items, "vague:"),
                levels(under(items, "linked:")),
                levels(under(items, "waiting:")),
                problems);
    }

    private static Map<String, Long> under(Map<String, Long> items, String prefix) {
        Map<String, Long> found = new LinkedHashMap<>();
        items.forEach((item, count) -> {
            if (item.startsWith(prefix)) {
                found.put(item.substring(prefix.length()), count);
            }
        });
        return found;
    }

    private static Map<String, Map<String, Long>> levels(Map<String, Long> items) {
        Map<String, Map<String, Long>> fields = new LinkedHashMap<>();
        items.forEach((item, count) -> {
            int at = item.indexOf(':');
            fields.computeIfAbsent(item.substring(0, at), f -> new LinkedHashMap<>())
                    .put(item.substring(at + 1), count);
        });
        return fields;
    }

    /// Counts the problems of runs that have ended since; each run once.
    private void countProblems() {
        jdbc.sql(
                        """
                        WITH ended AS (
                            SELECT r.run_id, r.line_count FROM exchange.run r
                            WHERE r.state IN ('finished', 'refused') AND NOT EXISTS (
                                SELECT 1 FROM exchange.problem_tally t
                                WHERE t.run_id = r.run_id AND t.column_name = '' AND t.code = '')
                            ORDER BY r.started_at DESC LIMIT 200)
                        INSERT INTO exchange.problem_tally (run_id, column_name, code, severity, rows)
                        SELECT e.run_id, '', '', 0, e.line_count FROM ended e
                        UNION ALL
                        SELECT p.run_id, p.column_name, p.code, p.severity, count(*) FROM ended e
                        JOIN exchange.problem p ON p.run_id = e.run_id
                        WHERE p.severity > 0 GROUP BY 1, 2, 3, 4
                        ON CONFLICT DO NOTHING
                        """)
                .update();
    }

    private static final String WEEK =
            "date_trunc('week', r.started_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date";

    private Map<String, Map<LocalDate, Runs>> runs(LocalDate from) {
        Map<String, Map<LocalDate, Runs>> runs = new TreeMap<>();
        jdbc.sql(
                        "SELECT r.source, "
                                + WEEK
                                + ", u.fate::int, sum(u.n)::bigint FROM exchange.run r"
                                + " CROSS JOIN LATERAL unnest(r.fates) WITH ORDINALITY AS u (n, fate)"
                                + " WHERE r.started_at >= ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")
                .param(start(from))
                .query(rs -> {
                    Runs known =
                            runs.computeIfAbsent(rs.getString(1), s -> new TreeMap<>())
                                    .getOrDefault(
                                            rs.getObject(2, LocalDate.class),
                                            new Runs(0, Map.of()));
                    Map<String, Long> fates = new LinkedHashMap<>(known.fates());
                    fates.put(Fate.ofCode(rs.getInt(3)).text(), rs.getLong(4));
                    runs.get(rs.getString(1))
                            .put(
                                    rs.getObject(2, LocalDate.class),
                                    new Runs(known.rows() + rs.getLong(4), fates));
                });
        return runs;
    }

    private Map<String, Map<LocalDate, List<ColumnProblem>>> problems(LocalDate from) {
        Map<String, Map<LocalDate, List<ColumnProblem>>> problems = new TreeMap<>();
        jdbc.sql(
                        "SELECT r.source, "
                                + WEEK
                                + ", t.column_name, t.code, t.severity, sum(t.rows)::bigint FROM exchange.run r"
                                + " JOIN exchange.problem_tally t ON t.run_id = r.run_id AND t.code <> ''"
                                + " WHERE r.started_at >= ? GROUP BY 1, 2, 3, 4, 5 ORDER BY 6 DESC, 3, 4")
                .param(start(from))
                .query(rs -> {
                    List<ColumnProblem> listed =
                            problems.computeIfAbsent(rs.getString(1), s -> new LinkedHashMap<>())
                                    .computeIfAbsent(
                                            rs.getObject(2, LocalDate.class),
                                            w -> new ArrayList<>());
                    if (listed.size() < PROBLEMS) {
                        listed.add(
                                new ColumnProblem(
                                        rs.getString(3),
                                        rs.getString(4),
                                        ProblemTable.standard()
                                                .sentences(rs.getString(4), Map.of()),
                                        severity(rs.getInt(5)),
                                        rs.getLong(6)));
                    }
                });
        return problems;
    }

    private static String severity(int code) {
        return switch (code) {
            case 1 -> "repaired";
            case 2 -> "dropped";
            default -> "refused";
        };
    }

    private static OffsetDateTime start(LocalDate day) {
        return day.atStartOfDay().atOffset(Moments.VIETNAM);
    }
}
