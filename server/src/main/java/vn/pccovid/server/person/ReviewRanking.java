package vn.pccovid.server.person;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/// Puts open questions in the order of [ExpectedBenefit]: new ones, and those whose record got more
/// facts. Runs in the worker's scope, inside the caller's transaction.
@Component
class ReviewRanking {
    private final JdbcClient jdbc;
    private final ObjectProvider<HangingFacts> facts;

    ReviewRanking(JdbcClient jdbc, ObjectProvider<HangingFacts> facts) {
        this.jdbc = jdbc;
        this.facts = facts;
    }

    /// Open and answered questions of a pattern.
    record History(long open, long accepted, long apart) {
        static final History NONE = new History(1, 0, 0);
    }

    private record Row(
            UUID reviewId, UUID recordId, String pattern, double probability, Instant openedAt) {}

    /// Ranks some; 0 when all are ranked.
    int step(int most) {
        List<Row> rows =
                jdbc.sql(
                                """
                                SELECT review_id, record_id, pattern, probability, opened_at FROM person.review
                                WHERE state = 'open' AND NOT ranked ORDER BY review_id LIMIT ?
                                FOR UPDATE SKIP LOCKED
                                """)
                        .param(most)
                        .query((rs, n) ->
                                new Row(
                                        rs.getObject(1, UUID.class),
                                        rs.getObject(2, UUID.class),
                                        rs.getString(3),
                                        rs.getFloat(4),
                                        rs.getTimestamp(5).toInstant()))
                        .list();
        if (rows.isEmpty()) {
            return 0;
        }
        Map<String, History> patterns =
                histories(rows.stream().map(Row::pattern).distinct().toList());
        HangingFacts source = facts.getIfAvailable();
        Map<UUID, HangingFacts.Count> counts =
                source == null ? Map.of() : source.on(rows.stream().map(Row::recordId).toList());
        List<Double> ranks = new ArrayList<>();
        List<Float> chances = new ArrayList<>();
        List<HangingFacts.Count> hanging = new ArrayList<>();
        for (Row row : rows) {
            History history = patterns.getOrDefault(row.pattern(), History.NONE);
            HangingFacts.Count count = counts.getOrDefault(row.recordId(), HangingFacts.Count.NONE);
            double chance =
                    ExpectedBenefit.chance(row.probability(), history.accepted(), history.apart());
            hanging.add(count);
            chances.add((float) chance);
            ranks.add(
                    ExpectedBenefit.rank(
                            chance,
                            ExpectedBenefit.hanging(count.doses(), count.tests(), count.others()),
                            history.open(),
                            row.openedAt()));
        }
        jdbc.sql(
                        """
                        UPDATE person.review v SET rank = u.k, chance = u.c, dose_count = u.d, test_count = u.t,
                               other_count = u.o, ranked = true
                        FROM unnest(?::uuid[], ?::uuid[], ?::float8[], ?::real[], ?::int[], ?::int[], ?::int[])
                             AS u (r, v, k, c, d, t, o)
                        WHERE v.record_id = u.r AND v.review_id = u.v
                        """)
                .params(
                        LinkRows.uuids(rows, Row::recordId),
                        LinkRows.uuids(rows, Row::reviewId),
                        new SqlArrayValue("float8", (Object[]) ranks.toArray(Double[]::new)),
                        LinkRows.floats(chances, c -> c),
                        LinkRows.ints(hanging, HangingFacts.Count::doses),
                        LinkRows.ints(hanging, HangingFacts.Count::tests),
                        LinkRows.ints(hanging, HangingFacts.Count::others))
                .update();
        return rows.size();
    }

    /// What stewards answered on patterns so far.
    Map<String, History> histories(Collection<String> patterns) {
        Map<String, History> found = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT u.p,
                               (SELECT count(*) FROM person.review WHERE pattern = u.p AND state = 'open'),
                               (SELECT count(*) FROM person.review WHERE pattern = u.p AND state = 'accepted'),
                               (SELECT count(*) FROM person.review WHERE pattern = u.p AND state = 'apart')
                        FROM unnest(?::text[]) AS u (p)
                        """)
                .param(LinkRows.texts(patterns, p -> p))
                .query(rs -> {
                    found.put(
                            rs.getString(1),
                            new History(rs.getLong(2), rs.getLong(3), rs.getLong(4)));
                });
        return found;
    }

    /// More waits with these records than when they were ranked.
    void again(Collection<UUID> records) {
        jdbc.sql(
                        """
                        UPDATE person.review SET ranked = false
                        WHERE record_id = ANY (?::uuid[]) AND state = 'open' AND ranked
                        """)
                .param(LinkRows.uuids(records, r -> r))
                .update();
    }
}
