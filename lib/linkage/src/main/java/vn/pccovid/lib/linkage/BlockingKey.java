package vn.pccovid.lib.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Precision;
import vn.pccovid.lib.identity.Syllable;

/// Something two records of one person probably share. Records are fetched by the keyed hash of
/// their keys and then compared; a key by itself decides nothing.
///
/// @param kind what the material consists of
/// @param material the canonical text to hash; identifying, so it prints as dots
public record BlockingKey(KeyKind kind, String material) {
    /// No record has more keys than this.
    public static final int MOST = 12;

    /// A code masks the first six characters (1405/QD-BTTTT): a citizen id still shows six digits,
    /// a card three.
    private static final int MASKED = 6;

    private static final char SEPARATOR = '\u001f';

    /// The keys of a record, strong ones first, without repetition; at most [#MOST]. Empty when the
    /// record holds too little to be found by.
    public static List<BlockingKey> of(PersonDescription d) {
        List<BlockingKey> keys = new ArrayList<>(MOST);
        FullName name = d.name();
        List<Syllable> syllables = name == null ? List.of() : name.syllables();
        String given = syllables.isEmpty() ? "" : sound(syllables.getLast());
        String sorted = sorted(syllables);
        BirthDate birth = d.birthDate();
        String commune = d.residence() == null ? null : d.residence().commune();

        if (d.citizenId() != null) {
            keys.add(new BlockingKey(KeyKind.CITIZEN_ID, d.citizenId().value()));
        }
        if (d.idCard() != null && !d.idCard().duplicated()) {
            keys.add(new BlockingKey(KeyKind.ID_CARD, d.idCard().value()));
        }
        if (d.passport() != null) {
            keys.add(new BlockingKey(KeyKind.PASSPORT, d.passport().value()));
        }
        if (d.insurance() != null) {
            keys.add(new BlockingKey(KeyKind.INSURANCE, d.insurance().value()));
        }
        if (d.qid() != null && !d.qid().isBlank()) {
            keys.add(new BlockingKey(KeyKind.QID, d.qid()));
        }
        if (d.idCard() != null && d.idCard().duplicated() && !given.isEmpty()) {
            keys.add(join(KeyKind.ID_CARD_NAME, d.idCard().value(), given));
        }
        boolean named = syllables.size() > 1;
        if (birth != null && birth.precision() == Precision.DAY) {
            String date = eitherOrder(birth);
            if (named) {
                keys.add(join(KeyKind.NAME_BIRTHDATE, sorted, date));
            }
            if (commune != null) {
                keys.add(join(KeyKind.BIRTHDATE_COMMUNE, date, commune));
            }
        }
        String year = year(d);
        if (named && !year.isEmpty() && commune != null) {
            keys.add(join(KeyKind.NAME_YEAR_COMMUNE, sorted, year, commune));
        }
        if (d.phone() != null) {
            if (!year.isEmpty()) {
                keys.add(join(KeyKind.PHONE_YEAR, d.phone().value(), year));
            }
            if (!given.isEmpty()) {
                keys.add(join(KeyKind.PHONE_NAME, d.phone().value(), given));
            }
        }
        if (named) {
            List<String> tails = new ArrayList<>(2);
            if (d.documentTail() != null) {
                tails.add(d.documentTail());
            }
            if (d.citizenId() != null) {
                tails.add(d.citizenId().value().substring(MASKED));
            }
            if (d.idCard() != null) {
                tails.add(d.idCard().value().substring(MASKED));
            }
            tails.stream()
                    .filter(tail -> !tail.isBlank())
                    .distinct()
                    .limit(MOST - keys.size())
                    .forEach(tail -> keys.add(join(KeyKind.TAIL_NAME, tail, sorted)));
        }
        return List.copyOf(keys);
    }

    /// Base letters with i and y made equal where both may stand.
    static String sound(Syllable s) {
        String base = s.base();
        return base.endsWith("y") && !s.sound().equals(s.letters())
                ? base.substring(0, base.length() - 1) + "i"
                : base;
    }

    private static String sorted(List<Syllable> syllables) {
        String[] tokens = new String[syllables.size()];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = sound(syllables.get(i));
        }
        Arrays.sort(tokens);
        return String.join(" ", tokens);
    }

    private static String eitherOrder(BirthDate birth) {
        int low = Math.min(birth.day(), birth.month());
        int high = Math.max(birth.day(), birth.month());
        return birth.year() + "-" + low + "-" + high;
    }

    private static String year(PersonDescription d) {
        if (d.birthDate() != null) {
            return Integer.toString(d.birthDate().year());
        }
        return d.citizenId() != null ? Integer.toString(d.citizenId().birthYear()) : "";
    }

    private static BlockingKey join(KeyKind kind, String... parts) {
        return new BlockingKey(kind, String.join(String.valueOf(SEPARATOR), parts));
    }

    @Override
    public String toString() {
        return "BlockingKey[" + kind + ", …]";
    }
}
