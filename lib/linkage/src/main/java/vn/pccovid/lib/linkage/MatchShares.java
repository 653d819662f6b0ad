package vn.pccovid.lib.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.pccovid.lib.linkage.Level.Scope;

/// Learns m, the shares of levels among pairs of one person, by expectation–maximisation over pairs
/// nobody labelled.
///
/// Pairs come from several blocking rules, each a sample with its own shares of the five kinds of
/// pairs (one person, strangers, neighbours, family, twins). The fields a rule blocks by count as
/// missing in its sample, so a field is learnt only from pairs that were found without it. The four
/// kinds of other people keep the u of the table, with the frequency of the very name and date
/// ([ExpectationMaximisation.Adjustment]). The table's m is the start and, as [#PRIOR_PAIRS] pairs,
/// the prior. Levels of names and dates are shares of what is comparable: names accented on both
/// sides and others, full dates and others are separate fields here.
///
/// Two rows of one source about one person repeat each other's errors (a profile is typed once and
/// shown many times), so equal rows do not count.
final class MatchShares {
    private static final double PRIOR_PAIRS = 1_000;

    /// Rows sampled per rule, about.
    private static final int SAMPLE = 200_000;

    private static final double LEAST = 1e-4;
    private static final int CLASSES = 5;

    /// Places in a pattern: name (accented, plain), birth date (full, other), then the other fields
    /// as in [Field], then tags.
    private static final int NAME_PLAIN = 1;

    private static final int BIRTH_FULL = 2;
    private static final int BIRTH_VAGUE = 3;
    private static final int OTHERS = 4;
    private static final int FIELDS = OTHERS + Weights.COMPARED - 2;
    private static final int TAGS = 3;
    private static final int NAME_STEPS = 64;
    private static final int DATE_STEPS = 32;

    /// A rule that finds pairs, and the fields it blocks by.
    private record Rule(KeyKind kind, List<Field> blocked) {}

    private static final List<Rule> RULES =
            List.of(
                    new Rule(KeyKind.CITIZEN_ID, List.of(Field.CITIZEN_ID)),
                    new Rule(KeyKind.NAME_BIRTHDATE, List.of(Field.NAME, Field.BIRTH_DATE)),
                    new Rule(KeyKind.BIRTHDATE_COMMUNE, List.of(Field.BIRTH_DATE, Field.RESIDENCE)),
                    new Rule(KeyKind.PHONE_YEAR, List.of(Field.PHONE, Field.BIRTH_DATE)),
                    new Rule(KeyKind.PHONE_NAME, List.of(Field.PHONE, Field.NAME)));

    private MatchShares() {}

    private static int[] levels() {
        int[] levels = new int[FIELDS + TAGS];
        levels[0] = NameLevels.NAMES.length;
        levels[NAME_PLAIN] = NameLevels.NAMES.length;
        levels[BIRTH_FULL] = BirthLevels.NAMES.length;
        levels[BIRTH_VAGUE] = BirthLevels.NAMES.length;
        for (int field = 2; field < Weights.COMPARED; field++) {
            levels[OTHERS + field - 2] = Weights.levels(Weights.FIELDS[field]).size();
        }
        levels[FIELDS] = NAME_STEPS;
        levels[FIELDS + 1] = NAME_STEPS;
        levels[FIELDS + 2] = DATE_STEPS;
        return levels;
    }

    /// The levels with m learnt.
    static List<Level> learn(PackedRecords records, List<Level> levels, Workers workers) {
        int[] order = records.byId();
        List<ExpectationMaximisation.Sample> samples = new ArrayList<>();
        for (Rule rule : RULES) {
            PatternCounts counts = sample(records, order, rule, workers);
            if (counts.total() >= 100) {
                samples.add(
                        new ExpectationMaximisation.Sample(
                                counts, new double[] {0.6, 0.1, 0.1, 0.15, 0.05}, false));
            }
        }
        if (samples.isEmpty()) {
            return levels;
        }
        Weights weights = records.model().weights;
        int[] sizes = levels();
        double[][][] start = new double[CLASSES][FIELDS][];
        for (int field = 0; field < FIELDS; field++) {
            for (int k = 1; k < CLASSES; k++) {
                start[k][field] = new double[sizes[field]];
                Arrays.fill(start[k][field], 1.0 / sizes[field]);
            }
            start[0][field] = m(weights, field, sizes[field]);
        }
        ExpectationMaximisation em =
                ExpectationMaximisation.from(
                                LatentClasses.of(new double[] {0.6, 0.1, 0.1, 0.15, 0.05}, start))
                        .adjusted(new Others(weights, sizes))
                        .tolerance(1e-4)
                        .iterations(60);
        for (int k = 1; k < CLASSES; k++) {
            em = em.fixLevels(k);
        }
        for (int field = 0; field < FIELDS; field++) {
            for (int level = 0; level < sizes[field]; level++) {
                em = em.prior(0, field, level, PRIOR_PAIRS * start[0][field][level]);
            }
        }
        LatentClasses fit = em.fit(samples).model();
        List<Level> out = new ArrayList<>();
        for (Level level : levels) {
            int number = Weights.levels(level.field()).indexOf(level.name());
            out.add(level.withM(Math.clamp(learnt(fit, weights, level, number), LEAST, 1)));
        }
        return out;
    }

    private static double learnt(LatentClasses fit, Weights weights, Level level, int number) {
        if (level.field() == Field.NAME) {
            return named(fit, weights, level, number, 0, NAME_PLAIN);
        }
        if (level.field() == Field.BIRTH_DATE) {
            return named(fit, weights, level, number, BIRTH_FULL, BIRTH_VAGUE);
        }
        int field = OTHERS + level.field().at() - 2;
        double before = m(weights, field, Weights.levels(level.field()).size())[number];
        return level.m() * fit.probability(0, field, number) / before;
    }

    /// The table's m moves by as much as the share within what is comparable did; the larger of two
    /// moves counts where a level belongs to both.
    private static double named(
            LatentClasses fit, Weights weights, Level level, int number, int full, int other) {
        int size = Weights.levels(level.field()).size();
        double a = m(weights, full, size)[number];
        double b = m(weights, other, size)[number];
        double moveA = a <= 0 ? 0 : fit.probability(0, full, number) / a;
        double moveB = b <= 0 ? 0 : fit.probability(0, other, number) / b;
        return level.m() * Math.max(moveA, moveB);
    }

    /// m of the levels that can occur in a place of the pattern, adding up to one.
    private static double[] m(Weights weights, int place, int size) {
        int field = place < BIRTH_FULL ? 0 : place < OTHERS ? 1 : place - OTHERS + 2;
        double[] out = new double[size];
        double sum = 0;
        for (int level = 0; level < size; level++) {
            if (occurs(place, level)) {
                out[level] = weights.m[field * Weights.WIDTH + level];
                sum += out[level];
            }
        }
        for (int level = 0; level < size; level++) {
            out[level] /= sum;
        }
        return out;
    }

    private static boolean occurs(int place, int level) {
        return switch (place) {
            case 0 -> level != NameLevels.UNACCENTED;
            case NAME_PLAIN ->
                    level != NameLevels.EXACT
                            && level != NameLevels.ACCENT_OTHER
                            && level != NameLevels.ACCENT_GIVEN;
            case BIRTH_FULL ->
                    level != BirthLevels.YEAR_ONLY
                            && level != BirthLevels.MONTH_ONLY
                            && level != BirthLevels.YEAR_FROM_ID
                            && level != BirthLevels.YEAR_NEAR;
            case BIRTH_VAGUE ->
                    level == BirthLevels.YEAR_ONLY
                            || level == BirthLevels.YEAR_NEAR
                            || level == BirthLevels.DIFFERS;
            default -> true;
        };
    }

    private static PatternCounts sample(
            PackedRecords records, int[] order, Rule rule, Workers workers) {
        List<Pairs> sinks = new ArrayList<>();
        for (int p = 0; p < Blocking.parts(workers); p++) {
            sinks.add(new Pairs(new Weigher(records.model()), rule));
        }
        new Blocking(records, order, 32)
                .sample(rule.kind, Math.max(1, order.length / SAMPLE), workers, sinks);
        PatternCounts all = new PatternCounts(levels());
        sinks.forEach(sink -> all.addAll(sink.counts));
        return all;
    }

    /// Counts the patterns of pairs.
    private static final class Pairs implements Blocking.Pairs {
        private final Weigher weigher;
        private final Rule rule;
        private final PatternCounts counts = new PatternCounts(levels());
        private final int[] pattern = new int[FIELDS + TAGS];

        Pairs(Weigher weigher, Rule rule) {
            this.weigher = weigher;
            this.rule = rule;
        }

        @Override
        public void pair(long[] a, int i, int rankA, long[] b, int j, int rankB) {
            if (Arrays.equals(a, i, i + Packed.STRIDE, b, j, j + Packed.STRIDE)) {
                return;
            }
            weigher.weigh(a, i, b, j);
            Arrays.fill(pattern, PatternCounts.MISSING);
            boolean accents = (a[i] & b[j] & Packed.ACCENTED) != 0;
            boolean days = Packed.day(a[i]) > 0 && Packed.day(b[j]) > 0;
            for (int field = 0; field < Weights.COMPARED; field++) {
                int level = weigher.level(Weights.FIELDS[field]);
                if (level < 0 || rule.blocked.contains(Weights.FIELDS[field])) {
                    continue;
                }
                switch (field) {
                    case 0 -> {
                        pattern[accents ? 0 : NAME_PLAIN] = level;
                        pattern[FIELDS] = steps(weigher.frequency(Field.NAME), NAME_STEPS);
                        pattern[FIELDS + 1] = steps(weigher.homeFrequency(), NAME_STEPS);
                    }
                    case 1 -> {
                        int place = days ? BIRTH_FULL : BIRTH_VAGUE;
                        if (occurs(place, level)) {
                            pattern[place] = level;
                            pattern[FIELDS + 2] =
                                    steps(weigher.frequency(Field.BIRTH_DATE), DATE_STEPS);
                        }
                    }
                    default -> pattern[OTHERS + field - 2] = level;
                }
            }
            counts.add(pattern, 1);
        }

        /// Half bits for names, whole bits for dates.
        private static int steps(double share, int most) {
            double bits = -LinkageModel.log2(share) * (most == NAME_STEPS ? 2 : 1);
            return Math.clamp(Math.round(bits), 0, most - 1);
        }
    }

    /// How probable the levels are among the four kinds of other people: as the weights say.
    private record Others(Weights weights, int[] sizes)
            implements ExpectationMaximisation.Adjustment {
        @Override
        public double logFactor(int klass, int[] pattern) {
            if (klass == 0) {
                return 0;
            }
            double sum = 0;
            for (int place = 0; place < FIELDS; place++) {
                int level = pattern[place];
                if (level >= 0) {
                    sum += Math.log(u(klass, place, level, pattern) * sizes[place]);
                }
            }
            return sum;
        }

        private double u(int klass, int place, int level, int[] pattern) {
            int field = place < BIRTH_FULL ? 0 : place < OTHERS ? 1 : place - OTHERS + 2;
            int at = field * Weights.WIDTH + level;
            Scope scope = weights.scope[at];
            double share =
                    scope == Scope.NONE || scope == Scope.TAIL
                            ? 1
                            : field == 0
                                    ? Math.pow(2, -pattern[FIELDS] / 2.0)
                                    : Math.pow(2, -pattern[FIELDS + 2]);
            double home = scope == Scope.NAME ? Math.pow(2, -pattern[FIELDS + 1] / 2.0) : 1;
            return switch (klass) {
                case 1 -> weights.stranger(at, share);
                case 2 -> weights.neighbour(at, share);
                case 3 -> weights.family(at, home);
                default -> weights.twin[at];
            };
        }
    }
}
