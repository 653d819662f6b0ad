package vn.pccovid.lib.colour;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Invented people and their facts; random ones are a function of the seed.
final class People {
    static final String NHA_TRANG = "56/568/22363";
    static final String ELSEWHERE = "58/582/22741";

    private static final List<String> VACCINES =
            List.of("AstraZeneca", "Comirnaty", "Vero Cell", "Abdala", "Janssen", "Unheard-of");

    private People() {}

    /// An instant of Vietnamese time, `2021-10-15T00:00`.
    static Instant at(String local) {
        return LocalDateTime.parse(local).toInstant(ZoneOffset.ofHours(7));
    }

    static KnownFact fact(String kind, String local, Map<String, Object> attributes) {
        return new KnownFact(
                kind + "@" + local, kind, at(local), attributes, "test", at(local), 1.0);
    }

    static KnownFact dose(String vaccine, String local) {
        return fact("dose", local, Map.of("vaccine", vaccine));
    }

    static KnownFact test(String method, String result, String local) {
        return fact("test_result", local, Map.of("method", method, "result", result));
    }

    static Subject adult(String area) {
        return new Subject(BirthRange.of(1984, 3, 5), area);
    }

    static Subject randomSubject(Random random) {
        String area = random.nextInt(4) == 0 ? ELSEWHERE : random.nextInt(8) == 0 ? "" : NHA_TRANG;
        return new Subject(randomBirth(random), area);
    }

    private static @Nullable BirthRange randomBirth(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> BirthRange.of(2003, 9 + random.nextInt(4), 1 + random.nextInt(30));
            case 2 -> BirthRange.of(1940 + random.nextInt(80), 0, 0);
            case 3 -> BirthRange.of(2003, 10, 0);
            default -> BirthRange.of(1940 + random.nextInt(80), 2, 30);
        };
    }

    static List<KnownFact> randomFacts(Random random, int most) {
        List<KnownFact> facts = new ArrayList<>();
        int count = random.nextInt(most + 1);
        for (int i = 0; i < count; i++) {
            facts.add(randomFact(random, i));
        }
        return facts;
    }

    /// A fact between 1 August 2021 and 30 November 2021, to the second, sometimes exactly at
    /// midnight.
    static KnownFact randomFact(Random random, int number) {
        Instant at = at("2021-08-01T00:00").plusSeconds(random.nextLong(120L * 86_400));
        if (random.nextInt(5) == 0) {
            at = at("2021-08-01T00:00").plusSeconds(random.nextInt(120) * 86_400L);
        }
        double link = random.nextInt(8) == 0 ? 0.9 : 1.0;
        String id = "f" + number;
        return switch (random.nextInt(8)) {
            case 0, 1 ->
                    new KnownFact(
                            id,
                            "dose",
                            at,
                            Map.of("vaccine", VACCINES.get(random.nextInt(VACCINES.size()))),
                            "test",
                            at,
                            link);
            case 2, 3 ->
                    new KnownFact(
                            id,
                            "test_result",
                            at,
                            Map.of(
                                    "method",
                                    random.nextBoolean() ? "pcr" : "rat",
                                    "result",
                                    List.of("negative", "positive", "pending")
                                            .get(random.nextInt(3)),
                                    "pooled",
                                    random.nextInt(3) == 0),
                            "test",
                            at,
                            link);
            case 4 ->
                    new KnownFact(
                            id,
                            "declaration",
                            at,
                            Map.of("symptoms", random.nextBoolean(), "contact", false),
                            "test",
                            at,
                            link);
            case 5 -> new KnownFact(id, "recovery", at, Map.of(), "test", at, link);
            case 6 ->
                    new KnownFact(
                            id,
                            "stay_order",
                            at,
                            Map.of("until", at.plusSeconds(random.nextLong(21L * 86_400))),
                            "test",
                            at,
                            link);
            default ->
                    new KnownFact(
                            id,
                            random.nextInt(4) == 0 ? "contraindication" : "diagnosis",
                            at,
                            Map.of(),
                            "test",
                            at,
                            link);
        };
    }
}
