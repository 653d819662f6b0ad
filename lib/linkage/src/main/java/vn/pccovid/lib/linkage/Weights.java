package vn.pccovid.lib.linkage;

import java.util.List;
import vn.pccovid.lib.linkage.Level.Scope;

/// The weight table laid out for look-up by field and level number. Immutable.
final class Weights {
    /// Levels per field, at most.
    static final int WIDTH = 32;

    static final Field[] FIELDS = Field.values();

    /// Fields that are compared; the last one of [Field] is the correction.
    static final int COMPARED = Field.SHARED_LIFE.at();

    /// Share of neighbours with a given full name that one of them has: rare names live together in
    /// villages of one clan or people.
    private static final double RAREST_IN_COMMUNE = 5e-7;

    /// A chance of one in 100,000 stays for relatives of one name.
    private static final double NAMESAKE_AT_HOME = 1e-5;

    private static final String[][] NAMES = new String[COMPARED][];

    static {
        NAMES[Field.NAME.at()] = NameLevels.NAMES;
        NAMES[Field.BIRTH_DATE.at()] = BirthLevels.NAMES;
        NAMES[Field.SEX.at()] = NumberLevels.EQUAL_OR_NOT;
        NAMES[Field.CITIZEN_ID.at()] = NumberLevels.CITIZEN_ID;
        NAMES[Field.ID_CARD.at()] = NumberLevels.ID_CARD;
        NAMES[Field.PASSPORT.at()] = NumberLevels.EQUAL_OR_NOT;
        NAMES[Field.INSURANCE.at()] = NumberLevels.NUMBER;
        NAMES[Field.QID.at()] = NumberLevels.EQUAL_OR_NOT;
        NAMES[Field.PHONE.at()] = NumberLevels.EQUAL_OR_NOT;
        NAMES[Field.RESIDENCE.at()] = NumberLevels.RESIDENCE;
        NAMES[Field.DOCUMENT_TAIL.at()] = NumberLevels.EQUAL_OR_NOT;
    }

    final double[] m = new double[COMPARED * WIDTH];
    private final double[] stranger = new double[COMPARED * WIDTH];
    private final double[] neighbour = new double[COMPARED * WIDTH];
    private final double[] family = new double[COMPARED * WIDTH];
    final double[] twin = new double[COMPARED * WIDTH];
    final Scope[] scope = new Scope[COMPARED * WIDTH];

    Weights(WeightTable table) {
        for (int field = 0; field < COMPARED; field++) {
            for (int level = 0; level < NAMES[field].length; level++) {
                Level known = table.level(FIELDS[field], NAMES[field][level]);
                int at = field * WIDTH + level;
                m[at] = known.m();
                stranger[at] = known.stranger();
                neighbour[at] = known.neighbour();
                family[at] = known.family();
                twin[at] = known.twin();
                scope[at] = known.scope();
            }
        }
    }

    /// Names of the levels of a field, in the order of their numbers.
    static List<String> levels(Field field) {
        return List.of(NAMES[field.at()]);
    }

    static String name(int field, int level) {
        return NAMES[field][level];
    }

    double stranger(int at, double frequency) {
        return Math.min(1, stranger[at] * frequency);
    }

    double neighbour(int at, double frequency) {
        double local = scope[at] == Scope.NAME ? Math.max(frequency, RAREST_IN_COMMUNE) : frequency;
        return Math.min(1, neighbour[at] * local);
    }

    /// @param frequency of a full name among a family's members, 1 for anything else
    double family(int at, double frequency) {
        return frequency == 1 ? family[at] : Math.min(1, family[at] * frequency + NAMESAKE_AT_HOME);
    }
}
