package vn.pccovid.lib.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.pccovid.lib.exposure.Times.day;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MaskingTest {
    @Test
    void a_day_with_fewer_than_k_candidates_is_not_shown() {
        var masking = new Masking(3);
        assertThat(masking.showable(Map.of(day("2021-10-05"), Set.of("a", "b")))).isEmpty();
        assertThat(masking.showable(Map.of(day("2021-10-05"), Set.of("a", "b", "c")))).hasSize(1);
    }

    @Test
    void two_days_of_many_that_leave_one_are_not_shown_together() {
        var days =
                Map.of(
                        day("2021-10-05"), Set.of("case", "a", "b", "c"),
                        day("2021-10-06"), Set.of("case", "d", "e", "f"));
        assertThat(new Masking(3).showable(days)).containsExactly(day("2021-10-06"));
    }

    @Test
    void whoever_combines_the_shown_days_is_left_with_k_people_among_them_the_case() {
        var random = new SplittableRandom(5);
        for (int round = 0; round < 500; round++) {
            int k = random.nextInt(2, 8);
            Map<LocalDate, Set<String>> days = new HashMap<>();
            for (int d = 0; d < random.nextInt(1, 8); d++) {
                Set<String> there = new HashSet<>(Set.of("case"));
                for (int p = 0; p < 30; p++) {
                    if (random.nextDouble() < 0.4) {
                        there.add("p" + p);
                    }
                }
                days.put(day("2021-10-01").plusDays(d), there);
            }
            var shown = new Masking(k).showable(days);
            Set<String> left = null;
            for (LocalDate day : shown) {
                if (left == null) {
                    left = new HashSet<>(days.get(day));
                } else {
                    left.retainAll(days.get(day));
                }
            }
            if (left != null) {
                assertThat(left).contains("case").hasSizeGreaterThanOrEqualTo(k);
            }
        }
    }
}
