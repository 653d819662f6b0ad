package vn.pccovid.server.pass;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.colour.KnownFact;
import vn.pccovid.lib.colour.PackRule;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.server.person.People;

/// Counts people by place, age, and what two sets of rules say of them. Of whoever changes it keeps
/// what people have in common (age band, kinds of fact and how long ago), never who they are. One
/// per worker; add them up at the end.
final class RehearsalTally {
    static final List<String> BANDS = List.of("0-11", "12-17", "18-49", "50-64", "65+", "unknown");

    /// Different descriptions kept; those met later are counted with their rules only.
    private static final int MOST_SHAPES = 20_000;

    private static final int COLOURS = 3;
    private static final int PER_BAND = COLOURS * COLOURS * 4;

    private final Map<String, long[]> counts = new HashMap<>();
    private final Map<RehearsalView.Shape, long[]> shapes = new HashMap<>();
    private final int year;
    private final Instant at;
    private long people;
    private long unjudged;

    /// @param at the instant people are judged at
    RehearsalTally(Instant at) {
        this.at = at;
        this.year = at.atOffset(ZoneOffset.ofHours(7)).getYear();
    }

    void unjudged() {
        people++;
        unjudged++;
    }

    void count(People.Basics person, List<KnownFact> facts, PackRule before, PackRule after) {
        people++;
        int band = band(person.birthDate());
        int cell =
                band * PER_BAND
                        + (index(before.colour()) * COLOURS + index(after.colour())) * 4
                        + (before.lackOfData() ? 2 : 0)
                        + (after.lackOfData() ? 1 : 0);
        counts.computeIfAbsent(person.area(), a -> new long[BANDS.size() * PER_BAND])[cell]++;
        if (!before.id().equals(after.id())
                || !before.pack().equals(after.pack())
                || before.colour() != after.colour()) {
            RehearsalView.Shape shape =
                    new RehearsalView.Shape(
                            BANDS.get(band),
                            before.colour(),
                            after.colour(),
                            before.path(),
                            after.path(),
                            described(facts));
            long[] known = shapes.get(shape);
            if (known != null) {
                known[0]++;
            } else if (shapes.size() < MOST_SHAPES) {
                shapes.put(shape, new long[] {1});
            }
        }
    }

    /// Row or column of a colour in tables.
    static int index(Colour colour) {
        return switch (colour) {
            case GREEN -> 0;
            case YELLOW -> 1;
            case RED -> 2;
        };
    }

    private int band(@org.jspecify.annotations.Nullable BirthDate birth) {
        if (birth == null) {
            return 5;
        }
        int age = year - birth.year();
        return age < 12 ? 0 : age < 18 ? 1 : age < 50 ? 2 : age < 65 ? 3 : 4;
    }

    private String described(List<KnownFact> facts) {
        Map<String, Instant> newest = new TreeMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (KnownFact fact : facts) {
            if (fact.kind().equals(KnownFacts.SILENCE)) {
                continue;
            }
            newest.merge(fact.kind(), fact.at(), (a, b) -> a.isAfter(b) ? a : b);
            counts.merge(fact.kind(), 1, Integer::sum);
        }
        StringBuilder text = new StringBuilder();
        newest.forEach((kind, last) -> {
            int many = Math.min(3, counts.getOrDefault(kind, 1));
            text.append(text.isEmpty() ? "" : ", ")
                    .append(kind)
                    .append(many == 1 ? "" : " ×" + many + (many == 3 ? "+" : ""))
                    .append(' ')
                    .append(weeks(last));
        });
        return text.toString();
    }

    private String weeks(Instant last) {
        long days = ChronoUnit.DAYS.between(last, at);
        if (days < 0) {
            return "<0w";
        }
        return days < 7
                ? "0w"
                : days < 28 ? "1-3w" : days < 91 ? "4-12w" : days < 183 ? "3-6m" : ">6m";
    }

    /// Adds another worker's counts.
    void add(RehearsalTally other) {
        people += other.people;
        unjudged += other.unjudged;
        other.counts.forEach((area, cells) -> {
            long[] own = counts.computeIfAbsent(area, a -> new long[cells.length]);
            for (int i = 0; i < cells.length; i++) {
                own[i] += cells[i];
            }
        });
        other.shapes.forEach(
                (shape, n) -> shapes.computeIfAbsent(shape, s -> new long[1])[0] += n[0]);
    }

    long people() {
        return people;
    }

    long judgedWrong() {
        return unjudged;
    }

    List<RehearsalRows.Cell> cells() {
        List<RehearsalRows.Cell> cells = new ArrayList<>();
        Colour[] colours = {Colour.GREEN, Colour.YELLOW, Colour.RED};
        counts.forEach((area, numbers) -> {
            for (int i = 0; i < numbers.length; i++) {
                if (numbers[i] > 0) {
                    int pair = i % PER_BAND / 4;
                    cells.add(
                            new RehearsalRows.Cell(
                                    area,
                                    BANDS.get(i / PER_BAND),
                                    colours[pair / COLOURS],
                                    colours[pair % COLOURS],
                                    (i & 2) != 0,
                                    (i & 1) != 0,
                                    numbers[i]));
                }
            }
        });
        return cells;
    }

    /// What changes most, each with how many; nothing that fewer than `fewest` people share.
    List<RehearsalView.Example> examples(int fewest, int most) {
        return shapes.entrySet().stream()
                .filter(e -> e.getValue()[0] >= fewest)
                .map(e -> new RehearsalView.Example(e.getKey(), e.getValue()[0]))
                .sorted(
                        Comparator.comparingLong(RehearsalView.Example::people)
                                .reversed()
                                .thenComparing(e -> e.shape().toString()))
                .limit(most)
                .toList();
    }
}
