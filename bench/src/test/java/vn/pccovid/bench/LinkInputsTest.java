package vn.pccovid.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("bench link: input files")
class LinkInputsTest {
    @TempDir private Path folder;

    private List<String> lines(String where, String file) throws IOException {
        return Files.readAllLines(folder.resolve(where).resolve(file));
    }

    private void make(String where, String... more) throws IOException {
        List<String> options =
                new ArrayList<>(
                        List.of(
                                "--out",
                                folder.resolve(where).toString(),
                                "--people",
                                "400",
                                "--seed",
                                "5"));
        options.addAll(List.of(more));
        LinkInputs.main(options.toArray(String[]::new));
    }

    @Test
    void incoming_is_half_as_many_rows_as_people_and_every_row_has_its_truth() throws IOException {
        make("a");

        List<String> registry = lines("a", "registry.csv");
        List<String> incoming = lines("a", "incoming.csv");
        List<String> truth = lines("a", "truth.csv");
        assertThat(registry.getFirst()).isEqualTo(LinkInputs.COLUMNS);
        assertThat(incoming.getFirst()).isEqualTo(LinkInputs.COLUMNS);
        assertThat(incoming).hasSize(201);
        assertThat(registry.size()).isBetween(380, 412);
        assertThat(truth).hasSize(registry.size() + incoming.size() - 1);
        Set<String> rows = new HashSet<>();
        registry.stream().skip(1).forEach(line -> rows.add(line.split(",", 2)[0]));
        incoming.stream().skip(1).forEach(line -> rows.add(line.split(",", 2)[0]));
        assertThat(rows).hasSize(truth.size() - 1);
        assertThat(truth.stream().skip(1).map(line -> line.split(",", 2)[0]))
                .allMatch(rows::contains);
        assertThat(incoming.stream().skip(1).map(line -> line.split(",", -1)[1]).distinct())
                .doesNotContain("population", "bluezone")
                .hasSizeGreaterThan(4);
    }

    @Test
    void the_same_seed_gives_the_same_bytes() throws IOException {
        make("a");
        make("b");

        for (String file : List.of("registry.csv", "incoming.csv", "truth.csv")) {
            assertThat(lines("b", file)).isEqualTo(lines("a", file));
        }
    }

    @Test
    void all_rows_come_with_the_doses_given() throws IOException {
        make("a", "--all", "--province", "56", "--district", "574");

        assertThat(lines("a", "incoming.csv").size()).isGreaterThan(1_200);
        assertThat(lines("a", "incoming.csv").stream().skip(1).map(line -> line.split(",", -1)[1]))
                .contains("bluezone");
        List<String> doses = lines("a", "doses.csv");
        assertThat(doses.getFirst()).isEqualTo("given_to,entered_under");
        assertThat(doses.size()).isGreaterThan(200);
    }
}
