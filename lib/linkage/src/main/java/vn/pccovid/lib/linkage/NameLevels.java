package vn.pccovid.lib.linkage;

import java.util.Arrays;
import vn.pccovid.lib.linkage.Features.Name;
import vn.pccovid.lib.linkage.Level.Scope;
import vn.pccovid.lib.linkage.Level.Seen;

/// Compares two Vietnamese names syllable by syllable: family name first, given name last, what
/// lies between may be dropped. Typing without accents is no difference; another accent is a small
/// one; another real syllable as the given name is another person, because brothers and sisters
/// share everything else.
final class NameLevels {
    private final Level exact;
    private final Level unaccented;
    private final Level accentOther;
    private final Level accentGiven;
    private final Level typoOther;
    private final Level typoGiven;
    private final Level nearGiven;
    private final Level order;
    private final Level middleDropped;
    private final Level middleDiffers;
    private final Level initials;
    private final Level surnameConfusable;
    private final Level surnameDiffers;
    private final Level several;
    private final Level givenOnly;
    private final Level givenDiffers;
    private final Level different;

    NameLevels(WeightTable table) {
        exact = table.level(Field.NAME, "exact");
        unaccented = table.level(Field.NAME, "unaccented");
        accentOther = table.level(Field.NAME, "accent_other");
        accentGiven = table.level(Field.NAME, "accent_given");
        typoOther = table.level(Field.NAME, "typo_other");
        typoGiven = table.level(Field.NAME, "typo_given");
        nearGiven = table.level(Field.NAME, "near_given");
        order = table.level(Field.NAME, "order");
        middleDropped = table.level(Field.NAME, "middle_dropped");
        middleDiffers = table.level(Field.NAME, "middle_differs");
        initials = table.level(Field.NAME, "initials");
        surnameConfusable = table.level(Field.NAME, "surname_confusable");
        surnameDiffers = table.level(Field.NAME, "surname_differs");
        several = table.level(Field.NAME, "several");
        givenOnly = table.level(Field.NAME, "given_only");
        givenDiffers = table.level(Field.NAME, "given_differs");
        different = table.level(Field.NAME, "different");
    }

    /// No part of the name speaks for the same person.
    boolean otherPerson(Level level) {
        return level.equals(givenDiffers) || level.equals(different);
    }

    boolean sameSyllables(Level level) {
        return level.equals(exact)
                || level.equals(unaccented)
                || level.equals(accentOther)
                || level.equals(accentGiven)
                || level.equals(order);
    }

    /// Two real given names one letter apart: Lan and Lam.
    boolean nearlyOtherPerson(Level level) {
        return level.equals(nearGiven);
    }

    /// How much the two names could tell apart: accents on both sides, more than one word on both.
    int detail(Name a, Name b) {
        return (a.accented() && b.accented() ? 1 : 0) + (a.size() > 1 && b.size() > 1 ? 2 : 0);
    }

    private enum Part {
        SAME,
        ACCENT,
        TYPO,
        NEAR,
        INITIAL,
        DIFFERENT
    }

    Seen compare(Name a, Name b) {
        Level level = level(a, b);
        double frequency =
                switch (level.scope()) {
                    case NAME -> Math.max(a.full(), b.full());
                    case REST -> Math.max(a.rest(), b.rest());
                    case ENDS -> Math.max(a.ends(), b.ends());
                    case FRONT -> Math.max(a.front(), b.front());
                    case GIVEN -> Math.max(a.given(), b.given());
                    case NONE, DATE, YEAR, TAIL -> 1;
                };
        if (level.scope() != Scope.NAME) {
            return level.seen(frequency, 1);
        }
        double accents = level.equals(exact) ? Frequencies.ACCENTED : 1;
        return level.seen(frequency * accents, Math.max(a.rest(), b.rest()) * accents);
    }

    private Level level(Name a, Name b) {
        if (a.size() == 1 || b.size() == 1) {
            return part(a, a.size() - 1, b, b.size() - 1) == Part.SAME ? givenOnly : different;
        }
        if (a.size() == b.size()) {
            return sameLength(a, b);
        }
        return a.size() < b.size() ? dropped(a, b) : dropped(b, a);
    }

    private Level sameLength(Name a, Name b) {
        int last = a.size() - 1;
        Part given = part(a, last, b, last);
        Part surname = part(a, 0, b, 0);
        boolean confusable = confusable(a.base()[0], b.base()[0]);
        int accents = 0;
        int typos = 0;
        int middles = 0;
        int initial = 0;
        for (int i = 0; i < last; i++) {
            switch (i == 0 ? surname : part(a, i, b, i)) {
                case SAME -> {}
                case ACCENT -> accents++;
                case TYPO -> typos++;
                case INITIAL -> initial++;
                case NEAR, DIFFERENT -> middles += i == 0 ? 0 : 1;
            }
        }
        boolean otherSurname = surname == Part.DIFFERENT || surname == Part.NEAR;
        boolean same =
                given == Part.SAME && !otherSurname && accents + typos + middles + initial == 0;
        if (same) {
            return a.accented() && b.accented() ? exact : unaccented;
        }
        if (Arrays.equals(a.sorted(), b.sorted()) && (otherSurname || middles > 0)) {
            return order;
        }
        if (given == Part.DIFFERENT) {
            return otherSurname ? different : givenDiffers;
        }
        if (otherSurname && !confusable && (middles > 0 || last == 1)) {
            return different;
        }
        int kinds =
                (typos > 0 ? 1 : 0)
                        + (middles > 0 ? 1 : 0)
                        + (initial > 0 ? 1 : 0)
                        + (otherSurname ? 1 : 0)
                        + (given == Part.SAME || given == Part.ACCENT ? 0 : 1);
        boolean accent = accents > 0 || given == Part.ACCENT;
        if (initial > 0 && given == Part.SAME && kinds == 1) {
            return initials;
        }
        if (given == Part.NEAR && kinds == 1) {
            return nearGiven;
        }
        if (kinds + (accent ? 1 : 0) > 1 || typos > 1 || given == Part.INITIAL) {
            return several;
        }
        if (accent) {
            return given == Part.ACCENT ? accentGiven : accentOther;
        }
        if (given == Part.TYPO) {
            return typoGiven;
        }
        if (typos > 0) {
            return typoOther;
        }
        if (middles > 0) {
            return middleDiffers;
        }
        return confusable ? surnameConfusable : surnameDiffers;
    }

    private Level dropped(Name shorter, Name longer) {
        if (String.join("", shorter.base()).equals(String.join("", longer.base()))) {
            return typoOther;
        }
        int endOfShorter = shorter.size() - 1;
        int endOfLonger = longer.size() - 1;
        Part given = part(shorter, endOfShorter, longer, endOfLonger);
        Part surname = part(shorter, 0, longer, 0);
        boolean sameSurname = surname == Part.SAME || surname == Part.ACCENT;
        if (given == Part.DIFFERENT || given == Part.NEAR || given == Part.INITIAL) {
            return sameSurname ? givenDiffers : different;
        }
        if (!sameSurname) {
            return surname == Part.TYPO ? several : different;
        }
        int from = 1;
        boolean contained = true;
        for (int i = 1; i < endOfShorter && contained; i++) {
            while (from < endOfLonger
                    && part(shorter, i, longer, from) != Part.SAME
                    && part(shorter, i, longer, from) != Part.ACCENT) {
                from++;
            }
            contained = from++ < endOfLonger;
        }
        if (given != Part.SAME || surname != Part.SAME) {
            return several;
        }
        return contained ? middleDropped : middleDiffers;
    }

    private static Part part(Name a, int i, Name b, int j) {
        if (a.exact()[i].equals(b.exact()[j])) {
            return Part.SAME;
        }
        String x = a.base()[i];
        String y = b.base()[j];
        if (x.equals(y)) {
            return a.accented() && b.accented() ? Part.ACCENT : Part.SAME;
        }
        if ((x.length() == 1 || y.length() == 1) && x.charAt(0) == y.charAt(0)) {
            return Part.INITIAL;
        }
        if (!Syllables.oneEdit(x, y)) {
            return Part.DIFFERENT;
        }
        return a.possible()[i] && b.possible()[j] ? Part.NEAR : Part.TYPO;
    }

    /// Different legal surnames that grew from one and are typed for each other: north and south
    /// (domain 3.9).
    private static boolean confusable(String x, String y) {
        return (x.equals("hoang") && y.equals("huynh"))
                || (x.equals("huynh") && y.equals("hoang"))
                || (x.equals("vu") && y.equals("vo"))
                || (x.equals("vo") && y.equals("vu"));
    }
}
