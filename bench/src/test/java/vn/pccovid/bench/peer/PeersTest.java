package vn.pccovid.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import vn.pccovid.bench.sets.InventedPeople;
import vn.pccovid.bench.sets.People;
import vn.pccovid.bench.sets.SetQuality;

@DisplayName(
        "Peers run and link a small table well, so that what they miss elsewhere is not our set-up")
class PeersTest {
    private final People people = InventedPeople.table(1_200, 3);

    @Test
    void the_model_of_splink_in_duckdb() throws Exception {
        Pairs pairs = DuckDbMatcher.link(people);

        SetQuality quality = SetQuality.ofClusters(people, pairs.components(people.size()));
        assertThat(quality.precision()).isGreaterThan(0.99);
        assertThat(quality.recall()).isGreaterThan(0.9);
        assertThat(pairs.compared()).isPositive();
        assertThat(pairs.settings().getFirst()).startsWith("DuckDB");
    }

    @Test
    void duke() {
        Pairs pairs = DukeMatcher.link(people);

        SetQuality quality = SetQuality.ofClusters(people, pairs.components(people.size()));
        assertThat(quality.precision()).isGreaterThan(0.9);
        assertThat(quality.recall()).isGreaterThan(0.85);
        assertThat(pairs.settings().getFirst()).startsWith("Duke 1.2");
    }
}
