package vn.pccovid.server.fact;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.declaration.Declarations;
import vn.pccovid.server.declaration.HealthDeclaration;
import vn.pccovid.server.laboratory.Laboratories;
import vn.pccovid.server.laboratory.ResultOutcome;
import vn.pccovid.server.laboratory.Sample;
import vn.pccovid.server.laboratory.TubeResult;
import vn.pccovid.server.person.Invented;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.RecordOutcome;
import vn.pccovid.server.place.Kept;
import vn.pccovid.server.place.Places;
import vn.pccovid.server.place.Visit;
import vn.pccovid.server.vaccination.Dose;
import vn.pccovid.server.vaccination.DoseOutcome;
import vn.pccovid.server.vaccination.Vaccinations;

@NullUnmarked
@DisplayName("Facts and the doors they come through")
class DoorsTest {
    private static final Instant DAY = Instant.parse("2021-10-01T03:00:00Z");

    private static RunningServer server;
    private static People people;
    private static Facts facts;
    private static Vaccinations vaccinations;
    private static Laboratories laboratories;
    private static Places places;
    private static JdbcClient jdbc;
    private static Heard heard;
    private static int next = 300_000;

    /// What the modules above would hear.
    static class Heard {
        final List<Set<UUID>> persons = new ArrayList<>();

        @EventListener
        void on(FactsRecorded recorded) {
            persons.add(recorded.persons());
        }
    }

    @BeforeAll
    static void start() {
        server = new RunningServer(Map.of(), Heard.class);
        people = server.bean(People.class);
        facts = server.bean(Facts.class);
        vaccinations = server.bean(Vaccinations.class);
        laboratories = server.bean(Laboratories.class);
        places = server.bean(Places.class);
        jdbc = server.bean(JdbcClient.class);
        heard = server.bean(Heard.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static <T> T work(Callable<T> body) {
        TransactionTemplate transaction =
                new TransactionTemplate(server.bean(PlatformTransactionManager.class));
        return Scopes.call(
                Scope.worker(Purpose.IMPORT),
                () ->
                        transaction.execute(status -> {
                            try {
                                return body.call();
                            } catch (RuntimeException e) {
                                throw e;
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        }));
    }

    private static RecordOutcome someone(String source, String key) {
        return work(() ->
                people.link(List.of(Invented.record(source, key, Invented.person(next++))))
                        .getFirst());
    }

    private static List<Fact> of(RecordOutcome person) {
        return work(() -> facts.of(person.personId()));
    }

    private static Dose dose(String id, String subject, int number) {
        return new Dose(
                id, subject, number, "AstraZeneca", "LOT1", DAY, "Trạm y tế", "56/575/22738");
    }

    @Test
    void a_dose_waits_for_its_subject_and_then_counts() {
        DoseOutcome waiting =
                work(() -> vaccinations.record(List.of(dose("d1", "subject-1", 1)))).getFirst();
        assertThat(waiting.fate()).isEqualTo(DoseOutcome.Fate.WAITING_FOR_SUBJECT);
        assertThat(
                        work(() -> vaccinations.record(List.of(dose("d1", "subject-1", 1))))
                                .getFirst()
                                .fate())
                .isEqualTo(DoseOutcome.Fate.WAITING_FOR_SUBJECT);

        RecordOutcome subject = someone("vaccination", "subject-1");

        assertThat(of(subject))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.kind()).isEqualTo("dose");
                    assertThat(f.details())
                            .containsEntry("dose_no", 1)
                            .containsEntry("vaccine", "AstraZeneca");
                    assertThat(f.linkProbability()).isEqualTo(1);
                });
        assertThat(work(() -> vaccinations.waiting())).isZero();
        assertThat(
                        work(() -> vaccinations.record(List.of(dose("d1", "subject-1", 1))))
                                .getFirst()
                                .fate())
                .isEqualTo(DoseOutcome.Fate.REPEATED);
    }

    @Test
    @DisplayName(
            "same key and other content is a new version that retracts the old one; nothing is updated")
    void a_corrected_dose_replaces_the_old_one() {
        RecordOutcome a = someone("vaccination", "subject-2a");
        RecordOutcome b = someone("vaccination", "subject-2b");
        work(() -> vaccinations.record(List.of(dose("d2", "subject-2a", 1))));
        heard.persons.clear();

        DoseOutcome corrected =
                work(() -> vaccinations.record(List.of(dose("d2", "subject-2b", 2)))).getFirst();

        assertThat(corrected.fate()).isEqualTo(DoseOutcome.Fate.CORRECTED);
        assertThat(of(a)).isEmpty();
        assertThat(of(b))
                .singleElement()
                .satisfies(f -> assertThat(f.details()).containsEntry("dose_no", 2));
        assertThat(heard.persons).containsExactly(Set.of(a.personId(), b.personId()));
        assertThat(
                        work(() ->
                                jdbc.sql("SELECT count(*) FROM fact.fact WHERE record_id IN (?, ?)")
                                        .params(a.recordId(), b.recordId())
                                        .query(Long.class)
                                        .single()))
                .isEqualTo(2);
    }

    @Test
    void a_retracted_fact_leaves_and_may_come_back() {
        RecordOutcome a = someone("vaccination", "subject-3");
        work(() -> vaccinations.record(List.of(dose("d3", "subject-3", 1))));
        assertThat(work(() -> facts.retract("vaccination", List.of("dose:d3")))).isEqualTo(1);
        assertThat(work(() -> facts.retract("vaccination", List.of("dose:d3")))).isZero();
        assertThat(of(a)).isEmpty();
        work(() -> vaccinations.record(List.of(dose("d3", "subject-3", 1))));
        assertThat(of(a)).hasSize(1);
    }

    @Test
    void a_contraindication_is_told_and_taken_back() {
        RecordOutcome a = someone("vaccination", "subject-4");
        run(() -> vaccinations.contraindications(Map.of(a.recordId(), true), DAY));
        assertThat(of(a)).extracting(Fact::kind).containsExactly("contraindication");
        run(() -> vaccinations.contraindications(Map.of(a.recordId(), false), DAY));
        assertThat(of(a)).isEmpty();
    }

    private static void run(Runnable body) {
        work(() -> {
            body.run();
            return true;
        });
    }

    private static Sample sample(String id, RecordOutcome person, String tube, boolean pooled) {
        return new Sample(id, person.recordId(), tube, pooled, DAY, "Trạm y tế", "56/575/22738");
    }

    private static TubeResult result(String id, String tube, TubeResult.Finding finding) {
        return new TubeResult(
                id, tube, TubeResult.Method.PCR, finding, 28.5, DAY.plusSeconds(36_000), "CDC");
    }

    @Test
    @DisplayName("2.6 one tube, one or many persons: the result fans out to members")
    void a_pools_result_reaches_every_member() {
        RecordOutcome a = someone("laboratory", "m5a");
        RecordOutcome b = someone("laboratory", "m5b");
        work(() ->
                laboratories.samples(
                        List.of(sample("m5a", a, "tube5", true), sample("m5b", b, "tube5", true))));

        ResultOutcome outcome =
                work(() ->
                                laboratories.results(
                                        List.of(
                                                result(
                                                        "r5",
                                                        "tube5",
                                                        TubeResult.Finding.POSITIVE))))
                        .getFirst();

        assertThat(outcome.facts()).isEqualTo(2);
        // A pool positive is not a person positive.
        assertThat(of(a))
                .singleElement()
                .satisfies(f ->
                        assertThat(f.details())
                                .containsEntry("result", "pending")
                                .containsEntry("pooled", true));
        assertThat(of(b)).hasSize(1);

        work(() ->
                laboratories.results(List.of(result("r5", "tube5", TubeResult.Finding.NEGATIVE))));
        assertThat(of(a))
                .singleElement()
                .satisfies(f -> assertThat(f.details()).containsEntry("result", "negative"));
    }

    @Test
    void results_before_samples_are_kept() {
        ResultOutcome early =
                work(() ->
                                laboratories.results(
                                        List.of(
                                                result(
                                                        "r6",
                                                        "tube6",
                                                        TubeResult.Finding.POSITIVE))))
                        .getFirst();
        assertThat(early.fate()).isEqualTo(ResultOutcome.Fate.WAITING_FOR_SAMPLE);

        RecordOutcome a = someone("laboratory", "m6");
        work(() -> laboratories.samples(List.of(sample("m6", a, "tube6", false))));

        assertThat(of(a))
                .singleElement()
                .satisfies(f ->
                        assertThat(f.details())
                                .containsEntry("result", "positive")
                                .containsEntry("ct", 28.5));
        assertThat(
                        work(() -> laboratories.samples(List.of(sample("m6", a, "tube6", false))))
                                .getFirst()
                                .fate())
                .isEqualTo(ResultOutcome.Fate.REPEATED);
        assertThat(of(a)).hasSize(1);
    }

    @Test
    void a_sample_that_moves_to_another_tube_takes_its_results_with_it() {
        RecordOutcome a = someone("laboratory", "m7");
        work(() -> laboratories.samples(List.of(sample("m7", a, "tube7", false))));
        work(() ->
                laboratories.results(List.of(result("r7", "tube7", TubeResult.Finding.POSITIVE))));
        work(() ->
                laboratories.results(List.of(result("r8", "tube8", TubeResult.Finding.NEGATIVE))));

        work(() -> laboratories.samples(List.of(sample("m7", a, "tube8", false))));

        assertThat(of(a))
                .singleElement()
                .satisfies(f -> assertThat(f.details()).containsEntry("result", "negative"));
    }

    @Test
    void a_declaration_says_symptoms_and_contacts() {
        RecordOutcome a = someone("ncovi", "k9");
        work(() ->
                server.bean(Declarations.class)
                        .record(
                                List.of(
                                        new HealthDeclaration(
                                                "k9",
                                                a.recordId(),
                                                "ncovi",
                                                DAY,
                                                "56",
                                                List.of("fever"),
                                                true,
                                                false))));
        assertThat(of(a))
                .singleElement()
                .satisfies(f ->
                        assertThat(f.details())
                                .containsEntry("symptoms", true)
                                .containsEntry("contact", true));
    }

    @Test
    @DisplayName("11. Nobody's places can be listed from a copy of all tables")
    void a_visit_leaves_no_value_that_joins_person_and_place() {
        RecordOutcome a = someone("qr-checkin", "visit-1");
        Instant at = Instant.now().minus(1, ChronoUnit.DAYS);
        Visit visit = new Visit("visit-1", "venue-1", a.recordId(), at, false);
        assertThat(work(() -> places.visits(List.of(visit)))).containsExactly(Kept.NEW);
        assertThat(work(() -> places.visits(List.of(visit)))).containsExactly(Kept.REPEATED);
        assertThat(
                        work(() ->
                                places.visits(
                                        List.of(
                                                new Visit(
                                                        "visit-2",
                                                        "venue-1",
                                                        a.recordId(),
                                                        DAY,
                                                        true)))))
                .containsExactly(Kept.TOO_OLD);

        List<String> atPlace =
                values("visit_at_place", "place_token, visit_token, content, sealed");
        List<String> ofRecord = values("movement_of_record", "movement_token, sealed");
        assertThat(atPlace).isNotEmpty().doesNotContainAnyElementsOf(ofRecord);
    }

    private static List<String> values(String table, String columns) {
        return JdbcClient.create(server.database().custody().dataSource())
                .sql(
                        "SELECT encode(v, 'hex') FROM place.%s, LATERAL unnest(ARRAY[%s]) v"
                                .formatted(table, columns))
                .query(String.class)
                .list();
    }
}
