package vn.pccovid.lib.linkage;

/// Compares sex, documents, phones and places of two rows. A level is negative where one side says
/// nothing.
final class NumberLevels {
    static final int ABSENT = -1;

    static final int EQUAL = 0;
    static final int DIFFERS = 1;
    static final int ONE_DIGIT = 2;

    /// Of the citizen id: one of the two contradicts its own record.
    static final int DIFFERS_SUSPECT = 3;

    /// Of the nine-digit card: a number that was given out twice.
    static final int EQUAL_DUPLICATED = 3;

    static final int COMMUNE = 0;
    static final int DISTRICT = 1;
    static final int PROVINCE = 2;
    static final int ELSEWHERE = 3;

    /// Where the citizen id of one was given out at birth, against where the other lives.
    static final int BIRTH_PROVINCE = 4;

    static final int OTHER_BIRTH_PROVINCE = 5;

    static final String[] EQUAL_OR_NOT = {"equal", "differs"};
    static final String[] NUMBER = {"equal", "differs", "one_digit"};
    static final String[] CITIZEN_ID = {"equal", "differs", "one_digit", "differs_suspect"};
    static final String[] ID_CARD = {"equal", "differs", "one_digit", "equal_duplicated"};
    static final String[] RESIDENCE = {
        "commune", "district", "province", "elsewhere", "birth_province", "other_birth_province"
    };

    /// A masked code leaves six digits of a citizen id and three of a card.
    private static final int TAIL_OF_ID = 6;

    /// A citizen id is PPPGYYNNNNNN; PPP from 100 on is a country.
    private static final long BEHIND_PROVINCE = 1_000_000_000L;

    private static final int COUNTRIES = 100;

    private static final long[] POWER = new long[16];

    static {
        POWER[0] = 1;
        for (int i = 1; i < POWER.length; i++) {
            POWER[i] = POWER[i - 1] * 10;
        }
    }

    private NumberLevels() {}

    static int sex(long headA, long headB) {
        int a = Packed.sex(headA);
        int b = Packed.sex(headB);
        return a == 0 || b == 0 ? ABSENT : a == b ? EQUAL : DIFFERS;
    }

    static int citizenId(long[] a, int i, long[] b, int j) {
        long x = a[i + Packed.CITIZEN_ID];
        long y = b[j + Packed.CITIZEN_ID];
        if (x == 0 || y == 0) {
            return ABSENT;
        }
        if (x == y) {
            return EQUAL;
        }
        if (Packed.suspect(a[i]) || Packed.suspect(b[j])) {
            return DIFFERS_SUSPECT;
        }
        return slip(x - 1, y - 1) ? ONE_DIGIT : DIFFERS;
    }

    static int idCard(long[] a, int i, long[] b, int j) {
        long x = Packed.card(a, i);
        long y = Packed.card(b, j);
        if (x == 0 || y == 0) {
            return ABSENT;
        }
        if (x == y) {
            return Packed.duplicated(a[i]) ? EQUAL_DUPLICATED : EQUAL;
        }
        return slip(x - 1, y - 1) ? ONE_DIGIT : DIFFERS;
    }

    static int insurance(long[] a, int i, long[] b, int j) {
        long x = a[i + Packed.INSURANCE];
        long y = b[j + Packed.INSURANCE];
        if (x == 0 || y == 0) {
            return ABSENT;
        }
        return x == y ? EQUAL : slip(x - 1, y - 1) ? ONE_DIGIT : DIFFERS;
    }

    static int equal(long x, long y) {
        return x == 0 || y == 0 ? ABSENT : x == y ? EQUAL : DIFFERS;
    }

    static int residence(long headA, long headB) {
        int commune = Packed.commune(headA);
        if (commune != 0 && commune == Packed.commune(headB)) {
            return COMMUNE;
        }
        int provinceA = Packed.province(headA);
        int provinceB = Packed.province(headB);
        if (provinceA == 0 || provinceB == 0) {
            return ABSENT;
        }
        if (provinceA != provinceB) {
            return ELSEWHERE;
        }
        int district = Packed.district(headA);
        return district != 0 && district == Packed.district(headB) ? DISTRICT : PROVINCE;
    }

    /// The province of birth inside the citizen id of one row against the province the other lives
    /// in, where only one of them has an id and the other says its province.
    static int birthProvince(long[] a, int i, long[] b, int j) {
        long idA = a[i + Packed.CITIZEN_ID];
        long idB = b[j + Packed.CITIZEN_ID];
        if ((idA == 0) == (idB == 0)) {
            return ABSENT;
        }
        long born = ((idA == 0 ? idB : idA) - 1) / BEHIND_PROVINCE;
        int lives = Packed.province(idA == 0 ? a[i] : b[j]);
        if (lives == 0 || born >= COUNTRIES) {
            return ABSENT;
        }
        return born == lives - 1 ? BIRTH_PROVINCE : OTHER_BIRTH_PROVINCE;
    }

    /// A masked number against whatever shows as many digits. Only a tail that could belong to the
    /// other's document speaks against: six or more digits of a citizen id, or three of a card.
    static int tail(long[] a, int i, long[] b, int j) {
        long x = a[i + Packed.TAIL];
        long y = b[j + Packed.TAIL];
        if (x != 0 && y != 0) {
            return tailLength(x) != tailLength(y) ? ABSENT : x == y ? EQUAL : DIFFERS;
        }
        if (x == 0 && y == 0) {
            return ABSENT;
        }
        return x != 0 ? tail(x, b, j) : tail(y, a, i);
    }

    private static int tail(long tail, long[] full, int at) {
        int digits = tailLength(tail);
        long number = tail & Packed.TAIL_MASK;
        long id = full[at + Packed.CITIZEN_ID];
        long card = Packed.card(full, at);
        long book = full[at + Packed.PASSPORT];
        if ((id != 0 && (id - 1) % POWER[digits] == number)
                || (card != 0 && digits <= 9 && (card - 1) % POWER[digits] == number)
                || (book != 0 && Packed.endsWith(book, number, digits))) {
            return EQUAL;
        }
        boolean comparable = digits >= TAIL_OF_ID ? id != 0 : card != 0;
        return comparable ? DIFFERS : ABSENT;
    }

    static int tailLength(long tail) {
        return (int) (tail >>> Packed.TAIL_LENGTH_SHIFT) & 15;
    }

    /// Chance that two masked numbers agree.
    static double tailShare(long x, long y) {
        return 1.0 / POWER[tailLength(x != 0 ? x : y)];
    }

    /// One digit wrong, or two neighbouring digits transposed.
    static boolean slip(long x, long y) {
        long a = x;
        long b = y;
        while (a % 10 == b % 10) {
            if (a == b) {
                return false;
            }
            a /= 10;
            b /= 10;
        }
        if (a / 10 == b / 10) {
            return true;
        }
        return a / 100 == b / 100 && a % 10 == b / 10 % 10 && a / 10 % 10 == b % 10;
    }

    static int wrongDigits(int x, int y) {
        int a = x;
        int b = y;
        int wrong = 0;
        while (a > 0 || b > 0) {
            wrong += a % 10 == b % 10 ? 0 : 1;
            a /= 10;
            b /= 10;
        }
        return wrong;
    }
}
