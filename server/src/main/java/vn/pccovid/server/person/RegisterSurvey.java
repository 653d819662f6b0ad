package vn.pccovid.server.person;

import java.sql.Array;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.linkage.Completeness;
import vn.pccovid.lib.linkage.Judge;
import vn.pccovid.lib.linkage.LinkageModel;
import vn.pccovid.lib.linkage.Thresholds;

/// Knows in which communes the population register is loaded, and gives judges that reckon with it.
///
/// Counted only when a file of the register has been read to its end, in the transaction that
/// closes its run, and stored: so a run that was killed and continues judges as one that was not,
/// and all workers judge alike. Thread-safe.
@Component
class RegisterSurvey {
    /// Residents in the register from which on a commune counts as loaded. Below it a few people
    /// who moved in from elsewhere would make their whole commune look known.
    static final int LEAST_RESIDENTS = 100;

    private final JdbcClient jdbc;
    private final LinkageModels models;
    private final Thresholds thresholds;
    private final Clock clock;
    private volatile Surveyed newest;

    RegisterSurvey(JdbcClient jdbc, LinkageModels models, Thresholds thresholds, Clock clock) {
        this.jdbc = jdbc;
        this.models = models;
        this.thresholds = thresholds;
        this.clock = clock;
        this.newest = new Surveyed(null, Set.of());
    }

    private record Surveyed(@Nullable UUID id, Set<String> communes) {}

    /// A judge by the newest survey and the model in force, frozen: take one per batch. Needs the
    /// worker's scope.
    Judge judge() {
        return judge(models.current());
    }

    /// As above, by another model.
    Judge judge(LinkageModel model) {
        Set<String> communes = newest().communes();
        return new Judge(
                model, thresholds, commune -> communes.contains(commune) ? Completeness.MOST : 0);
    }

    private Surveyed newest() {
        UUID id =
                jdbc.sql(
                                "SELECT survey_id FROM person.register_survey ORDER BY survey_id DESC LIMIT 1")
                        .query(UUID.class)
                        .optional()
                        .orElse(null);
        Surveyed known = newest;
        if (id == null || id.equals(known.id())) {
            return id == null ? new Surveyed(null, Set.of()) : known;
        }
        Set<String> communes =
                jdbc.sql("SELECT communes FROM person.register_survey WHERE survey_id = ?")
                        .param(id)
                        .query((rs, n) -> {
                            Array array = rs.getArray(1);
                            return Set.copyOf(List.of((String[]) array.getArray()));
                        })
                        .single();
        Surveyed found = new Surveyed(id, communes);
        newest = found;
        return found;
    }

    /// Counts the register's residents by commune. Where the register arrives now, whoever waits or
    /// was founded without it is looked at again by the next settle.
    void survey() {
        Set<String> before = newest().communes();
        Set<String> now =
                new HashSet<>(
                        jdbc.sql(
                                        """
                                        SELECT split_part(area, '/', 3) FROM person.person
                                        WHERE verified AND merged_into IS NULL AND split_part(area, '/', 3) <> ''
                                        GROUP BY 1 HAVING count(*) >= ?
                                        """)
                                .param(LEAST_RESIDENTS)
                                .query(String.class)
                                .list());
        if (now.equals(before)) {
            return;
        }
        jdbc.sql(
                        "INSERT INTO person.register_survey (survey_id, at, communes) VALUES (?, ?, ?::text[])")
                .params(
                        TimedId.next(clock),
                        OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC),
                        texts(now))
                .update();
        Set<String> arrived = new HashSet<>(now);
        arrived.removeAll(before);
        jdbc.sql(
                        """
                        INSERT INTO person.unsettled (item_id, waiting)
                        SELECT w.record_id, true FROM person.waiting w
                        JOIN person.record r ON r.record_id = w.record_id AND r.version = w.version
                        WHERE split_part(r.area, '/', 3) = ANY (?::text[])
                        UNION ALL
                        SELECT person_id, false FROM person.person
                        WHERE NOT verified AND merged_into IS NULL AND split_part(area, '/', 3) = ANY (?::text[])
                        ON CONFLICT (item_id) DO NOTHING
                        """)
                .params(texts(arrived), texts(arrived))
                .update();
    }

    private static SqlArrayValue texts(Set<String> values) {
        return new SqlArrayValue("text", values.stream().sorted().toArray());
    }
}
