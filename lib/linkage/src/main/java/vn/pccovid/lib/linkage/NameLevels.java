package vn.pccovid.lib.linkage;

import static vn.pccovid.lib.linkage.Packed.GIVEN;
import static vn.pccovid.lib.linkage.Packed.SURNAME;

/// Compares two Vietnamese names syllable by syllable: family name first, given name last, what
/// lies between may be dropped. Typing without accents is no difference; another accent is a small
/// one; another real syllable as the given name is another person, because brothers and sisters
/// share everything else.
final class NameLevels {
    static final int EXACT = 0;
    static final int UNACCENTED = 1;
    static final int ACCENT_OTHER = 2;
    static final int ACCENT_GIVEN = 3;
    static final int TYPO_OTHER = 4;
    static final int TYPO_GIVEN = 5;
    static final int NEAR_GIVEN = 6;
    static final int ORDER = 7;
    static final int MIDDLE_DROPPED = 8;
    static final int MIDDLE_DIFFERS = 9;
    static final int INITIALS = 10;
    static final int SURNAME_CONFUSABLE = 11;
    static final int SURNAME_DIFFERS = 12;
    static final int SEVERAL = 13;
    static final int GIVEN_ONLY = 14;
    static final int GIVEN_DIFFERS = 15;
    static final int DIFFERENT = 16;

    static final String[] NAMES = {
        "exact",
        "unaccented",
        "accent_other",
        "accent_given",
        "typo_other",
        "typo_given",
        "near_given",
        "order",
        "middle_dropped",
        "middle_differs",
        "initials",
        "surname_confusable",
        "surname_differs",
        "several",
        "given_only",
        "given_differs",
        "different"
    };

    private static final int SAME = 0;
    private static final int ACCENT = 1;
    private static final int TYPO = 2;
    private static final int NEAR = 3;
    private static final int INITIAL = 4;
    private static final int OTHER = 5;

    private static final long HOANG = Packed.letters("hoang");
    private static final long HUYNH = Packed.letters("huynh");
    private static final long VU = Packed.letters("vu");
    private static final long VO = Packed.letters("vo");

    private NameLevels() {}

    /// No part of the name speaks for the same person.
    static boolean otherPerson(int level) {
        return level == GIVEN_DIFFERS || level == DIFFERENT;
    }

    static boolean sameSyllables(int level) {
        return level >= 0 && (level <= ACCENT_GIVEN || level == ORDER);
    }

    /// No part of the name speaks for the same person, or two real given names one letter apart:
    /// Lan and Lam.
    static boolean differentGiven(int level) {
        return otherPerson(level) || level == NEAR_GIVEN;
    }

    /// How much the two names could tell apart: accents on both sides, more than one word on both.
    static int detail(long headA, long headB) {
        return ((headA & headB & Packed.ACCENTED) != 0 ? 1 : 0)
                + (Packed.size(headA) > 1 && Packed.size(headB) > 1 ? 2 : 0);
    }

    /// The level of two rows that both have a name.
    static int level(long[] a, int i, long[] b, int j) {
        int sizeA = Packed.size(a[i]);
        int sizeB = Packed.size(b[j]);
        boolean accents = (a[i] & b[j] & Packed.ACCENTED) != 0;
        if (sizeA == 1 || sizeB == 1) {
            return part(a[i + GIVEN], b[j + GIVEN], accents) == SAME ? GIVEN_ONLY : DIFFERENT;
        }
        if (sizeA == sizeB) {
            return sameLength(a, i, b, j, sizeA, accents);
        }
        return sizeA < sizeB
                ? dropped(a, i, sizeA, b, j, sizeB, accents)
                : dropped(b, j, sizeB, a, i, sizeA, accents);
    }

    private static int sameLength(long[] a, int i, long[] b, int j, int size, boolean both) {
        int given = part(a[i + GIVEN], b[j + GIVEN], both);
        int surname = part(a[i + SURNAME], b[j + SURNAME], both);
        int accents = 0;
        int typos = 0;
        int middles = 0;
        int initial = 0;
        for (int word = 0; word < size - 1; word++) {
            int part =
                    word == 0 ? surname : part(a[i + SURNAME + word], b[j + SURNAME + word], both);
            switch (part) {
                case ACCENT -> accents++;
                case TYPO -> typos++;
                case INITIAL -> initial++;
                case NEAR, OTHER -> middles += word == 0 ? 0 : 1;
                default -> {}
            }
        }
        boolean otherSurname = surname == OTHER || surname == NEAR;
        if (given == SAME && !otherSurname && accents + typos + middles + initial == 0) {
            return both ? EXACT : UNACCENTED;
        }
        if (a[i + Packed.NAME_KEY] == b[j + Packed.NAME_KEY] && (otherSurname || middles > 0)) {
            return ORDER;
        }
        if (given == OTHER) {
            return otherSurname ? DIFFERENT : GIVEN_DIFFERS;
        }
        boolean confusable = confusable(a[i + SURNAME], b[j + SURNAME]);
        if (otherSurname && !confusable && (middles > 0 || size == 2)) {
            return DIFFERENT;
        }
        int kinds =
                (typos > 0 ? 1 : 0)
                        + (middles > 0 ? 1 : 0)
                        + (initial > 0 ? 1 : 0)
                        + (otherSurname ? 1 : 0)
                        + (given == SAME || given == ACCENT ? 0 : 1);
        boolean accent = accents > 0 || given == ACCENT;
        if (initial > 0 && given == SAME && kinds == 1) {
            return INITIALS;
        }
        if (given == NEAR && kinds == 1) {
            return NEAR_GIVEN;
        }
        if (kinds + (accent ? 1 : 0) > 1 || typos > 1 || given == INITIAL) {
            return SEVERAL;
        }
        if (accent) {
            return given == ACCENT ? ACCENT_GIVEN : ACCENT_OTHER;
        }
        if (given == TYPO) {
            return TYPO_GIVEN;
        }
        if (typos > 0) {
            return TYPO_OTHER;
        }
        if (middles > 0) {
            return MIDDLE_DIFFERS;
        }
        return confusable ? SURNAME_CONFUSABLE : SURNAME_DIFFERS;
    }

    private static int dropped(
            long[] few, int i, int sizeOfFew, long[] many, int j, int sizeOfMany, boolean both) {
        if (joined(few, i, sizeOfFew, many, j, sizeOfMany)) {
            return TYPO_OTHER;
        }
        int given = part(few[i + GIVEN], many[j + GIVEN], both);
        int surname = part(few[i + SURNAME], many[j + SURNAME], both);
        boolean sameSurname = surname == SAME || surname == ACCENT;
        if (given == OTHER || given == NEAR || given == INITIAL) {
            return sameSurname ? GIVEN_DIFFERS : DIFFERENT;
        }
        if (!sameSurname) {
            return surname == TYPO ? SEVERAL : DIFFERENT;
        }
        if (given != SAME || surname != SAME) {
            return SEVERAL;
        }
        int from = 1;
        boolean contained = true;
        for (int word = 1; word < sizeOfFew - 1 && contained; word++) {
            long wanted = few[i + SURNAME + word];
            while (from < sizeOfMany - 1 && part(wanted, many[j + SURNAME + from], both) > ACCENT) {
                from++;
            }
            contained = from++ < sizeOfMany - 1;
        }
        return contained ? MIDDLE_DROPPED : MIDDLE_DIFFERS;
    }

    /// The same letters with a space more or less between them.
    private static boolean joined(
            long[] few, int i, int sizeOfFew, long[] many, int j, int sizeOfMany) {
        int wordA = 0;
        int wordB = 0;
        long restA = 0;
        long restB = 0;
        while (true) {
            while (restA == 0 && wordA < sizeOfFew) {
                restA = few[i + Packed.wordAt(wordA++, sizeOfFew)] & Packed.LETTERS;
            }
            while (restB == 0 && wordB < sizeOfMany) {
                restB = many[j + Packed.wordAt(wordB++, sizeOfMany)] & Packed.LETTERS;
            }
            if (restA == 0 || restB == 0) {
                return restA == restB && wordA == sizeOfFew && wordB == sizeOfMany;
            }
            if ((restA & 31) != (restB & 31)) {
                return false;
            }
            restA >>>= 5;
            restB >>>= 5;
        }
    }

    private static int part(long x, long y, boolean bothAccented) {
        long difference = (x ^ y) & Packed.EXACT;
        if (difference == 0) {
            return SAME;
        }
        if ((difference & Packed.BASE) == 0) {
            return bothAccented ? ACCENT : SAME;
        }
        long a = x & Packed.LETTERS;
        long b = y & Packed.LETTERS;
        if ((a < 32 || b < 32) && (a & 31) == (b & 31)) {
            return INITIAL;
        }
        if (((difference & Packed.BASE) >>> 56) != 0) {
            return OTHER;
        }
        if (onlyLostLetters(a, b)) {
            return ACCENT;
        }
        if (!oneEdit(a, b)) {
            return OTHER;
        }
        return (x & y & Packed.POSSIBLE) != 0 ? NEAR : TYPO;
    }

    /// Whether the words differ only where a letter was lost on the way.
    private static boolean onlyLostLetters(long a, long b) {
        long x = a;
        long y = b;
        while (x != 0 && y != 0) {
            long p = x & 31;
            long q = y & 31;
            if (p != q && p != Packed.LOST && q != Packed.LOST) {
                return false;
            }
            x >>>= 5;
            y >>>= 5;
        }
        return x == y;
    }

    /// Whether one letter inserted, deleted, replaced, or two neighbours transposed turn one word
    /// into the other. The words differ.
    static boolean oneEdit(long a, long b) {
        int same = Long.numberOfTrailingZeros(a ^ b) / 5 * 5;
        long x = a >>> same;
        long y = b >>> same;
        if (x >>> 5 == y >>> 5 || x >>> 5 == y || x == y >>> 5) {
            // a letter that was appended or dropped at the end counts too; replaced by nothing does
            // not occur, because no letter is zero
            return true;
        }
        return x >>> 10 == y >>> 10 && (x & 31) == (y >>> 5 & 31) && (x >>> 5 & 31) == (y & 31);
    }

    /// Different legal surnames that grew from one and are typed for each other: north and south
    /// (domain 3.9).
    private static boolean confusable(long a, long b) {
        long x = a & Packed.BASE;
        long y = b & Packed.BASE;
        return (x == HOANG && y == HUYNH)
                || (x == HUYNH && y == HOANG)
                || (x == VU && y == VO)
                || (x == VO && y == VU);
    }
}
