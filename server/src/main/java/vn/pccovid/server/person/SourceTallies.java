package vn.pccovid.server.person;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Precision;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.linkage.Field;
import vn.pccovid.lib.linkage.FieldEvidence;
import vn.pccovid.lib.linkage.Verdict;
import vn.pccovid.server.access.HourlyTask;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

/// Counts how well the records of each source can be read and linked: what became of them, which
/// fields they lack, how the fields of linked and of waiting records compare. One row per source
/// and batch is appended, so that imports never wait for one another; older rows are added up to
/// one per source and week every hour. Counts only, nobody's data.
@Component
class SourceTallies implements HourlyTask {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final JdbcClient jdbc;
    private final Clock clock;
    private final TransactionTemplate transaction;

    SourceTallies(JdbcClient jdbc, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// What one batch counts until it is written. Not thread-safe.
    static final class Counter {
        private final Map<String, Map<String, Long>> bySource = new LinkedHashMap<>();

        void add(String source, String item, long n) {
            bySource.computeIfAbsent(source, s -> new HashMap<>()).merge(item, n, Long::sum);
        }

        private void one(Map<String, Long> items, String item) {
            items.merge(item, 1L, Long::sum);
        }

        /// A record judged for the first time.
        void judged(String source, PersonDescription description, Verdict verdict) {
            Map<String, Long> items = bySource.computeIfAbsent(source, s -> new HashMap<>());
            lacks(items, description);
            switch (verdict) {
                case Verdict.Link link -> {
                    one(items, "outcome:linked");
                    levels(items, "linked", link.evidence());
                }
                case Verdict.NewPerson none -> one(items, "outcome:new_person");
                case Verdict.Wait wait -> {
                    one(items, "outcome:waiting");
                    one(items, "waits:" + wait.reason());
                    if (!wait.candidates().isEmpty()) {
                        levels(items, "waiting", wait.candidates().getFirst().evidence());
                    }
                }
            }
        }

        private void levels(Map<String, Long> items, String kind, List<FieldEvidence> evidence) {
            for (FieldEvidence e : evidence) {
                if (e.field() != Field.SHARED_LIFE) {
                    one(items, kind + ":" + e.field() + ":" + e.level());
                }
            }
        }

        private void lacks(Map<String, Long> items, PersonDescription d) {
            if (d.name() == null) {
                one(items, "lacks:NAME");
            } else if (!d.name().accented()) {
                one(items, "vague:NAME");
            }
            if (d.birthDate() == null) {
                one(items, "lacks:BIRTH_DATE");
            } else if (d.birthDate().precision() != Precision.DAY) {
                one(items, "vague:BIRTH_DATE");
            }
            if (d.sex() == Sex.UNKNOWN) {
                one(items, "lacks:SEX");
            }
            if (d.citizenId() == null && d.idCard() == null && d.passport() == null) {
                one(items, d.documentTail() == null ? "lacks:DOCUMENT" : "vague:DOCUMENT");
            } else if (d.citizenId() == null) {
                one(items, "vague:DOCUMENT");
            }
            if (d.insurance() == null) {
                one(items, "lacks:INSURANCE");
            }
            if (d.phone() == null) {
                one(items, "lacks:PHONE");
            }
            if (d.residence() == null || d.residence().path().isEmpty()) {
                one(items, "lacks:RESIDENCE");
            } else if (d.residence().commune() == null) {
                one(items, "vague:RESIDENCE");
            }
        }
    }

    /// Writes what was counted; in the transaction of the batch, so that a batch done again counts
    /// once.
    void append(Counter counter) {
        if (counter.bySource.isEmpty()) {
            return;
        }
        LocalDate week = week(clock.instant());
        counter.bySource.forEach((source, items) -> {
            Map<String, Long> sorted = new TreeMap<>(items);
            jdbc.sql(
                            """
                            INSERT INTO person.source_tally (tally_id, source, week, items, counts)
                            VALUES (?, ?, ?, ?::text[], ?::bigint[])
                            """)
                    .params(
                            TimedId.next(clock),
                            source,
                            week,
                            LinkRows.texts(sorted.keySet(), k -> k),
                            LinkRows.longs(sorted.values()))
                    .update();
        });
        counter.bySource.clear();
    }

    /// The Monday of a moment, as people in Vietnam count weeks.
    static LocalDate week(Instant at) {
        return at.atZone(VIETNAM)
                .toLocalDate()
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    /// Counts by source and week since a day, added up.
    List<SourceWeek> since(LocalDate from) {
        Map<String, Map<LocalDate, Map<String, Long>>> all = new TreeMap<>();
        jdbc.sql(
                        """
                        SELECT t.source, t.week, u.item, sum(u.n) FROM person.source_tally t
                        CROSS JOIN LATERAL unnest(t.items, t.counts) AS u (item, n)
                        WHERE t.week >= ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
                        """)
                .param(from)
                .query(rs -> {
                    all.computeIfAbsent(rs.getString(1), s -> new TreeMap<>())
                            .computeIfAbsent(
                                    rs.getObject(2, LocalDate.class), w -> new LinkedHashMap<>())
                            .put(rs.getString(3), rs.getLong(4));
                });
        List<SourceWeek> weeks = new ArrayList<>();
        all.forEach((source, byWeek) ->
                byWeek.forEach((week, items) -> weeks.add(new SourceWeek(source, week, items))));
        return weeks;
    }

    /// Adds rows up: one per source and week is left, whatever the number of batches.
    void addUp() {
        jdbc.sql(
                        """
                        WITH gone AS (DELETE FROM person.source_tally RETURNING source, week, items, counts),
                             sums AS (SELECT g.source, g.week, u.item, sum(u.n)::bigint AS n FROM gone g
                                      CROSS JOIN LATERAL unnest(g.items, g.counts) AS u (item, n) GROUP BY 1, 2, 3)
                        INSERT INTO person.source_tally (tally_id, source, week, items, counts)
                        SELECT gen_random_uuid(), source, week, array_agg(item ORDER BY item), array_agg(n ORDER BY item)
                        FROM sums GROUP BY source, week
                        """)
                .update();
    }

    @Override
    public void run() {
        Scopes.run(
                Scope.worker(Purpose.OPERATION),
                () -> transaction.executeWithoutResult(status -> addUp()));
    }
}
