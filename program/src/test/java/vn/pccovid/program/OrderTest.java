package vn.pccovid.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.pccovid.server.exchange.Imports;
import vn.pccovid.server.pass.Passes;
import vn.pccovid.simulation.Simulation;
import vn.pccovid.simulation.SimulationOptions;

/// What does and does not depend on the order of deliveries. Nothing is lost and no strangers meet
/// in any order. How many records of one person find each other does depend on it a little: a
/// record is judged by what is known when it or something near it comes, and a register that comes
/// last is not there to tell namesakes apart.
@DisplayName("the same files in another order")
class OrderTest {
    private static final int PEOPLE = 600;

    /// Most records, as a share, that may stand with other records when the register comes last
    /// instead of first; 0.016 when this was written.
    private static final double MOST_ELSEWHERE = 0.03;

    @TempDir private static Path folder;

    private static Standing forward = nothing();
    private static Standing backward = nothing();

    private static Standing nothing() {
        return new Standing(Map.of(), List.of(), Map.of(), Map.of(), Map.of());
    }

    @BeforeAll
    static void importTwice() throws IOException {
        Simulation.generate(SimulationOptions.demo(PEOPLE, 11), folder, progress -> {});
        List<Imports.FileKind> kinds = new ArrayList<>(Imports.fileKinds());
        forward = imported("forward", kinds);
        Collections.reverse(kinds);
        backward = imported("backward", kinds);
    }

    private static Standing imported(String name, List<Imports.FileKind> kinds) {
        DataFolder data = new DataFolder(folder.resolve(name));
        try (Application application =
                Application.start(Settings.of(data).withClock(TimedImport.clock()))) {
            Imports imports = application.bean(Imports.class);
            try (Passes.Hold hold = application.bean(Passes.class).hold()) {
                for (Imports.FileKind kind : kinds) {
                    imports.importFile(
                            kind.source(),
                            kind.file(),
                            folder.resolve(kind.file() + ".csv"),
                            progress -> {});
                }
                Objects.requireNonNull(hold);
            }
            return Standing.of(application);
        }
    }

    @Test
    @DisplayName(
            "every row is there once: doses before their people, results before their samples, visits"
                    + " before their places")
    void nothing_is_lost_in_any_order() {
        assertThat(backward.ledger().keySet()).isEqualTo(forward.ledger().keySet());
        for (String table :
                List.of(
                        "person.source_key",
                        "person.record",
                        "fact.fact",
                        "place.venue",
                        "place.visit_at_place",
                        "place.movement_of_record",
                        "laboratory.sample",
                        "laboratory.result",
                        "vaccination.pending_dose")) {
            assertThat(backward.rows().get(table)).as(table).isEqualTo(forward.rows().get(table));
        }
        assertThat(backward.rows()).containsEntry("vaccination.pending_dose", 0L);
    }

    @Test
    void no_order_makes_one_person_of_strangers() throws IOException {
        Map<String, String> truth = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("truth.csv"))) {
            String[] cells = line.split(",", -1);
            truth.put(cells[0] + "/" + cells[2], cells[3]);
        }
        for (Standing standing : List.of(forward, backward)) {
            assertThat(standing.people())
                    .filteredOn(p -> !p.startsWith("waits: "))
                    .hasSizeGreaterThan(PEOPLE / 2)
                    .allSatisfy(person ->
                            assertThat(
                                            List.of(person.split(" ", -1)).stream()
                                                    .map(truth::get)
                                                    .distinct())
                                    .as(person)
                                    .hasSize(1));
        }
    }

    @Test
    void only_few_records_find_others_in_another_order() {
        long elsewhere = backward.recordsElsewhereIn(forward);
        assertThat((double) elsewhere / forward.rows().getOrDefault("person.record", 1L))
                .isLessThanOrEqualTo(MOST_ELSEWHERE);
    }
}
