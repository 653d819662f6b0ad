package vn.pccovid.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.colour.BirthRange;
import vn.pccovid.lib.colour.KnownFact;
import vn.pccovid.lib.colour.Subject;

/// Invented people with 0 to 20 facts and an instant each between 10 November and 15 December 2021,
/// a function of the seed. Facts lie in the 200 days before the last of these instants, so some lie
/// after the person's own.
final class ColourPeople {
    static final int MOST_FACTS = 20;

    private static final Instant FIRST = Instant.parse("2021-11-09T17:00:00Z");
    private static final Instant LAST = Instant.parse("2021-12-14T17:00:00Z");
    private static final List<String> VACCINES =
            List.of("AstraZeneca", "Comirnaty", "Vero Cell", "Abdala", "Janssen", "Unheard-of");
    private static final List<String> KINDS =
            List.of(
                    "dose",
                    "dose",
                    "dose",
                    "test_result",
                    "test_result",
                    "test_result",
                    "declaration",
                    "recovery",
                    "stay_order",
                    "diagnosis",
                    "exposure",
                    "trip",
                    "contraindication");

    /// One evaluation asked for.
    record Question(Subject subject, List<KnownFact> facts, Instant at) {}

    private ColourPeople() {}

    static List<Question> random(int people, long seed) {
        Random random = new Random(seed);
        List<Question> questions = new ArrayList<>(people);
        for (int i = 0; i < people; i++) {
            int count = random.nextInt(MOST_FACTS + 1);
            List<KnownFact> facts = new ArrayList<>(count);
            for (int f = 0; f < count; f++) {
                facts.add(fact(random, f));
            }
            Instant at =
                    FIRST.plusSeconds(random.nextLong(Duration.between(FIRST, LAST).toSeconds()));
            String area = random.nextInt(5) == 0 ? "58/582/22741" : "56/568/22363";
            questions.add(new Question(new Subject(birth(random), area), List.copyOf(facts), at));
        }
        return questions;
    }

    private static @Nullable BirthRange birth(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> BirthRange.of(2003, 11 + random.nextInt(2), 1 + random.nextInt(28));
            default -> BirthRange.of(1930 + random.nextInt(90), 0, 0);
        };
    }

    private static KnownFact fact(Random random, int number) {
        Instant at = LAST.minusSeconds(random.nextLong(Duration.ofDays(200).toSeconds()));
        if (random.nextInt(5) == 0) {
            at = LAST.minus(Duration.ofDays(random.nextInt(200)));
        }
        String kind = KINDS.get(random.nextInt(KINDS.size()));
        return new KnownFact("f" + number, kind, at, details(random, kind, at), "bench", at, 1.0);
    }

    private static Map<String, Object> details(Random random, String kind, Instant at) {
        return switch (kind) {
            case "dose" -> Map.of("vaccine", VACCINES.get(random.nextInt(VACCINES.size())));
            case "test_result" ->
                    Map.of(
                            "method",
                            List.of("pcr", "pcr", "rat", "rat", "antibody").get(random.nextInt(5)),
                            "result",
                            List.of("negative", "negative", "negative", "positive", "pending")
                                    .get(random.nextInt(5)),
                            "pooled",
                            random.nextInt(4) == 0,
                            "ct",
                            28 + random.nextInt(4));
            case "declaration" ->
                    Map.of("symptoms", random.nextInt(4) == 0, "no_dose", random.nextInt(4) == 0);
            case "recovery" -> Map.of("proof", random.nextInt(3) == 0 ? "none" : "paper");
            case "stay_order" ->
                    random.nextInt(3) == 0
                            ? Map.of("reason", "contact")
                            : Map.of(
                                    "until",
                                    at.plusSeconds(
                                            random.nextLong(Duration.ofDays(14).toSeconds())));
            case "exposure" -> Map.of("possible", random.nextBoolean());
            case "trip" -> Map.of("from_level", List.of("1", "2", "4").get(random.nextInt(3)));
            default -> Map.of();
        };
    }
}
