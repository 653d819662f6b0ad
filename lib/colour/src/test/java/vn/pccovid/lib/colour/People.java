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
    static final String THU_DUC = "79/769/26794";
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
        return new Subject(
                randomBirth(random),
                List.of(ELSEWHERE, "", NHA_TRANG, NHA_TRANG, THU_DUC, THU_DUC)
                        .get(random.nextInt(6)));
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

    /// A fact between 1 August 2021 and 30 November 2021, see [#randomFact(Random, int, String)].
    static KnownFact randomFact(Random random, int number) {
        return randomFact(random, number, "2021-08-01T00:00");
    }

    /// A fact of any kind in the 120 days from an instant on, to the second, sometimes exactly at
    /// midnight.
    static KnownFact randomFact(Random random, int number, String from) {
        Instant at = at(from).plusSeconds(random.nextLong(120L * 86_400));
        if (random.nextInt(5) == 0) {
            at = at(from).plusSeconds(random.nextInt(120) * 86_400L);
        }
        double link = random.nextInt(8) == 0 ? 0.9 : 1.0;
        String kind = KINDS.get(random.nextInt(KINDS.size()));
        return new KnownFact(
                "f" + number,
                kind,
                at,
                attributes(random, kind, at),
                kind.equals("source_silence") ? "laboratory" : "test",
                at,
                link);
    }

    private static final List<String> KINDS =
            List.of(
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
                    "border_crossing",
                    "contraindication",
                    "source_silence",
                    "horoscope");

    private static Map<String, Object> attributes(Random random, String kind, Instant at) {
        return switch (kind) {
            case "dose" -> Map.of("vaccine", pick(random, VACCINES));
            case "test_result" ->
                    Map.of(
                            "method",
                            pick(random, List.of("pcr", "pcr", "rat", "rat", "lamp", "antibody")),
                            "result",
                            pick(random, List.of("negative", "positive", "pending")),
                            "pooled",
                            random.nextInt(4) == 0,
                            "self",
                            random.nextInt(3) == 0,
                            "ct",
                            28 + random.nextInt(4));
            case "declaration" ->
                    Map.of(
                            "symptoms",
                            random.nextBoolean(),
                            "contact",
                            false,
                            "no_dose",
                            random.nextInt(3) == 0);
            case "recovery" -> Map.of("proof", pick(random, List.of("paper", "paper", "none")));
            case "stay_order" ->
                    switch (random.nextInt(5)) {
                        case 0 -> Map.of("reason", "contact");
                        case 4 ->
                                random.nextBoolean()
                                        ? Map.of(
                                                "reason", random.nextBoolean() ? "case" : "arrival")
                                        : Map.of(
                                                "reason",
                                                "case",
                                                "until",
                                                at.plusSeconds(random.nextLong(21L * 86_400)));
                        case 1 -> random.nextInt(6) == 0 ? Map.of() : Map.of("reason", "contact");
                        default -> Map.of("until", at.plusSeconds(random.nextLong(21L * 86_400)));
                    };
            case "exposure" ->
                    Map.of("possible", random.nextBoolean(), "released", random.nextInt(6) == 0);
            case "trip" -> Map.of("from_level", pick(random, List.of("1", "4", "lockdown")));
            case "border_crossing" -> Map.of("direction", pick(random, List.of("entry", "exit")));
            default -> Map.of();
        };
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
