package vn.pccovid.lib.colour;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The timeline is exact, and more good news never makes a colour worse")
class TimelineTest {
    private static final List<RulePack> PACKS = RulePacks.all();
    private static final ColourEngine ENGINE =
            new ColourEngine(PACKS, ColourEngine.BURDEN_THRESHOLD);
    private static final Oracle ORACLE = new Oracle(PACKS);
    private static final Instant FROM = People.at("2021-10-01T00:00");
    private static final Instant TO = FROM.plus(Duration.ofDays(60));

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    /// Sixty days of 2021 and 2022 in which other versions of the packs are in force.
    private static final List<String> WINDOWS =
            List.of("2021-10-01T00:00", "2021-12-10T00:00", "2022-02-10T00:00");

    @ParameterizedTest
    @MethodSource("seeds")
    void every_hour_of_sixty_days_and_every_minute_near_a_change_agree_with_a_slow_reading(
            int seed) {
        agree(new Random(seed), PACKS, ORACLE, WINDOWS.get(seed % WINDOWS.size()));
    }

    static IntStream packSeeds() {
        return IntStream.range(0, 24);
    }

    @ParameterizedTest
    @MethodSource("packSeeds")
    void packs_nobody_would_write_are_exact_too(int seed) {
        Random random = new Random(7_000 + seed);
        String window = WINDOWS.get(seed % WINDOWS.size());
        List<RulePack> packs = new ArrayList<>(PACKS);
        packs.add(RandomPack.overlay(random, window));
        agree(random, packs, new Oracle(packs), window);
    }

    /// Minutes on either side of a listed instant that are tried one by one.
    private static final int NEAR_MINUTES = 120;

    private static void agree(Random random, List<RulePack> packs, Oracle oracle, String window) {
        ColourEngine engine = new ColourEngine(packs, ColourEngine.BURDEN_THRESHOLD);
        Instant from = People.at(window);
        Instant to = from.plus(Duration.ofDays(60));
        Subject subject = People.randomSubject(random);
        List<KnownFact> facts = new ArrayList<>();
        String factsFrom = earlier(window);
        int count = random.nextInt(10);
        for (int i = 0; i < count; i++) {
            facts.add(People.randomFact(random, i, factsFrom));
        }

        Timeline timeline = engine.timeline(subject, facts, from, to);

        TreeSet<Instant> probes = new TreeSet<>();
        for (Instant hour = from; hour.isBefore(to); hour = hour.plus(Duration.ofHours(1))) {
            probes.add(hour);
        }
        List<Instant> listed =
                engine.instants(subject, facts).stream()
                        .filter(at -> !at.isBefore(from) && at.isBefore(to))
                        .toList();
        for (Instant change : listed) {
            probes.add(change.minusNanos(1_000));
            for (int minute = -NEAR_MINUTES; minute <= NEAR_MINUTES; minute++) {
                probes.add(change.plus(Duration.ofMinutes(minute)));
            }
        }
        int segment = 0;
        for (Instant probe : probes) {
            if (probe.isBefore(from) || !probe.isBefore(to)) {
                continue;
            }
            while (!within(timeline.segments().get(segment), probe)) {
                segment++;
            }
            Timeline.Segment found = timeline.segments().get(segment);
            assertThat(new Oracle.Colours(found.colour(), found.floorColour()))
                    .as("at %s", probe)
                    .isEqualTo(oracle.at(subject, facts, probe));
            if (probe.getEpochSecond() % 600 == 0) {
                assertThat(engine.rule(subject, facts, probe).colour())
                        .as("one instant alone, at %s", probe)
                        .isEqualTo(found.colour());
            }
        }
        assertThat(timeline.segments().stream().map(Timeline.Segment::from).skip(1).toList())
                .as("every change of the timeline is a listed instant")
                .isSubsetOf(listed);
    }

    private static boolean within(Timeline.Segment segment, Instant at) {
        Instant to = segment.to();
        return to == null || at.isBefore(to);
    }

    /// Sixty days before a window: facts lie in the 120 days from there on.
    private static String earlier(String window) {
        return java.time.LocalDateTime.parse(window).minusDays(60).toString();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void segments_have_no_gaps_and_a_decision_is_the_segment_it_falls_in(int seed) {
        Random random = new Random(1_000 + seed);
        Subject subject = People.randomSubject(random);
        List<KnownFact> facts = People.randomFacts(random, 12);
        List<Timeline.Segment> segments = ENGINE.timeline(subject, facts, FROM, TO).segments();

        assertThat(segments.getFirst().from()).isEqualTo(FROM);
        assertThat(segments.getLast().to()).isEqualTo(TO);
        for (int i = 1; i < segments.size(); i++) {
            assertThat(segments.get(i).from()).isEqualTo(segments.get(i - 1).to());
        }
        for (Timeline.Segment segment : segments) {
            Decision decision = ENGINE.decide(subject, facts, segment.from());
            assertThat(decision.colour()).isEqualTo(segment.colour());
            assertThat(decision.floorColour()).isEqualTo(segment.floorColour());
            assertThat(decision.rule()).isEqualTo(segment.decidedBy().id());
            assertThat(decision.since()).isBeforeOrEqualTo(segment.from());
            assertThat(decision.heldRules()).contains(segment.decidedBy().path());
            Instant until = decision.until();
            if (until != null) {
                assertThat(until).isAfter(segment.from());
                assertThat(ENGINE.decide(subject, facts, until).colour())
                        .isEqualTo(decision.nextColour())
                        .isNotEqualTo(decision.colour());
                assertThat(ENGINE.decide(subject, facts, until.minusNanos(1_000)).colour())
                        .isEqualTo(decision.colour());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void one_more_dose_never_reddens(int seed) {
        Random random = new Random(2_000 + seed);
        KnownFact dose =
                People.dose(
                        List.of("AstraZeneca", "Abdala", "Janssen").get(random.nextInt(3)),
                        "2021-09-%02dT10:00".formatted(1 + random.nextInt(30)));
        neverWorse(random, dose);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void one_more_negative_test_never_worsens(int seed) {
        Random random = new Random(3_000 + seed);
        KnownFact negative =
                People.test(
                        random.nextBoolean() ? "pcr" : "rat",
                        "negative",
                        "2021-10-%02dT10:00".formatted(1 + random.nextInt(30)));
        neverWorse(random, negative);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void one_more_fact_of_an_unsure_link_never_worsens(int seed) {
        Random random = new Random(4_000 + seed);
        KnownFact any = People.randomFact(random, 99);
        neverWorse(
                random,
                new KnownFact(
                        any.id(), any.kind(), any.at(), any.attributes(), "test", any.at(), 0.98));
    }

    private static void neverWorse(Random random, KnownFact added) {
        Subject subject = People.randomSubject(random);
        List<KnownFact> facts = People.randomFacts(random, 8);
        List<KnownFact> more = new ArrayList<>(facts);
        more.add(added);

        Timeline before = ENGINE.timeline(subject, facts, FROM, TO);
        Timeline after = ENGINE.timeline(subject, more, FROM, TO);

        for (Timeline.Segment segment : after.segments()) {
            assertThat(segment.colour().worseThan(at(before, segment.from()).colour())).isFalse();
        }
        for (Timeline.Segment segment : before.segments()) {
            assertThat(at(after, segment.from()).colour().worseThan(segment.colour())).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_retracted_fact_leaves_no_trace_and_order_of_arrival_does_not_matter(int seed) {
        Random random = new Random(5_000 + seed);
        Subject subject = People.randomSubject(random);
        List<KnownFact> facts = People.randomFacts(random, 8);
        Timeline untouched = ENGINE.timeline(subject, facts, FROM, TO);
        List<KnownFact> changed = new ArrayList<>(facts);
        changed.add(People.randomFact(random, 99));
        ENGINE.timeline(subject, changed, FROM, TO);
        changed.removeLast();
        java.util.Collections.shuffle(changed, random);

        assertThat(ENGINE.timeline(subject, changed, FROM, TO)).isEqualTo(untouched);
    }

    @Test
    void a_timeline_takes_at_most_a_tenth_of_a_millisecond_once_warm() {
        Random random = new Random(7);
        List<Subject> subjects = new ArrayList<>();
        List<List<KnownFact>> facts = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            subjects.add(People.randomSubject(random));
            facts.add(People.randomFacts(random, 20));
        }
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 15; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < subjects.size(); i++) {
                ENGINE.timeline(subjects.get(i), facts.get(i), FROM, TO);
            }
            best = Math.min(best, (System.nanoTime() - start) / subjects.size());
        }
        System.out.println("one timeline of 0 to 20 facts: " + best / 1_000.0 + " µs");
        assertThat(best).isLessThan(100_000);
    }

    private static Timeline.Segment at(Timeline timeline, Instant at) {
        return timeline.segments().stream()
                .filter(s -> !s.from().isAfter(at) && (s.to() == null || at.isBefore(s.to())))
                .findFirst()
                .orElseThrow();
    }
}
