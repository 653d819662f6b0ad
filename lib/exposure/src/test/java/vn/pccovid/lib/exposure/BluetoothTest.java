package vn.pccovid.lib.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.pccovid.lib.exposure.Times.at;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BluetoothTest {
    private static Sighting sighting(int second, double attenuation) {
        return new Sighting(
                at("2021-10-05 09:00").plusSeconds(second), attenuation, Duration.ofMinutes(1));
    }

    private static double near(double attenuation, int sightings) {
        List<Sighting> all = new ArrayList<>();
        for (int i = 0; i < sightings; i++) {
            all.add(sighting(i, attenuation));
        }
        return Bluetooth.within(new BluetoothEncounter(all), 2, 0.3, Settings.standard())
                .getFirst();
    }

    @Test
    void weaker_is_farther() {
        double before = 1;
        for (double attenuation = 30; attenuation < 90; attenuation += 5) {
            double now = near(attenuation, 3);
            assertThat(now).isLessThan(before);
            before = now;
        }
        assertThat(near(45, 3)).isGreaterThan(0.6);
        assertThat(near(75, 3)).isLessThan(0.1);
    }

    @Test
    void a_hundred_packets_tell_more_than_one_and_not_a_hundred_times_as_much() {
        double one = near(50, 1);
        double hundred = near(50, 100);
        assertThat(hundred).isGreaterThan(one).isLessThan(0.95);
    }

    @Test
    void a_silence_parts_encounters_and_order_does_not_matter() {
        var sightings = List.of(sighting(4000, 60), sighting(0, 60), sighting(300, 60));
        assertThat(Bluetooth.encounters(sightings, Duration.ofMinutes(15)))
                .extracting(e -> e.sightings().size())
                .containsExactly(2, 1);
    }

    @Test
    void several_sightings_of_one_listening_count_its_time_once() {
        var encounter =
                new BluetoothEncounter(List.of(sighting(0, 50), sighting(1, 52), sighting(2, 54)));
        var slices = Bluetooth.slices(encounter, Settings.standard());
        assertThat(slices).hasSize(1);
        assertThat(slices.getFirst().toSeconds() - slices.getFirst().fromSeconds()).isEqualTo(62);
        assertThat(slices.getFirst().attenuationDb()).isEqualTo(52);
    }

    @Test
    void attenuation_is_what_was_sent_less_what_arrived() {
        assertThat(Bluetooth.attenuation(-12, -70, 5)).isEqualTo(53);
    }
}
