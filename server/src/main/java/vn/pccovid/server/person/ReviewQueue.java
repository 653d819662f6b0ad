package vn.pccovid.server.person;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vn.pccovid.lib.linkage.Thresholds;
import vn.pccovid.lib.linkage.Veto;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

/// The questions that wait for stewards, the one whose answer brings most first. Read in the
/// steward's own scope; the areas are also said in the statement, so that an index finds a
/// commune's few among half a million.
@Component
class ReviewQueue {
    static final int PAGE = 20;

    /// Patterns listed at once, the most frequent first.
    static final int MOST_PATTERNS = 100;

    /// An area and all below it, byte by byte. Not LIKE: under row-level security only operators
    /// that leak nothing may use an index.
    private static final String UNDER = "v.area ~>=~ ? AND v.area ~<~ ?";

    /// What waits by itself; an equal number under two names is asked about however unlikely.
    static final String QUIET =
            "(v.reason IN (%s) OR (v.chance < ?::real AND v.reason NOT IN (%s)))"
                    .formatted(codes(veto -> !veto.worthAsking()), codes(Veto::asks));

    /// The byte behind the slash of an area path.
    private static final String AFTER = "0";

    private final JdbcClient jdbc;
    private final Thresholds thresholds;
    private final Clock clock;

    ReviewQueue(JdbcClient jdbc, Thresholds thresholds, Clock clock) {
        this.jdbc = jdbc;
        this.thresholds = thresholds;
        this.clock = clock;
    }

    /// Which of the open questions.
    enum When {
        /// Worth a steward's time now.
        NOW,
        /// Those that somebody could not answer and that come back later.
        LATER,
        /// Records that wait for more evidence by themselves: only name and birth date are in
        /// common, or too few answers would be yes ([Thresholds#ask]).
        QUIET;

        static Optional<When> of(String text) {
            return Arrays.stream(values())
                    .filter(when -> when.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst();
        }
    }

    /// Which questions; null and empty are any. Who names a pattern or a reason sees the quiet ones
    /// with it.
    record Filter(
            String state,
            @Nullable String reason,
            @Nullable String source,
            @Nullable String area,
            @Nullable String pattern,
            When when) {}

    /// One question in the list.
    ///
    /// @param summary why it waits: a reason code, for the page to put into words
    /// @param probability of the best candidate, by the model
    /// @param chance that the answer is a link: the model's word corrected by earlier answers on
    ///   the pattern
    /// @param benefit facts that an answer puts where they belong, as expected now
    /// @param area where the record's person lives, as far as known
    record ReviewItem(
            UUID id,
            Instant openedAt,
            String source,
            double probability,
            String summary,
            String pattern,
            String area,
            double chance,
            double benefit,
            int doses,
            int tests,
            int others,
            int candidates,
            @Nullable Instant deferredUntil) {}

    /// @param total all that fit the filter; only with the first page
    /// @param next where the next page begins, null at the end
    record ReviewPage(@Nullable Long total, List<ReviewItem> items, @Nullable String next) {}

    /// How many questions share a value.
    record Count(String value, long count) {}

    /// Open questions by what they can be filtered by.
    ///
    /// @param quiet wait by themselves and are in no other count
    record Counts(long open, long deferred, long quiet, List<Count> reasons, List<Count> sources) {}

    /// What many questions have in common.
    ///
    /// @param meanChance that the answer is a link
    /// @param accepted answers so far
    record PatternLine(
            String pattern,
            String source,
            String reason,
            Map<String, String> levels,
            long open,
            double meanChance,
            long accepted,
            long apart,
            Instant oldest) {}

    private static final class Where {
        private final StringBuilder sql = new StringBuilder();
        private final List<Object> values = new ArrayList<>();

        void and(String condition, Object... parameters) {
            sql.append(sql.isEmpty() ? " WHERE " : " AND ").append(condition);
            values.addAll(List.of(parameters));
        }
    }

    private static String codes(Predicate<Veto> which) {
        return Arrays.stream(Veto.values())
                .filter(which)
                .map(veto -> "'" + veto.code() + "'")
                .collect(Collectors.joining(", "));
    }

    private Where where(Filter filter) {
        Where where = new Where();
        where.and("v.state = '" + state(filter.state()) + "'");
        if (filter.state().equals("open")) {
            where.and(
                    filter.when() == When.LATER
                            ? "v.deferred_until > ?::timestamptz"
                            : "(v.deferred_until IS NULL OR v.deferred_until <= ?::timestamptz)",
                    clock.instant().toString());
            if (filter.when() == When.QUIET) {
                where.and(QUIET, thresholds.ask());
            } else if (filter.when() == When.NOW
                    && filter.reason() == null
                    && filter.pattern() == null) {
                where.and("NOT " + QUIET, thresholds.ask());
            }
        }
        if (filter.reason() != null) {
            where.and("v.reason = ?", filter.reason());
        }
        if (filter.source() != null) {
            where.and("v.source = ?", filter.source());
        }
        if (filter.pattern() != null && !filter.pattern().isEmpty()) {
            where.and("v.pattern = ?", filter.pattern());
        }
        if (filter.area() != null && !filter.area().isEmpty()) {
            where.and(UNDER, filter.area(), filter.area() + AFTER);
        }
        ownAreas(where);
        return where;
    }

    /// A closed list: it stands in the statement so that the partial indexes of open questions are
    /// found.
    private static String state(String state) {
        return switch (state) {
            case "open" -> "open";
            case "accepted" -> "accepted";
            case "apart" -> "apart";
            case "settled" -> "settled";
            default -> throw Problem.of("request.invalid");
        };
    }

    private static void ownAreas(Where where) {
        List<String> own = Scopes.current().map(Scope::areas).orElse(List.of());
        if (own.contains("*")) {
            return;
        }
        List<Object> values = new ArrayList<>();
        StringBuilder any = new StringBuilder("(false");
        for (String area : own) {
            any.append(" OR (").append(UNDER).append(')');
            values.add(area);
            values.add(area + AFTER);
        }
        where.and(any.append(")").toString(), values.toArray());
    }

    /// @param after the `next` of the page before, null for the first
    @Transactional
    public ReviewPage page(Filter filter, @Nullable String after) {
        Where where = where(filter);
        boolean open = filter.state().equals("open");
        Long total =
                after != null
                        ? null
                        : jdbc.sql("SELECT count(*) FROM person.review v" + where.sql)
                                .params(where.values)
                                .query(Long.class)
                                .single();
        if (after != null) {
            Cursor from = Cursor.read(after);
            if (open) {
                where.and(
                        "v.rank <= ? AND (v.rank < ? OR v.review_id > ?)",
                        from.rank(),
                        from.rank(),
                        from.id());
            } else {
                where.and("v.review_id < ?", from.id());
            }
        }
        Instant now = clock.instant();
        record Row(double rank, ReviewItem item) {}
        List<Row> found =
                jdbc.sql(
                                """
                                SELECT v.review_id, v.opened_at, v.source, v.probability, v.reason, v.pattern, v.area,
                                       v.chance, v.rank, v.dose_count, v.test_count, v.other_count,
                                       cardinality(v.candidates), v.deferred_until
                                FROM person.review v\
                                """
                                        + where.sql
                                        + (open
                                                ? " ORDER BY v.rank DESC, v.review_id"
                                                : " ORDER BY v.review_id DESC")
                                        + " LIMIT "
                                        + (PAGE + 1))
                        .params(where.values)
                        .query((rs, n) ->
                                new Row(
                                        rs.getDouble(9),
                                        new ReviewItem(
                                                rs.getObject(1, UUID.class),
                                                rs.getTimestamp(2).toInstant(),
                                                rs.getString(3),
                                                rs.getFloat(4),
                                                rs.getString(5),
                                                rs.getString(6),
                                                rs.getString(7),
                                                rs.getFloat(8),
                                                ExpectedBenefit.benefit(rs.getDouble(9), now),
                                                rs.getInt(10),
                                                rs.getInt(11),
                                                rs.getInt(12),
                                                rs.getInt(13),
                                                rs.getTimestamp(14) == null
                                                        ? null
                                                        : rs.getTimestamp(14).toInstant())))
                        .list();
        boolean more = found.size() > PAGE;
        List<Row> shown = more ? found.subList(0, PAGE) : found;
        return new ReviewPage(
                total,
                shown.stream().map(Row::item).toList(),
                more
                        ? new Cursor(shown.getLast().rank(), shown.getLast().item().id()).text()
                        : null);
    }

    /// Where a page ended. The rank travels as the bits of its double, so that nothing is rounded.
    private record Cursor(double rank, UUID id) {
        String text() {
            return Long.toHexString(Double.doubleToLongBits(rank)) + "_" + id;
        }

        static Cursor read(String text) {
            int at = text.indexOf('_');
            try {
                return new Cursor(
                        Double.longBitsToDouble(
                                Long.parseUnsignedLong(text.substring(0, Math.max(at, 0)), 16)),
                        UUID.fromString(text.substring(at + 1)));
            } catch (IllegalArgumentException e) {
                throw Problem.of("request.invalid");
            }
        }
    }

    @Transactional
    public Counts counts() {
        Where open = where(new Filter("open", null, null, null, null, When.NOW));
        record Kind(String reason, String source, long count) {}
        List<Kind> kinds =
                jdbc.sql(
                                "SELECT v.reason, v.source, count(*) FROM person.review v"
                                        + open.sql
                                        + " GROUP BY 1, 2")
                        .params(open.values)
                        .query((rs, n) -> new Kind(rs.getString(1), rs.getString(2), rs.getLong(3)))
                        .list();
        return new Counts(
                kinds.stream().mapToLong(Kind::count).sum(),
                count(When.LATER),
                count(When.QUIET),
                summed(kinds, Kind::reason, Kind::count),
                summed(kinds, Kind::source, Kind::count));
    }

    private long count(When when) {
        Where where = where(new Filter("open", null, null, null, null, when));
        return jdbc.sql("SELECT count(*) FROM person.review v" + where.sql)
                .params(where.values)
                .query(Long.class)
                .single();
    }

    private static <T> List<Count> summed(
            List<T> rows,
            java.util.function.Function<T, String> value,
            java.util.function.ToLongFunction<T> count) {
        return rows.stream()
                .collect(
                        java.util.stream.Collectors.groupingBy(
                                value, java.util.stream.Collectors.summingLong(count)))
                .entrySet()
                .stream()
                .map(e -> new Count(e.getKey(), e.getValue()))
                .sorted(
                        java.util.Comparator.comparingLong((Count c) -> -c.count())
                                .thenComparing(Count::value))
                .toList();
    }

    /// Open questions by pattern, the most frequent first, with what was answered so far. The quiet
    /// ones are among them: one answer to a whole pattern is worth the time.
    @Transactional
    public List<PatternLine> patterns() {
        Where where = where(new Filter("open", null, null, null, "", When.NOW));
        return jdbc.sql(
                        """
                        SELECT p.pattern, p.n, p.chance, p.oldest,
                               (SELECT count(*) FROM person.review a WHERE a.pattern = p.pattern AND a.state = 'accepted'),
                               (SELECT count(*) FROM person.review a WHERE a.pattern = p.pattern AND a.state = 'apart')
                        FROM (SELECT v.pattern, count(*) AS n, avg(v.chance) AS chance, min(v.opened_at) AS oldest
                              FROM person.review v\
                        """
                                + where.sql
                                + " GROUP BY v.pattern ORDER BY n DESC, v.pattern LIMIT "
                                + MOST_PATTERNS
                                + ") p ORDER BY p.n DESC, p.pattern")
                .params(where.values)
                .query((rs, n) -> {
                    String pattern = rs.getString(1);
                    String[] parts = pattern.split("\\|", -1);
                    return new PatternLine(
                            pattern,
                            parts[0],
                            parts.length > 1 ? parts[1] : "",
                            levels(parts.length > 2 ? parts[2] : ""),
                            rs.getLong(2),
                            rs.getDouble(3),
                            rs.getLong(5),
                            rs.getLong(6),
                            rs.getTimestamp(4).toInstant());
                })
                .list();
    }

    private static Map<String, String> levels(String text) {
        Map<String, String> levels = new java.util.LinkedHashMap<>();
        for (String level : text.split(" ", -1)) {
            int at = level.indexOf(':');
            if (at > 0) {
                levels.put(level.substring(0, at), level.substring(at + 1));
            }
        }
        return levels;
    }
}
