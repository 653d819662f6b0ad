package vn.pccovid.lib.linkage;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.linkage.Level.Seen;

/// How likely two records describe one person.
///
/// Fellegi and Sunter (1969) weigh each field by log2(m/u): how often it agrees like this for one person, over how
/// often for two. One u is not enough in a country where a phone belongs to a family and twins share a birth date, a
/// commune and most of a name. So u is kept for four kinds of other people (strangers, neighbours of the commune, the
/// family, twins), and a match must beat all four together:
///
///     odds = Πm ÷ (strangers·Πu + neighbours·Πu + family·Πu + twins·Πu)
///
/// The evidence of a field is quoted against strangers; what the closer people take away is [Field#SHARED_LIFE], so
/// the bits still add up to the weight. Symmetric, deterministic, thread-safe.
public final class LinkageModel {
    /// People of Vietnam in 2021: anybody could be meant.
    private static final double STRANGERS = 98.5e6;

    /// People of an average commune: 98.5 million over 10,599.
    private static final double NEIGHBOURS = 9_300;

    /// Household and near relatives who share a phone or a roof.
    private static final double FAMILY = 6;

    /// One birth in a hundred is of twins, so one or two people in a hundred have one.
    private static final double TWINS = 0.016;

    private static final double PRIOR_BITS = log2(STRANGERS + NEIGHBOURS + FAMILY + TWINS);

    private static final class Standard {
        static final LinkageModel MODEL = new LinkageModel("1", WeightTable.shipped(1));
    }

    private final String version;
    private final WeightTable table;
    private final NameLevels names;
    private final BirthLevels births;
    private final NumberLevels numbers;

    private LinkageModel(String version, WeightTable table) {
        this.version = version;
        this.table = table;
        names = new NameLevels(table);
        births = new BirthLevels(table);
        numbers = new NumberLevels(table);
    }

    /// The shipped model. A run uses one model from beginning to end.
    public static LinkageModel standard() {
        return Standard.MODEL;
    }

    /// Changes with every change of the tables or of their meaning.
    public String version() {
        return version;
    }

    /// The weight of every level against strangers in bits, before term frequencies: for charts and
    /// review.
    public List<FieldEvidence> weights() {
        return table.all().stream()
                .map(l -> new FieldEvidence(l.field(), l.name(), log2(l.m() / l.stranger())))
                .toList();
    }

    /// Every level with its shares: the whole model, for inspection.
    public List<LevelWeight> levels() {
        return table.all().stream()
                .map(l ->
                        new LevelWeight(
                                l.field(),
                                l.name(),
                                l.scope().name().toLowerCase(java.util.Locale.ROOT),
                                l.m(),
                                l.stranger(),
                                l.neighbour(),
                                l.family(),
                                l.twin(),
                                log2(l.m() / l.stranger())))
                .toList();
    }

    /// log2 of the people a record could be about; probability = 1 / (1 + 2^(prior − weight)).
    public static double priorBits() {
        return PRIOR_BITS;
    }

    /// Compares two records.
    public Comparison compare(PersonDescription a, PersonDescription b) {
        return weigh(
                        List.of(Features.of(a, table.frequencies())),
                        List.of(Features.of(b, table.frequencies())))
                .comparison();
    }

    /// Compares a record with a person: per field what speaks most for them among the person's
    /// records, vetoes from any.
    public Comparison compare(PersonDescription record, CandidatePerson person) {
        return weigh(
                        List.of(features(record, null)),
                        person.records().stream().map(d -> features(d, null)).toList())
                .comparison();
    }

    Features features(PersonDescription description, @Nullable FeatureCache cache) {
        return cache == null
                ? Features.of(description, table.frequencies())
                : cache.of(description, table.frequencies());
    }

    /// Compares two persons: per field what speaks most for their being one, vetoes from any pair.
    Weighed weigh(List<Features> one, List<Features> person) {
        Map<Field, Seen> best = new EnumMap<>(Field.class);
        boolean equalId = false;
        boolean otherId = false;
        int yearGap = Integer.MAX_VALUE;
        // A vague record of a person must not hide what a precise one denies: "1976" agrees with
        // any day of 1976.
        int nameDetail = -1;
        int birthDetail = -1;
        for (int pair = 0; pair < one.size() * person.size(); pair++) {
            Features record = one.get(pair / person.size());
            Features other = person.get(pair % person.size());
            if (record.name != null && other.name != null) {
                int detail = names.detail(record.name, other.name);
                if (detail > nameDetail) {
                    nameDetail = detail;
                    best.remove(Field.NAME);
                }
                if (detail == nameDetail) {
                    best(best, Field.NAME, names.compare(record.name, other.name));
                }
            }
            Seen id = numbers.citizenId(record, other);
            if (id != null) {
                equalId |= id.is(numbers.idEqual);
                otherId |= id.is(numbers.idDiffers) || id.is(numbers.idOneDigit);
            }
            BirthDate x = record.birth;
            BirthDate y = other.birth;
            // A year read out of the number says nothing beside the number itself.
            boolean fromId = record.birthFromId || other.birthFromId;
            if (x != null && y != null && !(fromId && id != null)) {
                int detail = births.detail(x, y);
                if (detail > birthDetail) {
                    birthDetail = detail;
                    best.remove(Field.BIRTH_DATE);
                }
                if (detail == birthDetail) {
                    best(best, Field.BIRTH_DATE, births.compare(x, y, fromId));
                }
                yearGap = Math.min(yearGap, Math.abs(x.year() - y.year()));
            }
            best(best, Field.CITIZEN_ID, id);
            best(best, Field.SEX, numbers.sex(record, other));
            best(best, Field.ID_CARD, numbers.idCard(record.of, other.of));
            best(best, Field.PASSPORT, numbers.passport(record.of, other.of));
            best(best, Field.INSURANCE, numbers.insurance(record.of, other.of));
            best(best, Field.QID, numbers.qid(record.of, other.of));
            best(best, Field.PHONE, numbers.phone(record.of, other.of));
            best(best, Field.RESIDENCE, numbers.residence(record.of, other.of));
            best(best, Field.DOCUMENT_TAIL, numbers.tail(record.of, other.of));
        }
        if (is(best, Field.CITIZEN_ID, numbers.idOneDigit) && !supportsSlip(best)) {
            best.put(Field.CITIZEN_ID, numbers.idDiffers.seen());
        }
        Set<Veto> vetoes = vetoes(best, otherId && !equalId, yearGap);
        return conclude(best, vetoes, findable(best));
    }

    private static void best(Map<Field, Seen> best, Field field, @Nullable Seen seen) {
        Seen known = best.get(field);
        if (seen != null && (known == null || seen.ratio() > known.ratio())) {
            best.put(field, seen);
        }
    }

    private static boolean is(Map<Field, Seen> seen, Field field, Level level) {
        Seen s = seen.get(field);
        return s != null && s.is(level);
    }

    /// One digit off is a slip only if name, full birth date and one more agree.
    private boolean supportsSlip(Map<Field, Seen> seen) {
        Seen name = seen.get(Field.NAME);
        Seen birth = seen.get(Field.BIRTH_DATE);
        return name != null
                && birth != null
                && !differentGiven(name)
                && births.fullAgreement(birth.level())
                && (is(seen, Field.ID_CARD, numbers.cardEqual)
                        || is(seen, Field.INSURANCE, numbers.insuranceEqual)
                        || is(seen, Field.PHONE, numbers.phoneEqual)
                        || is(seen, Field.RESIDENCE, numbers.commune));
    }

    private boolean differentGiven(Seen name) {
        return names.otherPerson(name.level()) || names.nearlyOtherPerson(name.level());
    }

    private Set<Veto> vetoes(Map<Field, Seen> seen, boolean otherId, int yearGap) {
        boolean number =
                is(seen, Field.CITIZEN_ID, numbers.idEqual)
                        || is(seen, Field.ID_CARD, numbers.cardEqual)
                        || is(seen, Field.PASSPORT, numbers.passportEqual)
                        || is(seen, Field.INSURANCE, numbers.insuranceEqual)
                        || is(seen, Field.QID, numbers.qidEqual);
        boolean tail = is(seen, Field.DOCUMENT_TAIL, numbers.tailEqual);
        boolean phone = is(seen, Field.PHONE, numbers.phoneEqual);
        boolean place = is(seen, Field.RESIDENCE, numbers.commune);
        Seen card = seen.get(Field.ID_CARD);
        boolean beside = number || tail || phone || place || (card != null && card.ratio() > 1);
        Seen name = seen.get(Field.NAME);
        boolean otherName = name != null && names.otherPerson(name.level());
        Set<Veto> vetoes = EnumSet.noneOf(Veto.class);
        if (otherId) {
            vetoes.add(Veto.DIFFERENT_CITIZEN_ID);
        }
        if (number && otherName) {
            vetoes.add(Veto.EQUAL_NUMBER_OTHER_NAME);
        }
        if (number && !otherName && yearGap > 1 && yearGap != Integer.MAX_VALUE) {
            vetoes.add(Veto.EQUAL_NUMBER_OTHER_BIRTH_YEAR);
        }
        if (!number && name != null && differentGiven(name)) {
            vetoes.add(Veto.GIVEN_NAME_DIFFERS);
        }
        Seen birth = seen.get(Field.BIRTH_DATE);
        if (!number && birth != null && births.contradict(birth.level())) {
            vetoes.add(Veto.BIRTH_DATE_DIFFERS);
        }
        if (!beside) {
            vetoes.add(Veto.NAME_AND_BIRTH_ONLY);
        }
        if (phone && !number && !tail && (name == null || otherName)) {
            vetoes.add(Veto.PHONE_ONLY);
        }
        return vetoes;
    }

    /// A comparison with its odds taken apart.
    ///
    /// @param same likelihood for one person
    /// @param far of the strangers who could be meant instead
    /// @param near of the neighbours, family and twins who could be meant instead
    /// @param findable whether each of those near would share a blocking key with the record, so
    ///   that whoever is known is a candidate already
    record Weighed(Comparison comparison, double same, double far, double near, boolean findable) {
        /// Odds against everybody unknown, when a share of the near ones is known.
        double odds(double known) {
            return same / (far + near * (findable ? 1 - known : 1));
        }
    }

    /// Same syllables, same year and same commune are one key ([KeyKind#NAME_YEAR_COMMUNE]).
    private boolean findable(Map<Field, Seen> seen) {
        Seen name = seen.get(Field.NAME);
        Seen birth = seen.get(Field.BIRTH_DATE);
        return name != null
                && birth != null
                && names.sameSyllables(name.level())
                && births.sameYear(birth.level())
                && is(seen, Field.RESIDENCE, numbers.commune);
    }

    private static Weighed conclude(Map<Field, Seen> seen, Set<Veto> vetoes, boolean findable) {
        double same = 1;
        double stranger = STRANGERS;
        double neighbour = NEIGHBOURS;
        double family = FAMILY;
        double twin = TWINS;
        double sum = 0;
        List<FieldEvidence> evidence = new ArrayList<>(seen.size() + 1);
        for (Map.Entry<Field, Seen> entry : seen.entrySet()) {
            Seen s = entry.getValue();
            same *= s.m();
            stranger *= s.stranger();
            neighbour *= s.neighbour();
            family *= s.family();
            twin *= s.twin();
            double bits = log2(s.ratio());
            sum += bits;
            evidence.add(new FieldEvidence(entry.getKey(), s.level().name(), bits));
        }
        double others = stranger + neighbour + family + twin;
        double weight = log2(same / others) + PRIOR_BITS;
        if (!evidence.isEmpty()) {
            evidence.add(
                    new FieldEvidence(
                            Field.SHARED_LIFE, closest(neighbour, family, twin), weight - sum));
        }
        return new Weighed(
                new Comparison(weight, same / (same + others), evidence, List.copyOf(vetoes)),
                same,
                stranger,
                neighbour + family + twin,
                findable);
    }

    private static String closest(double neighbour, double family, double twin) {
        return twin >= family && twin >= neighbour
                ? "twin"
                : family >= neighbour ? "family" : "neighbour";
    }

    static double log2(double x) {
        return Math.log(x) * 1.4426950408889634;
    }
}
