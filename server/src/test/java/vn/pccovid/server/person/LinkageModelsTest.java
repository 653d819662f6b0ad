package vn.pccovid.server.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.linkage.LinkageModel;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

@NullUnmarked
@DisplayName("Linkage models: learnt, put beside the one in force, adopted by two")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LinkageModelsTest {
    private static final int PEOPLE = 700;

    private static RunningServer server;
    private static LinkageModels models;
    private static People people;
    private static TransactionTemplate transaction;

    @BeforeAll
    static void start() {
        server = new RunningServer(Map.of());
        models = server.bean(LinkageModels.class);
        people = server.bean(People.class);
        transaction = new TransactionTemplate(server.bean(PlatformTransactionManager.class));
        List<IncomingRecord> batch = new ArrayList<>();
        for (int n = 1; n <= PEOPLE; n++) {
            PersonDescription person = Invented.person(60_000 + n);
            batch.add(Invented.record("population", "p" + n, person));
            batch.add(
                    Invented.record(
                            "vaccination",
                            "v" + n,
                            switch (n % 4) {
                                case 0 -> person.toBuilder().citizenId(null).build();
                                case 1 -> person.toBuilder().phone(null).build();
                                case 2 ->
                                        person.toBuilder().citizenId(null).residence(null).build();
                                default -> person;
                            }));
        }
        working(() -> people.link(batch));
        people.settle();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static <T> T working(Callable<T> body) {
        return alone(() ->
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

    private static <T> T alone(java.util.function.Supplier<T> body) {
        return Scopes.call(Scope.worker(Purpose.OPERATION), body::get);
    }

    private static String shipped() {
        return LinkageModel.standard().version();
    }

    @Test
    @Order(1)
    void a_model_learnt_here_is_kept_and_not_used() {
        ModelTraining training = server.bean(ModelTraining.class);

        ModelTraining.Learnt learnt = alone(() -> training.train("test-1", "an.nguyen", 5_000));

        assertThat(learnt.records()).isEqualTo(2L * PEOPLE);
        assertThat(alone(models::learnt))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.version()).isEqualTo("test-1");
                    assertThat(line.inForce()).isFalse();
                    assertThat(line.reviewed()).isFalse();
                });
        assertThat(working(models::current).version()).isEqualTo(shipped());
        assertThat(working(() -> models.required("test-1")).write())
                .isEqualTo(learnt.model().write())
                .isNotEqualTo(LinkageModel.standard().write());
        assertThatThrownBy(() -> alone(() -> training.train("test-1", "an.nguyen", 5_000)))
                .isInstanceOf(Problem.class)
                .hasMessage("person.model_version");
        assertThatThrownBy(() -> alone(() -> training.train("../x", "an.nguyen", 5_000)))
                .hasMessage("person.model_version");
    }

    @Test
    @Order(2)
    void nobody_adopts_what_was_not_compared() {
        assertThatThrownBy(() -> adopt("test-1", "an", "binh"))
                .hasMessage("person.model_unreviewed");
        assertThatThrownBy(() -> adopt("unheard-of", "an", "binh"))
                .hasMessage("person.model_unknown");
    }

    @Test
    @Order(3)
    @DisplayName("comparing a model with itself finds nothing; with another it counts every change")
    void comparison_counts_what_would_change_and_changes_nothing() {
        ModelComparison comparison = server.bean(ModelComparison.class);
        long events = events();
        List<ModelComparison.Change> changes = new ArrayList<>();

        ModelComparison.Report none =
                alone(() -> comparison.compare(shipped(), Long.MAX_VALUE, changes::add));
        assertThat(none.changed()).isZero();
        assertThat(none.records()).isEqualTo(2L * PEOPLE);
        assertThat(changes).isEmpty();

        // A model by which a phone and a place are worth nothing.
        LinkageModel deaf = deaf();
        working(() -> {
            models.add(deaf, "test", 0);
            return true;
        });
        ModelComparison.Report report =
                alone(() -> comparison.compare(deaf.version(), Long.MAX_VALUE, changes::add));
        assertThat(report.changed()).isEqualTo(changes.size()).isPositive();
        assertThat(report.changes().keySet())
                .allMatch(k -> k.startsWith("linked>") || k.contains("waiting"));
        assertThat(events()).isEqualTo(events);

        alone(() -> comparison.compare("test-1", Long.MAX_VALUE, change -> {}));
        assertThat(alone(models::learnt).getFirst().reviewed()).isTrue();
    }

    /// The shipped model without any use for phones and residences.
    private static LinkageModel deaf() {
        String text =
                LinkageModel.standard()
                        .write()
                        .lines()
                        .map(line ->
                                line.contains("PHONE,") || line.contains("RESIDENCE,")
                                        ? line.replaceFirst(
                                                "((?:PHONE|RESIDENCE),[^,]*,[^,]*),.*",
                                                "$1,0.5,0.5,0.5,0.5,0.5")
                                        : line)
                        .collect(java.util.stream.Collectors.joining("\n"));
        return LinkageModel.read(
                text.replaceFirst("(?m)^(version,).*$", "$1deaf").replace("\r", ""));
    }

    @Test
    @Order(4)
    void one_officer_is_not_enough_and_a_reason_is_asked() {
        assertThatThrownBy(() -> adopt("test-1", "an", " AN ")).hasMessage("person.two_officers");
        assertThatThrownBy(() ->
                        working(() -> {
                            models.adopt("test-1", "an", "binh", " ");
                            return true;
                        }))
                .hasMessage("person.reason_missing");
    }

    @Test
    @Order(5)
    @DisplayName("a transaction sees one model; links made after the adoption name the new one")
    void adoption_takes_effect_between_transactions() throws Exception {
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            String seen =
                    working(() -> {
                        String before = models.current().version();
                        other.submit(() -> adopt("test-1", "an", "binh")).get();
                        assertThat(models.current().version()).isEqualTo(before);
                        return before;
                    });
            assertThat(seen).isEqualTo(shipped());
        }
        assertThat(working(models::current).version()).isEqualTo("test-1");

        PersonDescription person = Invented.person(90_001);
        RecordOutcome outcome =
                working(() -> people.link(List.of(Invented.record("ncovi", "n1", person))))
                        .getFirst();
        assertThat(
                        working(() ->
                                server.bean(JdbcClient.class)
                                        .sql(
                                                "SELECT model_version FROM person.link_event WHERE record_id = ?")
                                        .param(outcome.recordId())
                                        .query(String.class)
                                        .single()))
                .isEqualTo("test-1");
    }

    @Test
    @Order(6)
    void the_shipped_model_can_be_adopted_again() {
        alone(() -> server.bean(ModelComparison.class).compare(shipped(), 100, change -> {}));
        adopt(shipped(), "binh", "an");
        assertThat(working(models::current).version()).isEqualTo(shipped());
        assertThat(working(() -> models.learnt()))
                .noneMatch(line -> line.version().equals(shipped()));
        String kept =
                working(() ->
                        server.bean(JdbcClient.class)
                                .sql("SELECT content FROM person.linkage_model WHERE version = ?")
                                .param(shipped())
                                .query(String.class)
                                .single());
        assertThat(LinkageModel.read(kept).write())
                .as("a later program, which ships another, still finds it")
                .isEqualTo(LinkageModel.standard().write());
    }

    private static boolean adopt(String version, String first, String second) {
        return working(() -> {
            models.adopt(version, first, second, "learnt from our own records");
            return true;
        });
    }

    private static long events() {
        return working(() ->
                server.bean(JdbcClient.class)
                        .sql("SELECT count(*) FROM person.link_event")
                        .query(Long.class)
                        .single());
    }
}
