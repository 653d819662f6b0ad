package vn.pccovid.lib.proximity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A phone's log")
class EncounterLogTest {
    private static final Instant NOON = Instant.parse("2021-10-10T05:00:00Z");
    private static final TempIds IDS = new TempIds(new byte[32]);
    private final EncounterLog log = new EncounterLog(Duration.ofDays(14));

    @Test
    void it_sends_the_current_identifier_and_never_an_old_one() {
        assertThat(log.current(NOON)).isEmpty();
        assertThat(log.needsRefill(NOON)).isTrue();
        List<TempId> batch = IDS.batch(new byte[21], NOON, 96);
        log.refill(batch, NOON);
        log.refill(batch, NOON);
        assertThat(log.needsRefill(NOON)).isFalse();
        assertThat(log.current(NOON)).contains(batch.getFirst());
        assertThat(log.current(NOON.plusSeconds(899))).contains(batch.getFirst());
        assertThat(log.current(NOON.plusSeconds(900))).contains(batch.get(1));
        assertThat(log.needsRefill(NOON.plus(Duration.ofHours(13)))).isTrue();
        assertThat(log.current(NOON.plus(Duration.ofDays(1)))).isEmpty();
    }

    @Test
    void what_it_saw_is_forgotten_after_the_retention() {
        log.saw(seen(NOON));
        log.saw(seen(NOON.plus(Duration.ofDays(14))));
        assertThat(log.history()).hasSize(2);
        log.saw(seen(NOON.plus(Duration.ofDays(14)).plusSeconds(1)));
        assertThat(log.history()).hasSize(2);
        log.clear();
        assertThat(log.history()).isEmpty();
    }

    private static Seen seen(Instant at) {
        return new Seen("x", "", -60, Seen.UNKNOWN_POWER, at);
    }
}
