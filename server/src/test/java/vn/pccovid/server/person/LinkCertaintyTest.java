package vn.pccovid.server.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

@NullUnmarked
@DisplayName("Thresholds are settings, and what they cost can be seen")
class LinkCertaintyTest {
    @Test
    void links_are_counted_on_both_sides_of_a_threshold_and_founders_are_none() {
        try (RunningServer server = new RunningServer(Map.of())) {
            List<RecordOutcome> outcomes = linkedPairs(server, 12);
            LinkCertainty certainty = server.bean(LinkCertainty.class);

            List<Double> linked =
                    outcomes.stream()
                            .filter(o -> o.outcome() == Outcome.LINKED)
                            .map(RecordOutcome::probability)
                            .sorted()
                            .toList();
            double middle = linked.get(linked.size() / 2);
            LinkCertainty.Line line =
                    Scopes.call(
                                    Scope.worker(Purpose.OPERATION),
                                    () -> certainty.at(List.of(middle)))
                            .getFirst();

            assertThat(linked).hasSizeGreaterThan(5);
            long above = linked.stream().filter(p -> (float) (double) p >= (float) middle).count();
            assertThat(line.above()).isEqualTo(above);
            assertThat(line.below()).isEqualTo(linked.size() - above);
            assertThat(line.expectedWrong())
                    .isCloseTo(
                            linked.stream()
                                    .filter(p -> (float) (double) p >= (float) middle)
                                    .mapToDouble(p -> 1 - (float) (double) p)
                                    .sum(),
                            within(1e-9));
            assertThat(line.expectedPrecision()).isBetween(0.999, 1.0);
        }
    }

    @Test
    void a_stricter_threshold_makes_records_wait() {
        try (RunningServer lenient = new RunningServer(Map.of());
                RunningServer strict =
                        new RunningServer(
                                Map.of(
                                        "pccovid.linkage.show", "0.999999999999999",
                                        "pccovid.linkage.burden", "0.9999999999999995"))) {
            assertThat(linkedPairs(lenient, 4).stream().map(RecordOutcome::outcome))
                    .contains(Outcome.LINKED);
            assertThat(linkedPairs(strict, 4).stream().map(RecordOutcome::outcome))
                    .doesNotContain(Outcome.LINKED)
                    .contains(Outcome.WAITING);
        }
    }

    @Test
    void thresholds_out_of_order_stop_the_start_and_say_what_is_wrong() {
        assertThatThrownBy(() -> new RunningServer(Map.of("pccovid.linkage.show", "0.999999")))
                .hasStackTraceContaining("0 < analyse <= show <= burden < 1");
    }

    /// A record of the register and one of a clinic for each of some people.
    private static List<RecordOutcome> linkedPairs(RunningServer server, int people) {
        People door = server.bean(People.class);
        TransactionTemplate transaction =
                new TransactionTemplate(server.bean(PlatformTransactionManager.class));
        List<IncomingRecord> batch = new java.util.ArrayList<>();
        for (int n = 1; n <= people; n++) {
            PersonDescription person = Invented.person(40_000 + n);
            batch.add(Invented.record("population", "p" + n, person));
            batch.add(
                    Invented.record(
                            "vaccination",
                            "v" + n,
                            n % 2 == 0 ? person : person.toBuilder().citizenId(null).build()));
        }
        return Scopes.call(
                Scope.worker(Purpose.IMPORT),
                () -> transaction.execute(status -> door.link(batch)));
    }
}
