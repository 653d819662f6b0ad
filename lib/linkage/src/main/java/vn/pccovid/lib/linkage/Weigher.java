package vn.pccovid.lib.linkage;

import static vn.pccovid.lib.linkage.Weights.COMPARED;
import static vn.pccovid.lib.linkage.Weights.WIDTH;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import vn.pccovid.lib.linkage.Level.Scope;

/// Weighs one person against another, each one or more packed rows: the one place where evidence
/// becomes odds, for a single record online and for millions in bulk.
///
/// Per field what speaks most for their being one counts, vetoes about citizen ids count from any
/// pair of rows. Use: [#clear], [#add] for every pair of rows, [#finish], then the results. Not
/// thread-safe: one per thread, used again and again without making garbage.
final class Weigher {
    private static final int NAME = Field.NAME.at();
    private static final int BIRTH = Field.BIRTH_DATE.at();
    private static final int SEX = Field.SEX.at();
    private static final int CITIZEN_ID = Field.CITIZEN_ID.at();
    private static final int ID_CARD = Field.ID_CARD.at();
    private static final int PASSPORT = Field.PASSPORT.at();
    private static final int INSURANCE = Field.INSURANCE.at();
    private static final int QID = Field.QID.at();
    private static final int PHONE = Field.PHONE.at();
    private static final int RESIDENCE = Field.RESIDENCE.at();
    private static final int TAIL = Field.DOCUMENT_TAIL.at();

    private static final Veto[] VETOES = Veto.values();

    /// Vetoes by which two records say that they are two people.
    static final int CONTRADICTING =
            Veto.DIFFERENT_CITIZEN_ID.bit()
                    | Veto.GIVEN_NAME_DIFFERS.bit()
                    | Veto.BIRTH_DATE_DIFFERS.bit();

    /// Vetoes that ask somebody even when the odds are small.
    static final int ASKING = bits(Veto::asks);

    /// Vetoes about which nobody is asked.
    static final int QUIET = bits(veto -> !veto.worthAsking());

    private final LinkageModel model;
    private final Weights weights;
    private final Frequencies frequencies;
    private final LinkageModel.Populations populations;

    private final int[] level = new int[COMPARED];
    private final double[] frequency = new double[COMPARED];
    private final double[] atHome = new double[COMPARED];
    private final double[] ratio = new double[COMPARED];
    private boolean equalId;
    private boolean otherId;
    private boolean communeUnsaid;
    private int yearGap;
    private int nameDetail;
    private int birthDetail;
    private int birthProvince;

    private double same;
    private double far;
    private double neighbours;
    private double family;
    private double twins;
    private boolean findable;
    private int vetoes;

    Weigher(LinkageModel model) {
        this.model = model;
        weights = model.weights;
        frequencies = model.frequencies();
        populations = model.populations();
    }

    void clear() {
        Arrays.fill(level, -1);
        equalId = false;
        otherId = false;
        yearGap = Integer.MAX_VALUE;
        nameDetail = -1;
        birthDetail = -1;
        birthProvince = -1;
    }

    /// Weighs two persons of any number of rows.
    void weigh(List<long[]> one, List<long[]> other) {
        clear();
        for (long[] a : one) {
            for (long[] b : other) {
                add(a, 0, b, 0);
            }
        }
        finish();
    }

    void weigh(long[] a, int i, long[] b, int j) {
        clear();
        add(a, i, b, j);
        finish();
    }

    /// A vague record of a person must not hide what a precise one denies: "1976" agrees with any
    /// day of 1976. So names and birth dates count only at the best detail met.
    void add(long[] a, int i, long[] b, int j) {
        long headA = a[i];
        long headB = b[j];
        if (Packed.size(headA) > 0 && Packed.size(headB) > 0) {
            int detail = NameLevels.detail(headA, headB);
            if (detail > nameDetail) {
                nameDetail = detail;
                level[NAME] = -1;
            }
            if (detail == nameDetail) {
                name(NameLevels.level(a, i, b, j), a[i + Packed.SHARES], b[j + Packed.SHARES]);
            }
        }
        int id = NumberLevels.citizenId(a, i, b, j);
        if (id >= 0) {
            equalId |= id == NumberLevels.EQUAL;
            otherId |= id == NumberLevels.DIFFERS || id == NumberLevels.ONE_DIGIT;
            offer(CITIZEN_ID, id, 1);
        }
        // A year read out of the number says nothing beside the number itself.
        boolean fromId = Packed.fromId(headA) || Packed.fromId(headB);
        int yearA = Packed.year(headA);
        int yearB = Packed.year(headB);
        if (yearA != 0 && yearB != 0 && !(fromId && id >= 0)) {
            int detail = BirthLevels.detail(headA, headB);
            if (detail > birthDetail) {
                birthDetail = detail;
                level[BIRTH] = -1;
            }
            if (detail == birthDetail) {
                birth(BirthLevels.level(headA, headB, fromId), headA, headB);
            }
            yearGap = Math.min(yearGap, Math.abs(yearA - yearB));
        }
        offer(SEX, NumberLevels.sex(headA, headB), 1);
        offer(ID_CARD, NumberLevels.idCard(a, i, b, j), 1);
        offer(PASSPORT, NumberLevels.equal(a[i + Packed.PASSPORT], b[j + Packed.PASSPORT]), 1);
        offer(INSURANCE, NumberLevels.insurance(a, i, b, j), 1);
        offer(QID, NumberLevels.equal(a[i + Packed.QID], b[j + Packed.QID]), 1);
        offer(PHONE, NumberLevels.equal(Packed.phone(a, i), Packed.phone(b, j)), 1);
        if (offer(RESIDENCE, NumberLevels.residence(headA, headB), 1)) {
            communeUnsaid = Packed.commune(headA) == 0 || Packed.commune(headB) == 0;
        }
        int born = NumberLevels.birthProvince(a, i, b, j);
        if (born >= 0 && birthProvince != NumberLevels.BIRTH_PROVINCE) {
            birthProvince = born;
        }
        int tail = NumberLevels.tail(a, i, b, j);
        if (tail >= 0) {
            offer(
                    TAIL,
                    tail,
                    tail == NumberLevels.EQUAL
                            ? NumberLevels.tailShare(a[i + Packed.TAIL], b[j + Packed.TAIL])
                            : 1);
        }
    }

    private void name(int seen, long sharesA, long sharesB) {
        Scope scope = weights.scope[NAME * WIDTH + seen];
        double accents = seen == NameLevels.EXACT ? Frequencies.ACCENTED : 1;
        double share =
                switch (scope) {
                    case NAME -> accents * Frequencies.commoner(sharesA, sharesB, Frequencies.FULL);
                    case REST -> Frequencies.commoner(sharesA, sharesB, Frequencies.REST);
                    case ENDS -> Frequencies.commoner(sharesA, sharesB, Frequencies.ENDS);
                    case FRONT -> Frequencies.commoner(sharesA, sharesB, Frequencies.FRONT);
                    case GIVEN -> Frequencies.commoner(sharesA, sharesB, Frequencies.GIVEN);
                    case NONE, DATE, YEAR, TAIL -> 1;
                };
        double home =
                scope == Scope.NAME
                        ? accents * Frequencies.commoner(sharesA, sharesB, Frequencies.REST)
                        : 1;
        if (offer(NAME, seen, share)) {
            atHome[NAME] = home;
        }
    }

    private void birth(int seen, long a, long b) {
        Scope scope = weights.scope[BIRTH * WIDTH + seen];
        double share =
                switch (scope) {
                    case DATE -> Math.max(date(a), date(b));
                    case YEAR ->
                            Math.max(
                                    frequencies.year(Packed.year(a)),
                                    frequencies.year(Packed.year(b)));
                    case NONE, NAME, REST, ENDS, FRONT, GIVEN, TAIL -> 1;
                };
        offer(BIRTH, seen, share);
    }

    private double date(long head) {
        return frequencies.date(Packed.year(head), Packed.month(head), Packed.day(head));
    }

    /// Keeps a level when it speaks more for one person than what is known of the field.
    private boolean offer(int field, int seen, double share) {
        if (seen < 0) {
            return false;
        }
        int at = field * WIDTH + seen;
        double speaks = weights.m[at] / weights.stranger(at, share);
        if (level[field] >= 0 && speaks <= ratio[field]) {
            return false;
        }
        level[field] = seen;
        frequency[field] = share;
        atHome[field] = 1;
        ratio[field] = speaks;
        return true;
    }

    /// Works out odds and vetoes from all pairs added.
    void finish() {
        if (level[CITIZEN_ID] == NumberLevels.ONE_DIGIT && !supportsSlip()) {
            level[CITIZEN_ID] = -1;
            offer(CITIZEN_ID, NumberLevels.DIFFERS, 1);
        }
        // Where somebody was born says nothing beside where both live, or beside a second number.
        if (level[RESIDENCE] < 0 && level[CITIZEN_ID] < 0) {
            offer(RESIDENCE, birthProvince, 1);
        }
        vetoes = rules();
        boolean fullDate = level[BIRTH] == BirthLevels.EXACT || level[BIRTH] == BirthLevels.SWAP;
        findable =
                NameLevels.sameSyllables(level[NAME])
                        && (fullDate
                                || (BirthLevels.sameYear(level[BIRTH])
                                        && level[RESIDENCE] == NumberLevels.COMMUNE));
        same = 1;
        far = populations.strangers();
        neighbours = populations.neighbours();
        family = populations.family();
        twins = populations.twins();
        for (int field = 0; field < COMPARED; field++) {
            if (level[field] < 0) {
                continue;
            }
            int at = field * WIDTH + level[field];
            same *= weights.m[at];
            far *= weights.stranger(at, frequency[field]);
            neighbours *= weights.neighbour(at, frequency[field]);
            family *= weights.family(at, atHome[field]);
            twins *= weights.twin[at];
        }
    }

    /// One digit off is a slip only if name, full birth date and one more agree.
    private boolean supportsSlip() {
        return level[NAME] >= 0
                && !NameLevels.differentGiven(level[NAME])
                && level[BIRTH] == BirthLevels.EXACT
                && (level[ID_CARD] == NumberLevels.EQUAL
                        || level[INSURANCE] == NumberLevels.EQUAL
                        || level[PHONE] == NumberLevels.EQUAL
                        || level[RESIDENCE] == NumberLevels.COMMUNE);
    }

    private int rules() {
        boolean number =
                level[CITIZEN_ID] == NumberLevels.EQUAL
                        || level[ID_CARD] == NumberLevels.EQUAL
                        || level[PASSPORT] == NumberLevels.EQUAL
                        || level[INSURANCE] == NumberLevels.EQUAL
                        || level[QID] == NumberLevels.EQUAL;
        boolean tail = level[TAIL] == NumberLevels.EQUAL;
        boolean phone = level[PHONE] == NumberLevels.EQUAL;
        boolean place = level[RESIDENCE] == NumberLevels.COMMUNE;
        boolean beside =
                number || tail || phone || place || (level[ID_CARD] >= 0 && ratio[ID_CARD] > 1);
        boolean named = level[NAME] >= 0;
        boolean otherName = named && NameLevels.otherPerson(level[NAME]);
        int out = 0;
        if (otherId && !equalId) {
            out |= Veto.DIFFERENT_CITIZEN_ID.bit();
        }
        if (number && otherName) {
            out |= Veto.EQUAL_NUMBER_OTHER_NAME.bit();
        }
        if (number && !otherName && yearGap > 1 && yearGap != Integer.MAX_VALUE) {
            out |= Veto.EQUAL_NUMBER_OTHER_BIRTH_YEAR.bit();
        }
        if (!number && named && NameLevels.differentGiven(level[NAME])) {
            out |= Veto.GIVEN_NAME_DIFFERS.bit();
        }
        if (!number && level[BIRTH] >= 0 && BirthLevels.contradict(level[BIRTH])) {
            out |= Veto.BIRTH_DATE_DIFFERS.bit();
        }
        if (!beside) {
            out |= Veto.NAME_AND_BIRTH_ONLY.bit();
        }
        if (phone && !number && !tail && (!named || otherName)) {
            out |= Veto.PHONE_ONLY.bit();
        }
        if (number && !named && level[BIRTH] < 0) {
            out |= Veto.NUMBER_ONLY.bit();
        }
        if (!number
                && !tail
                && level[NAME] == NameLevels.ACCENT_GIVEN
                && level[BIRTH] == BirthLevels.EXACT) {
            out |= Veto.POSSIBLE_TWIN.bit();
        }
        return out;
    }

    private static int bits(Predicate<Veto> which) {
        int bits = 0;
        for (Veto veto : VETOES) {
            bits |= which.test(veto) ? veto.bit() : 0;
        }
        return bits;
    }

    static List<Veto> list(int bits) {
        Set<Veto> set = EnumSet.noneOf(Veto.class);
        for (Veto veto : VETOES) {
            if ((bits & veto.bit()) != 0) {
                set.add(veto);
            }
        }
        return List.copyOf(set);
    }

    /// Odds that both are one person against everybody who is no candidate, when a share of those
    /// near is known and would be a candidate too: one of the same words and full birth date, or of
    /// the same words, year and commune, shares a blocking key.
    ///
    /// @param known 0 to 1, see [Completeness]
    double odds(double known) {
        double near = neighbours + family + twins;
        return same / (far + near * (findable ? 1 - known : 1));
    }

    /// Bits of [Veto], 0 when nothing forbids a link.
    ///
    /// Name and full birth date within a district are enough where a register was measured to hold
    /// nearly everybody, and the record merely does not say the commune: whoever else has both in
    /// that district is in the register too, and a candidate.
    ///
    /// @param known as in [#odds]
    int vetoes(double known) {
        boolean enough =
                known > Completeness.MOST
                        && level[RESIDENCE] == NumberLevels.DISTRICT
                        && communeUnsaid
                        && NameLevels.sameSyllables(level[NAME])
                        && level[BIRTH] == BirthLevels.EXACT;
        return enough ? vetoes & ~Veto.NAME_AND_BIRTH_ONLY.bit() : vetoes;
    }

    /// Whether what the two rows weighed last contradict each other in may be a slip of the hand
    /// that an equal citizen id of their persons explains: given names one letter apart.
    boolean slip() {
        boolean name =
                (vetoes & Veto.GIVEN_NAME_DIFFERS.bit()) == 0
                        || level[NAME] == NameLevels.NEAR_GIVEN;
        return name
                && (vetoes & Veto.DIFFERENT_CITIZEN_ID.bit()) == 0
                && (vetoes & Veto.BIRTH_DATE_DIFFERS.bit()) == 0;
    }

    /// Whether the two weighed last have one citizen id.
    boolean equalCitizenId() {
        return level[CITIZEN_ID] == NumberLevels.EQUAL;
    }

    /// Level number of a field, negative when it was not compared.
    int level(Field field) {
        return level[field.at()];
    }

    /// How common the value is that the level of a field was seen for.
    double frequency(Field field) {
        return frequency[field.at()];
    }

    /// How common the name is among the members of a family.
    double homeFrequency() {
        return atHome[NAME];
    }

    /// The levels of all fields, five bits each, 0 for not compared.
    long pattern() {
        long out = 0;
        for (int field = 0; field < COMPARED; field++) {
            out |= (long) (level[field] + 1) << (5 * field);
        }
        return out;
    }

    /// The result for people to read.
    ///
    /// @param known as in [#odds]
    Comparison comparison(double known) {
        double sum = 0;
        List<FieldEvidence> evidence = new ArrayList<>(COMPARED + 1);
        for (int field = 0; field < COMPARED; field++) {
            if (level[field] >= 0) {
                double bits = LinkageModel.log2(ratio[field]);
                sum += bits;
                evidence.add(
                        new FieldEvidence(
                                Weights.FIELDS[field], Weights.name(field, level[field]), bits));
            }
        }
        double others = far + neighbours + family + twins;
        double weight = LinkageModel.log2(same / others) + model.prior();
        if (!evidence.isEmpty()) {
            evidence.add(new FieldEvidence(Field.SHARED_LIFE, closest(), weight - sum));
        }
        return new Comparison(weight, same / (same + others), evidence, list(vetoes(known)));
    }

    private String closest() {
        return twins >= family && twins >= neighbours
                ? "twin"
                : family >= neighbours ? "family" : "neighbour";
    }
}
