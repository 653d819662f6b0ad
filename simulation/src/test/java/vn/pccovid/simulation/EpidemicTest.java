package vn.pccovid.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import vn.pccovid.lib.exposure.ContactTexts;
import vn.pccovid.lib.exposure.Evidence;
import vn.pccovid.lib.exposure.InfectiousWindow;
import vn.pccovid.lib.exposure.Source;

@DisplayName("An epidemic is known to the metre, and records show a part of it")
class EpidemicTest {
    private static final EpidemicOptions OPTIONS =
            new EpidemicOptions(6_000, 9, 30, 25, LocalDate.of(2021, 9, 1));
    private static final Epidemic EPIDEMIC = Epidemic.run(OPTIONS);

    @BeforeAll
    static void somebody_was_found() {
        assertThat(EPIDEMIC.cases()).hasSizeGreaterThan(20);
    }

    private static InfectiousWindow window(Epidemic.Case found) {
        Instant isolated = java.util.Objects.requireNonNull(found.course().isolatedAt());
        return ContactTexts.standard()
                .find("3638")
                .orElseThrow()
                .infectious(found.course(), isolated);
    }

    @Test
    void the_same_seed_gives_the_same_epidemic_and_another_another() {
        Epidemic again = Epidemic.run(OPTIONS);
        assertThat(again.cases()).isEqualTo(EPIDEMIC.cases());
        assertThat(again.infector).isEqualTo(EPIDEMIC.infector);
        Epidemic other =
                Epidemic.run(new EpidemicOptions(6_000, 10, 30, 25, LocalDate.of(2021, 9, 1)));
        assertThat(other.infector).isNotEqualTo(EPIDEMIC.infector);
    }

    @Test
    void households_are_infected_as_studies_found() {
        // Madewell et al. 2022, Delta: 31 % (24 to 39); a small town strays.
        assertThat(EPIDEMIC.householdAttackRate()).isBetween(0.18, 0.45);
        assertThat(EPIDEMIC.householdShare()).isBetween(0.35, 0.75);
    }

    @Test
    void nobody_is_infected_twice_or_by_somebody_not_infectious() {
        for (int i = 0; i < EPIDEMIC.people(); i++) {
            int by = EPIDEMIC.infector[i];
            if (by >= 0) {
                assertThat(EPIDEMIC.infectedAt[i]).isGreaterThan(EPIDEMIC.latentUntil[by]);
                assertThat(EPIDEMIC.truly(by, i)).isPositive();
            }
        }
    }

    @Test
    void adoption_changes_what_is_seen_and_not_what_happened() {
        Observation some = new Observation(EPIDEMIC, 0.3);
        Observation many = new Observation(EPIDEMIC, 0.6);
        long seenBySome = 0;
        long seenByMany = 0;
        for (Epidemic.Case found : EPIDEMIC.cases()) {
            Observed few = some.of(found, window(found));
            Observed more = many.of(found, window(found));
            assertThat(few.trulyClose()).isEqualTo(more.trulyClose());
            seenBySome += count(few, Source.BLUETOOTH);
            seenByMany += count(more, Source.BLUETOOTH);
            for (int contact : of(few, Source.BLUETOOTH)) {
                assertThat(some.bothHaveApp(found.person(), contact)).isTrue();
            }
        }
        assertThat((double) seenByMany / seenBySome)
                .as("both of a pair: 0.36 beside 0.09")
                .isBetween(2.5, 6.5);
    }

    @Test
    void evidence_lies_in_the_window_and_never_names_the_case_itself() {
        Observation observation = new Observation(EPIDEMIC, 0.6);
        for (Epidemic.Case found : EPIDEMIC.cases()) {
            InfectiousWindow window = window(found);
            Observed observed = observation.of(found, window);
            assertThat(observed.evidence()).doesNotContainKey(found.person());
            assertThat(observed.states().keySet()).isEqualTo(observed.evidence().keySet());
            for (List<Evidence> all : observed.evidence().values()) {
                assertThat(all).allMatch(e -> window.touches(e.from(), e.to()));
            }
        }
    }

    private static long count(Observed observed, Source source) {
        return of(observed, source).size();
    }

    private static Set<Integer> of(Observed observed, Source source) {
        Set<Integer> contacts = new HashSet<>();
        observed.evidence()
                .forEach((who, all) -> {
                    if (all.stream().anyMatch(e -> e.source() == source)) {
                        contacts.add(who);
                    }
                });
        return contacts;
    }
}
