package vn.pccovid.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import vn.pccovid.lib.proximity.Seen;
import vn.pccovid.lib.proximity.TempIds;

@DisplayName("The reference phone")
class ReferencePhoneTest {
    private static final Instant NOON = Instant.parse("2021-10-10T05:00:00Z");
    private static final TempIds SERVER = new TempIds(new byte[32]);

    private static ReferencePhone phone(int number) {
        byte[] uid = new byte[TempIds.UID_BYTES];
        uid[0] = (byte) number;
        return new ReferencePhone("M" + number, 0, now -> SERVER.batch(uid, now, 96));
    }

    @Test
    void two_phones_meet_and_the_server_knows_which_and_when() {
        ReferencePhone a = phone(1);
        ReferencePhone b = phone(2);
        for (int look = 0; look < 12; look++) {
            Instant at = NOON.plus(ReferencePhone.LOOK_EVERY.multipliedBy(look));
            assertThat(a.hears(b, 2, 0, at)).isTrue();
        }
        List<Seen> history = a.history();
        assertThat(history).hasSize(12);
        assertThat(history.stream().map(Seen::tempId).distinct()).as("four quarters").hasSize(4);
        for (Seen seen : history) {
            TempIds.Content content = SERVER.open(seen.tempId()).orElseThrow();
            assertThat(content.uid()[0]).isEqualTo((byte) 2);
            assertThat(seen.at()).isBetween(content.from(), content.until());
            assertThat(seen.rssi()).isEqualTo(-46);
        }
        a.forget();
        assertThat(a.history()).isEmpty();
    }

    @Test
    void far_away_or_without_identifiers_nothing_is_heard() {
        ReferencePhone without = new ReferencePhone("", 0, now -> List.of());
        assertThat(phone(1).hears(without, 1, 0, NOON)).isFalse();
        assertThat(phone(1).hears(phone(2), 100, 25, NOON.plus(Duration.ofDays(2)))).isFalse();
    }
}
