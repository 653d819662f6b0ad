package vn.pccovid.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Gives out numbers that nobody else has: a counter per series, scattered by a multiplication, so
/// memory does not grow with the nation. The end of every series is kept free for the characters of
/// the stories.
final class Numbers {
    private static final long SCATTER = 618_033_989L;

    /// Every tenth or so number, 990000–999999 of six digits, stays free.
    private static final int CITIZEN_SERIES = 990_000;

    private static final long INSURANCE_SERIES = 99_000_000L;
    private static final long PHONE_SERIES = 9_999_991L;

    private static final List<String> PHONE_PREFIXES =
            List.of(
                    "032", "033", "034", "035", "036", "037", "038", "039", "096", "097", "098",
                    "086", "070", "076", "077", "078", "079", "090", "093", "089", "081", "082",
                    "083", "084", "085", "091", "094", "088", "056", "058", "092");

    /// First digits of nine-digit cards by province (domain notes 3.3).
    private static final Map<String, String> CARD_PREFIX = cardPrefixes();

    private final Map<String, Long> counters = new HashMap<>();
    private final Deque<String> returnedPhones = new ArrayDeque<>();
    private final long offset;

    Numbers(long seed) {
        this.offset = new Dice(seed).next() >>> 8;
    }

    private long next(String series, long size) {
        long count = counters.merge(series, 1L, Long::sum) - 1;
        if (count >= size) {
            throw new IllegalStateException("series " + series + " is used up");
        }
        long scatter = SCATTER % size;
        while (greatestCommonDivisor(scatter, size) != 1) {
            scatter++;
        }
        long start = (offset + series.hashCode()) % size;
        return Math.floorMod(Math.multiplyExact(count, scatter) + start, size);
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    private static String digits(long value, int width) {
        return String.format(Locale.ROOT, "%0" + width + "d", value);
    }

    /// Twelve digits: province of birth registration, century and sex, year, six more.
    String citizenId(String province, boolean male, int birthYear) {
        int century = birthYear < 2000 ? 0 : 2;
        var head = "0" + province + (male ? century : century + 1) + digits(birthYear % 100, 2);
        return head + digits(next(head, CITIZEN_SERIES), 6);
    }

    /// Nine digits that begin as the cards of a province do.
    String idCard(String province) {
        var prefix = CARD_PREFIX.getOrDefault(province, "99");
        int rest = 9 - prefix.length();
        long size = Math.round(Math.pow(10, rest)) - 10_000;
        return prefix + digits(next("card" + prefix, size), rest);
    }

    String passport(String letter) {
        return letter + digits(next("passport" + letter, 9_900_000L), 7);
    }

    /// Ten digits of social insurance.
    String insurance(String province) {
        return province + digits(next("insurance" + province, INSURANCE_SERIES), 8);
    }

    /// A mobile number; now and then one that somebody else gave back.
    String phone(Dice dice) {
        if (!returnedPhones.isEmpty() && dice.chance(0.05)) {
            return returnedPhones.removeFirst();
        }
        var prefix = dice.pick(PHONE_PREFIXES);
        return prefix + digits(next("phone" + prefix, PHONE_SERIES - 1_000_000) + 1_000_000, 7);
    }

    /// A number its owner no longer has; the operator sells it again.
    void giveBack(String phone) {
        if (returnedPhones.size() < 1_000) {
            returnedPhones.addLast(phone);
        }
    }

    /// Eighteen digits as the national code platform gives.
    String qid() {
        return "16" + digits(next("qid", 9_999_999_999_999_991L), 16);
    }

    /// A running key such as `DT00000012`.
    String key(String prefix) {
        return prefix + digits(counters.merge("key" + prefix, 1L, Long::sum), 8);
    }

    private static Map<String, String> cardPrefixes() {
        var text =
                "01 01 02 07 04 080 06 095 08 07 10 06 11 04 12 04 14 05 15 06 17 11 19 09 20 08 22 10 24 12 25 13 26 13"
                        + " 27 12 30 14 31 03 33 14 34 15 35 16 36 16 37 16 38 17 40 18 42 18 44 19 45 19 46 19 48 20 49"
                        + " 20 51 21 52 21 54 22 56 22 58 26 60 26 62 23 64 230 66 24 67 245 68 25 70 285 72 29 74 280"
                        + " 75 27 77 27 79 02 80 30 82 31 83 32 84 33 86 33 87 34 89 35 91 37 92 36 93 36 94 36 95 38"
                        + " 96 38";
        var map = new HashMap<String, String>();
        var words = List.of(text.split(" ", -1));
        for (int i = 0; i < words.size(); i += 2) {
            map.put(words.get(i), words.get(i + 1));
        }
        return Map.copyOf(map);
    }
}
