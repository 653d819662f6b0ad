package vn.pccovid.lib.colour;

import java.util.List;
import java.util.Random;

/// An overlay of a province with random rules over the whole vocabulary; a function of the seed. It
/// makes no sense, and the engine must be exact all the same.
final class RandomPack {
    private RandomPack() {}

    /// In force from the twentieth day of a window on, for twenty days or without end, where a
    /// third of the random people live.
    static RulePack overlay(Random random, String window) {
        java.time.LocalDateTime from = java.time.LocalDateTime.parse(window).plusDays(20);
        StringBuilder rules = new StringBuilder();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            String kind = List.of("order", "guarantee", "minimum").get(random.nextInt(3));
            String colour =
                    kind.equals("minimum")
                            ? List.of("GREEN", "YELLOW").get(random.nextInt(2))
                            : List.of("GREEN", "YELLOW", "RED").get(random.nextInt(3));
            rules.append(rule("r" + i, kind, colour, condition(random, 2)));
        }
        rules.append(rule("rest", "minimum", "YELLOW", "true"));
        String yaml =
                """
                id: random
                version: "1"
                layer: overlay
                title: {vi: a, en: b}
                about: c
                jurisdiction: "79"
                from: %s
                %s
                sentences: {C1: {text: t, source: s}}
                examples: [{name: any, facts: [], expect: []}]
                rules:
                %s
                """
                        .formatted(
                                from.toLocalDate(),
                                random.nextBoolean()
                                        ? "until: " + from.toLocalDate().plusDays(20)
                                        : "",
                                rules);
        return RulePack.load(yaml, "random.yaml", NATIONAL);
    }

    private static final List<RulePack> NATIONAL = RulePacks.national();

    private static String rule(String id, String kind, String colour, String when) {
        return """
          - id: %s
            kind: %s
            colour: %s
            sentence: C1
            when: '%s'
            reason: {vi: a, en: b}
            next_step: {vi: a, en: b}
        """
                .formatted(id, kind, colour, when);
    }

    private static String condition(Random random, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(6);
        return switch (kind) {
            case 1 -> "!(" + condition(random, depth - 1) + ")";
            case 2 ->
                    "("
                            + condition(random, depth - 1)
                            + " && "
                            + condition(random, depth - 1)
                            + ")";
            case 3 ->
                    "("
                            + condition(random, depth - 1)
                            + " || "
                            + condition(random, depth - 1)
                            + ")";
            case 4 ->
                    "("
                            + condition(random, depth - 1)
                            + " ? "
                            + condition(random, depth - 1)
                            + " : "
                            + condition(random, depth - 1)
                            + ")";
            default -> term(random);
        };
    }

    private static String term(Random random) {
        return switch (random.nextInt(16)) {
            case 0 -> "within(%s, %s)".formatted(kind(random), period(random));
            case 1 -> "lasting(%s, %s)".formatted(kind(random), period(random));
            case 2 ->
                    "lasting_unless_immune(%s, %s, %s, %s)"
                            .formatted(
                                    kind(random), period(random), period(random), period(random));
            case 3 ->
                    "lasting_unless_immune(%s, %s, %s, %s, %s)"
                            .formatted(
                                    kind(random),
                                    period(random),
                                    period(random),
                                    period(random),
                                    period(random));
            case 4 -> "known(%s)".formatted(kind(random));
            case 5 ->
                    "unanswered(%s, %s, %s)".formatted(kind(random), kind(random), period(random));
            case 6 ->
                    "unanswered(%s, %s, %s, %s)"
                            .formatted(kind(random), kind(random), period(random), period(random));
            case 7 ->
                    "unpreceded(%s, %s, %s, %s)"
                            .formatted(kind(random), kind(random), period(random), period(random));
            case 15 -> "silent(\"laboratory\")";
            case 8 -> "in_force(\"stay_order\")";
            case 9 -> "ended(\"stay_order.stated_end\", %s)".formatted(period(random));
            case 10 ->
                    "episode(%s, %s, %s)".formatted(kind(random), period(random), period(random));
            case 11 ->
                    "uncleared(%s, %s, %s, %s)"
                            .formatted(kind(random), kind(random), period(random), period(random));
            case 12 ->
                    "uncleared_twice(%s, %s, %s, %s)"
                            .formatted(kind(random), kind(random), period(random), period(random));
            case 13 -> "doses(%d, %s)".formatted(1 + random.nextInt(3), period(random));
            default -> "course_complete(%s)".formatted(period(random));
        };
    }

    private static String kind(Random random) {
        return "\"" + KINDS.get(random.nextInt(KINDS.size())) + "\"";
    }

    private static final List<String> KINDS =
            java.util.Arrays.stream(Selector.values()).map(Selector::written).toList();

    private static String period(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> "hours(" + (1 + random.nextInt(100)) + ")";
            case 1 -> "months(" + (1 + random.nextInt(3)) + ")";
            default -> "days(" + (1 + random.nextInt(40)) + ")";
        };
    }
}
