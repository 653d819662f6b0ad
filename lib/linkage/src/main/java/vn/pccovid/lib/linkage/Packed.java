package vn.pccovid.lib.linkage;

import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.IdCard;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.identity.Syllable;

/// A description as [#STRIDE] longs, so that millions lie in one array and two compare without
/// touching an object. Online and in bulk the same row is made and compared.
///
/// A row is identifying: it lives only in memory and is never printed. Numbers are kept whole;
/// names by syllable, five bits a letter, so that equality and one edit are operations on bits.
/// Words after the sixth are left out (the first five and the last count), letters after the ninth
/// of a word become eight bits of hash.
final class Packed {
    static final int STRIDE = 15;

    /// Year, month, day, sex, province, district, commune, how many words, and marks.
    static final int HEAD = 0;

    static final int SURNAME = 1;
    static final int MIDDLE = 2;
    static final int GIVEN = 6;

    /// How common the parts of the name are: ten bits each, −32·log2 of the share.
    static final int SHARES = 7;

    static final int CITIZEN_ID = 8;

    /// Nine-digit card (30 bits) above the phone (34 bits).
    static final int CARD_PHONE = 9;

    static final int INSURANCE = 10;

    /// Digits of a masked number (40 bits) and how many (4 bits).
    static final int TAIL = 11;

    static final int PASSPORT = 12;
    static final int QID = 13;

    /// Hash of the words in alphabetical order (32 bits).
    static final int NAME_KEY = 14;

    static final int MOST_WORDS = 6;
    private static final int MOST_LETTERS = 9;

    /// Years are kept from here, so that nine bits do.
    private static final int FIRST_YEAR = 1800;

    private static final int MONTH_SHIFT = 9;
    private static final int DAY_SHIFT = 13;
    private static final long FROM_ID = 1L << 18;
    private static final int SEX_SHIFT = 19;
    private static final long SUSPECT = 1L << 21;
    private static final long DUPLICATED = 1L << 22;
    static final long ACCENTED = 1L << 23;
    private static final int SIZE_SHIFT = 24;
    private static final long IDENTIFYING = 1L << 27;
    private static final int PROVINCE_SHIFT = 28;
    private static final int DISTRICT_SHIFT = 35;
    private static final int COMMUNE_SHIFT = 45;

    /// The row is from a register that knows everybody once.
    static final long REGISTERED = 1L << 62;

    static final long LETTERS = (1L << 45) - 1;
    private static final long HASHED = 0xFFL << 56;

    /// Letters without tone and marks.
    static final long BASE = LETTERS | HASHED;

    private static final int TONE_SHIFT = 45;
    private static final int MARKS_SHIFT = 48;
    static final long POSSIBLE = 1L << 55;

    /// Everything that tells one written syllable from another.
    static final long EXACT = ~POSSIBLE;

    /// A letter lost on the way (`Nguy?n`): stands for any.
    static final int LOST = 27;

    static final long PHONE_MASK = (1L << 34) - 1;
    static final int CARD_SHIFT = 34;
    static final long TAIL_MASK = (1L << 40) - 1;
    static final int TAIL_LENGTH_SHIFT = 40;

    /// Takes words of names apart.
    interface Words {
        /// The packed word at `from` to `to` of a name's display, 0 when it has no Latin letter.
        long of(String display, int from, int to);
    }

    private Packed() {}

    /// Writes a description as a row.
    static void pack(
            PersonDescription d, Frequencies frequencies, Words words, long[] rows, int at) {
        CitizenId id = d.citizenId();
        BirthDate birth = d.birthDate();
        long head = 0;
        if (birth != null) {
            head |=
                    (birth.year() - FIRST_YEAR)
                            | (long) birth.month() << MONTH_SHIFT
                            | (long) birth.day() << DAY_SHIFT;
        } else if (id != null) {
            head |= (id.birthYear() - FIRST_YEAR) | FROM_ID;
        }
        Sex sex = d.sex() == Sex.UNKNOWN && id != null ? id.sex() : d.sex();
        head |= (sex == Sex.MALE ? 1L : sex == Sex.FEMALE ? 2L : 0L) << SEX_SHIFT;
        // The number contradicts its own record by more than a slip: it may be another person's.
        if (id != null
                && ((birth != null && Math.abs(birth.year() - id.birthYear()) > 1)
                        || (d.sex() != Sex.UNKNOWN && d.sex() != id.sex()))) {
            head |= SUSPECT;
        }
        IdCard card = d.idCard();
        if (card != null && card.duplicated()) {
            head |= DUPLICATED;
        }
        Residence residence = d.residence();
        if (residence != null) {
            head |= code(residence.province()) << PROVINCE_SHIFT;
            head |= code(residence.district()) << DISTRICT_SHIFT;
            head |= code(residence.commune()) << COMMUNE_SHIFT;
        }
        if (Judge.identifying(d)) {
            head |= IDENTIFYING;
        }
        head |= name(d.name(), frequencies, words, rows, at);
        rows[at + HEAD] = head;
        rows[at + CITIZEN_ID] = id == null ? 0 : Long.parseLong(id.value()) + 1;
        rows[at + CARD_PHONE] =
                (card == null ? 0 : Long.parseLong(card.value()) + 1) << CARD_SHIFT
                        | (d.phone() == null ? 0 : Long.parseLong(d.phone().value()) + 1);
        rows[at + INSURANCE] =
                d.insurance() == null ? 0 : Long.parseLong(d.insurance().value()) + 1;
        String tail = d.documentTail();
        rows[at + TAIL] =
                tail == null ? 0 : Long.parseLong(tail) | (long) tail.length() << TAIL_LENGTH_SHIFT;
        rows[at + PASSPORT] = d.passport() == null ? 0 : characters(d.passport().value());
        rows[at + QID] = d.qid() == null || d.qid().isBlank() ? 0 : hash(d.qid());
    }

    private static long code(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits) + 1;
    }

    private static long name(
            @Nullable FullName name, Frequencies frequencies, Words memory, long[] rows, int at) {
        for (int i = 0; i < MOST_WORDS + 1; i++) {
            rows[at + SURNAME + i] = 0;
        }
        rows[at + NAME_KEY] = 0;
        if (name == null) {
            return 0;
        }
        // The first five words and the last.
        long[] words = new long[MOST_WORDS];
        int size = 0;
        String display = name.display();
        int start = 0;
        for (int i = 0; i <= display.length(); i++) {
            if (i == display.length() || display.charAt(i) == ' ' || display.charAt(i) == '-') {
                long word = i == start ? 0 : memory.of(display, start, i);
                if (word != 0) {
                    size = Math.min(size + 1, MOST_WORDS);
                    words[size - 1] = word;
                }
                start = i + 1;
            }
        }
        if (size == 0) {
            return 0;
        }
        for (int i = 0; i < size; i++) {
            rows[at + wordAt(i, size)] = words[i];
            words[i] &= BASE;
        }
        if (size == 1) {
            rows[at + SURNAME] = rows[at + GIVEN];
        }
        rows[at + SHARES] = frequencies.shares(rows, at, size);
        rows[at + NAME_KEY] = sortedKey(words, size);
        return (name.accented() ? ACCENTED : 0) | (long) size << SIZE_SHIFT;
    }

    private static long sortedKey(long[] words, int size) {
        for (int i = 1; i < size; i++) {
            long word = words[i];
            int j = i - 1;
            while (j >= 0 && words[j] > word) {
                words[j + 1] = words[j];
                j--;
            }
            words[j + 1] = word;
        }
        long hash = size;
        for (int i = 0; i < size; i++) {
            hash = mix(hash ^ words[i]);
        }
        return hash >>> 32;
    }

    /// A word in base letters, as compared: without tone and marks.
    static long letters(String base) {
        long out = 0;
        for (int i = 0; i < base.length(); i++) {
            char c = base.charAt(i);
            long letter = c >= 'a' && c <= 'z' ? c - 'a' + 1 : LOST;
            if (i < MOST_LETTERS) {
                out |= letter << (5 * i);
            } else {
                out ^= (mix(letter + i) & 0xFF) << 56;
            }
        }
        return out;
    }

    /// Letters, tone, marks and whether the letters can be a Vietnamese syllable.
    static long word(Syllable s, String base) {
        String letters = s.letters();
        long out = letters(base);
        int marks = 0;
        int vowels = 0;
        for (int i = 0; i < base.length(); i++) {
            char c = base.charAt(i);
            char marked = i < letters.length() ? letters.charAt(i) : c;
            int mark =
                    switch (marked) {
                        case 'â', 'ê', 'ô', 'đ' -> 1;
                        case 'ă' -> 2;
                        case 'ơ', 'ư' -> 3;
                        default -> 0;
                    };
            if (marked == 'đ') {
                marks ^= 1;
            } else if ("aeiouy".indexOf(c) >= 0) {
                marks ^= mark << (1 + 2 * Math.min(vowels, 2));
                vowels++;
            }
        }
        out |= (long) s.tone().digit() << TONE_SHIFT;
        out |= (long) (marks & 0x7F) << MARKS_SHIFT;
        return Syllables.possible(base) ? out | POSSIBLE : out;
    }

    private static long characters(String text) {
        long out = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out = out << 6 | (c <= '9' ? c - '0' + 1 : c - 'A' + 11);
        }
        return out;
    }

    /// Whether the last `digits` characters of a packed passport are the number `tail`.
    static boolean endsWith(long passport, long tail, int digits) {
        long rest = tail;
        long book = passport;
        for (int i = 0; i < digits; i++) {
            long c = book & 63;
            if (c < 1 || c > 10 || c - 1 != rest % 10) {
                return false;
            }
            rest /= 10;
            book >>>= 6;
        }
        return true;
    }

    private static long hash(String text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = hash * 0x100000001B3L ^ text.charAt(i);
        }
        return mix(hash) | 1;
    }

    /// Finaliser of MurmurHash3 (64 bits): every bit of the input moves half of the output.
    static long mix(long x) {
        long h = x;
        h ^= h >>> 33;
        h *= 0xFF51AFD7ED558CCDL;
        h ^= h >>> 33;
        h *= 0xC4CEB9FE1A85EC53L;
        return h ^ h >>> 33;
    }

    /// Birth year, 0 when neither a date nor a citizen id says it.
    static int year(long head) {
        int year = (int) (head & 0x1FF);
        return year == 0 ? 0 : year + FIRST_YEAR;
    }

    static int month(long head) {
        return (int) (head >>> MONTH_SHIFT) & 15;
    }

    static int day(long head) {
        return (int) (head >>> DAY_SHIFT) & 31;
    }

    /// The birth year is only the one inside the citizen id.
    static boolean fromId(long head) {
        return (head & FROM_ID) != 0;
    }

    /// 0 unknown, 1 male, 2 female.
    static int sex(long head) {
        return (int) (head >>> SEX_SHIFT) & 3;
    }

    static boolean suspect(long head) {
        return (head & SUSPECT) != 0;
    }

    static boolean duplicated(long head) {
        return (head & DUPLICATED) != 0;
    }

    static boolean accented(long head) {
        return (head & ACCENTED) != 0;
    }

    /// Words of the name, at most [#MOST_WORDS].
    static int size(long head) {
        return (int) (head >>> SIZE_SHIFT) & 7;
    }

    static boolean identifying(long head) {
        return (head & IDENTIFYING) != 0;
    }

    /// Code plus one, 0 unknown; district and commune likewise.
    static int province(long head) {
        return (int) (head >>> PROVINCE_SHIFT) & 0x7F;
    }

    static int district(long head) {
        return (int) (head >>> DISTRICT_SHIFT) & 0x3FF;
    }

    static int commune(long head) {
        return (int) (head >>> COMMUNE_SHIFT) & 0x1FFFF;
    }

    static long card(long[] rows, int at) {
        return rows[at + CARD_PHONE] >>> CARD_SHIFT;
    }

    static long phone(long[] rows, int at) {
        return rows[at + CARD_PHONE] & PHONE_MASK;
    }

    static boolean registered(long head) {
        return (head & REGISTERED) != 0;
    }

    /// A word as letters again, or null when it is longer than the letters kept.
    static @Nullable String letters(long word) {
        if ((word & HASHED) != 0) {
            return null;
        }
        StringBuilder out = new StringBuilder(MOST_LETTERS);
        for (long rest = word & LETTERS; rest != 0; rest >>>= 5) {
            int letter = (int) rest & 31;
            if (letter < 1 || letter > 26) {
                return null;
            }
            out.append((char) ('a' + letter - 1));
        }
        return out.toString();
    }

    /// Place of word `i` of a name of `size` words.
    static int wordAt(int i, int size) {
        return i == size - 1 ? GIVEN : SURNAME + i;
    }
}
