package vn.pccovid.lib.linkage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import vn.pccovid.lib.linkage.LinkageModel.Populations;

/// Learns a model from records nobody labelled: how common names and birth dates are, how many
/// people the records are about, where they live, and by expectation–maximisation how often records
/// of one person agree ([MatchShares]).
///
/// The shipped model is the start and the prior, so that little data changes little. What is learnt
/// is a model as data ([LinkageModel#write]): inspectable, versioned, the same for the same records
/// in any order. Words that fewer people bear than [#FEWEST] are not listed, so a model names
/// nobody.
public final class Training {
    /// People who must bear a word for a model to list it.
    static final int FEWEST = 20;

    /// As if so many people had been seen with the shipped frequencies.
    private static final double PRIOR_PEOPLE = 2_000;

    /// As if so many people had been seen per birth year.
    private static final double PRIOR_OF_YEAR = 50;

    /// Nothing is impossible.
    private static final double LEAST = 1e-7;

    /// Even where all records are from one province some people were born elsewhere.
    private static final double MOVED = 0.05;

    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2025;

    private Training() {}

    /// Learns from records, starting from the model they were packed with; they use the learnt one
    /// afterwards.
    ///
    /// @param version of the model that comes out
    /// @param workers threads, at least 1
    public static LinkageModel train(PackedRecords records, String version, int workers) {
        LinkageModel prior = records.model();
        try (Workers pool = new Workers(workers)) {
            int every = Coverage.every(records.size());
            Survey survey = new Survey(every);
            int parts = pool.count() * 4;
            int n = records.size();
            records.freeze();
            for (Survey part :
                    pool.all(
                            parts,
                            p -> {
                                Survey one = new Survey(every);
                                int end = (int) ((long) n * (p + 1) / parts);
                                for (int i = (int) ((long) n * p / parts); i < end; i++) {
                                    one.add(records.row(i), PackedRecords.at(i));
                                }
                                return one;
                            })) {
                survey.addAll(part);
            }
            Populations populations = survey.populations(prior.populations());
            List<Level> levels = residence(survey, prior.table().all());
            LinkageModel counted =
                    new LinkageModel(
                            new WeightTable(
                                    version, populations, levels, survey.shares(prior.table())));
            records.use(counted, pool);
            LinkageModel learnt =
                    new LinkageModel(
                            new WeightTable(
                                    version,
                                    populations,
                                    MatchShares.learn(records, levels, pool),
                                    counted.table().shares()));
            records.reweigh(learnt);
            return learnt;
        }
    }

    /// How often two strangers live in one commune, district, province follows from how many live
    /// where.
    private static List<Level> residence(Survey survey, List<Level> levels) {
        double[] chance = survey.sameArea();
        List<Level> out = new ArrayList<>();
        for (Level level : levels) {
            if (level.field() != Field.RESIDENCE || chance.length == 0) {
                out.add(level);
                continue;
            }
            double share =
                    switch (level.name()) {
                        case "commune" -> chance[0];
                        case "district" -> chance[1];
                        case "province" -> chance[2];
                        case "birth_province" -> 1 - chance[3];
                        case "other_birth_province" -> Math.max(chance[3], MOVED);
                        default -> chance[3];
                    };
            out.add(level.withStranger(Math.clamp(share, LEAST, 1)));
        }
        return out;
    }

    /// What is counted of the records.
    private static final class Survey {
        private final LongCounts surnames = new LongCounts();
        private final LongCounts middles = new LongCounts();
        private final LongCounts givens = new LongCounts();
        private final LongCounts pairs = new LongCounts();
        private final LongCounts communes = new LongCounts();
        private final LongCounts districts = new LongCounts();
        private final LongCounts provinces = new LongCounts();

        /// Citizen ids of the register once, of other sources twice over; see [Coverage#sampled].
        private final LongCounts ids = new LongCounts();

        private final LongCounts idsElsewhere = new LongCounts();
        private final int[] years = new int[LAST_YEAR + 1];
        private final int[] dated = new int[LAST_YEAR + 1];
        private final int[] januaries = new int[LAST_YEAR + 1];
        private final int every;
        private long registered;
        private long withoutId;
        private long names;

        Survey(int every) {
            this.every = every;
        }

        void add(long[] rows, int at) {
            long head = rows[at];
            int size = Packed.size(head);
            boolean register = Packed.registered(head);
            registered += register ? 1 : 0;
            if (size > 1) {
                names++;
                surnames.add(rows[at + Packed.SURNAME] & Packed.BASE, 1);
                long given = rows[at + Packed.GIVEN] & Packed.BASE;
                givens.add(given, 1);
                for (int i = 1; i < size - 1; i++) {
                    middles.add(rows[at + Packed.SURNAME + i] & Packed.BASE, 1);
                }
                if (size == 3) {
                    pairs.add(
                            Packed.mix((rows[at + Packed.MIDDLE] & Packed.BASE) * 31 + given) | 1,
                            1);
                }
            }
            int year = Packed.year(head);
            if (year >= FIRST_YEAR && year <= LAST_YEAR && !Packed.fromId(head)) {
                years[year]++;
                if (Packed.day(head) > 0) {
                    dated[year]++;
                    januaries[year] += Packed.day(head) == 1 && Packed.month(head) == 1 ? 1 : 0;
                }
            }
            if (register || registered == 0) {
                if (Packed.commune(head) != 0) {
                    communes.add(Packed.commune(head), 1);
                    districts.add(Packed.district(head), 1);
                    provinces.add(Packed.province(head), 1);
                }
            }
            long id = rows[at + Packed.CITIZEN_ID];
            if (id != 0 && Coverage.sampled(id, every)) {
                (register ? ids : idsElsewhere).add(id, 1);
            }
            withoutId += register && id == 0 ? 1 : 0;
        }

        void addAll(Survey other) {
            surnames.addAll(other.surnames);
            middles.addAll(other.middles);
            givens.addAll(other.givens);
            pairs.addAll(other.pairs);
            communes.addAll(other.communes);
            districts.addAll(other.districts);
            provinces.addAll(other.provinces);
            ids.addAll(other.ids);
            idsElsewhere.addAll(other.idsElsewhere);
            for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
                years[year] += other.years[year];
                dated[year] += other.dated[year];
                januaries[year] += other.januaries[year];
            }
            registered += other.registered;
            withoutId += other.withoutId;
            names += other.names;
        }

        /// How many people there are: of those whose citizen id another source has, a share is in
        /// the register (Lincoln and Petersen, in Chapman's form); mistyped ids make the share too
        /// small and the people too many, which errs to the safe side. Without a register nothing
        /// is learnt.
        Populations populations(Populations prior) {
            if (registered == 0) {
                return prior;
            }
            long[] both = new long[1];
            idsElsewhere.each((id, count) -> both[0] += ids.get(id) > 0 ? 1 : 0);
            double people =
                    every * ((ids.size() + 1.0) * (idsElsewhere.size() + 1.0) / (both[0] + 1.0) - 1)
                            + withoutId;
            long[] squares = new long[1];
            communes.each((commune, count) -> squares[0] += (long) count * count);
            double inCommune = communes.total() == 0 ? 0 : (double) squares[0] / communes.total();
            double scale = Math.max(1, people / Math.max(1, registered));
            return new Populations(
                    Math.clamp(people, 1_000, prior.strangers()),
                    Math.clamp(inCommune * scale, 20, Math.max(20, people)),
                    prior.family(),
                    prior.twins());
        }

        /// Chances that two strangers share the commune; the district only; the province only;
        /// none. Empty when nobody says where they live.
        double[] sameArea() {
            if (communes.total() == 0) {
                return new double[0];
            }
            double commune = same(communes);
            double district = same(districts);
            double province = same(provinces);
            return new double[] {commune, district - commune, province - district, 1 - province};
        }

        private static double same(LongCounts areas) {
            double[] sum = new double[1];
            areas.each((area, count) -> sum[0] += (double) count * count);
            return sum[0] / areas.total() / areas.total();
        }

        List<String[]> shares(WeightTable prior) {
            List<String[]> out = new ArrayList<>();
            Frequencies before = prior.frequencies();
            words(out, "surname", surnames, before);
            words(out, "middle", middles, before);
            words(out, "given", givens, before);
            for (String[] row : prior.shares()) {
                if (row[0].equals("pair")) {
                    String[] words = row[1].split(" ", -1);
                    long key =
                            Packed.mix(Packed.letters(words[0]) * 31 + Packed.letters(words[1]))
                                    | 1;
                    double share =
                            (pairs.get(key) + PRIOR_PEOPLE * Double.parseDouble(row[2]) / 100)
                                    / (names + PRIOR_PEOPLE);
                    out.add(row("pair", row[1], share));
                }
            }
            double people = 0;
            for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
                people += years[year] + PRIOR_OF_YEAR * 72 * before.year(year);
            }
            for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
                double expected = PRIOR_OF_YEAR * 72 * before.year(year);
                out.add(row("year", Integer.toString(year), (years[year] + expected) / people));
                double standard = before.date(year, 1, 1) / before.year(year);
                out.add(
                        row(
                                "january",
                                Integer.toString(year),
                                (januaries[year] + PRIOR_OF_YEAR * standard)
                                        / (dated[year] + PRIOR_OF_YEAR)));
            }
            return out;
        }

        /// Words in alphabetical order; what is not listed has at most the share of the rarest
        /// listed.
        private void words(List<String[]> out, String part, LongCounts counts, Frequencies before) {
            List<String[]> listed = new ArrayList<>();
            double all = names + PRIOR_PEOPLE;
            counts.each((word, count) -> {
                String letters = Packed.letters(word);
                if (count >= FEWEST && letters != null) {
                    double share = (count + PRIOR_PEOPLE * before.share(part, word)) / all;
                    listed.add(row(part, letters, share));
                }
            });
            listed.sort((a, b) -> a[1].compareTo(b[1]));
            double unlisted = (FEWEST + PRIOR_PEOPLE * before.unlisted(part)) / all;
            out.add(row(part, Frequencies.UNLISTED, unlisted));
            out.addAll(listed);
        }

        private static String[] row(String part, String value, double share) {
            return new String[] {part, value, String.format(Locale.ROOT, "%.5g", share * 100)};
        }
    }
}
