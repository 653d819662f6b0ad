package vn.pccovid.lib.linkage;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import vn.pccovid.lib.identity.BirthDate;

/// Where two values differ, for the eyes of whoever decides: names by syllable, tone and letter,
/// numbers and dates by digit. Says nothing about likelihood; that is [LinkageModel]'s.
///
/// Marks are symmetric: `of(a, b)` has on the left what `of(b, a)` has on the right.
public final class Differences {
    /// From this many differing digits on two numbers are two numbers, and where they happen to
    /// agree is nobody's business.
    public static final int MOST_DIGITS = 3;

    private static final int GAP = 5;

    private Differences() {}

    /// Marks of two texts, each in its own positions; both empty when the texts say the same.
    public record Marked(List<Mark> left, List<Mark> right) {
        public static final Marked NONE = new Marked(List.of(), List.of());

        public Marked {
            left = List.copyOf(left);
            right = List.copyOf(right);
        }

        public boolean none() {
            return left.isEmpty() && right.isEmpty();
        }
    }

    /// A word of a name with where it stands.
    ///
    /// @param base letters folded to a–z
    /// @param letters lower case with ă â ê ô ơ ư đ, without tone
    /// @param tone the combining tone marks
    private record Part(int from, int to, String shown, String base, String letters, String tone) {
        boolean same(Part other) {
            return letters.equals(other.letters) && tone.equals(other.tone);
        }

        Mark whole(Mark.Kind kind) {
            return new Mark(from, to, kind);
        }
    }

    /// Two names as shown. A name written without any accent is not marked for lacking them: its
    /// level says so, and every syllable would be marked.
    public static Marked names(String a, String b) {
        List<Part> left = parts(a);
        List<Part> right = parts(b);
        boolean bare = bare(a) || bare(b);
        List<int[]> pairs = align(left, right);
        List<Mark> onLeft = new ArrayList<>();
        List<Mark> onRight = new ArrayList<>();
        List<Part> alone = new ArrayList<>();
        List<Part> aloneRight = new ArrayList<>();
        for (int[] pair : pairs) {
            Part l = pair[0] < 0 ? null : left.get(pair[0]);
            Part r = pair[1] < 0 ? null : right.get(pair[1]);
            if (l != null && r != null && (l.same(r) || (bare && l.base.equals(r.base)))) {
                continue;
            }
            if (l != null && r != null && l.base.equals(r.base)) {
                accents(l, r, onLeft, onRight);
            } else if (l != null && r != null && Syllables.oneEdit(l.base, r.base)) {
                letters(l, r, onLeft, onRight);
            } else {
                if (l != null) {
                    alone.add(l);
                }
                if (r != null) {
                    aloneRight.add(r);
                }
            }
        }
        boolean gaps = left.size() != right.size();
        for (Part l : alone) {
            onLeft.add(l.whole(kind(l, aloneRight, bare, gaps && left.size() > right.size())));
        }
        for (Part r : aloneRight) {
            onRight.add(r.whole(kind(r, alone, bare, gaps && right.size() > left.size())));
        }
        onLeft.sort((x, y) -> Integer.compare(x.from(), y.from()));
        onRight.sort((x, y) -> Integer.compare(x.from(), y.from()));
        return new Marked(onLeft, onRight);
    }

    private static Mark.Kind kind(Part part, List<Part> others, boolean bare, boolean longer) {
        for (Part other : others) {
            if (part.same(other) || (bare && part.base.equals(other.base))) {
                return Mark.Kind.ORDER;
            }
        }
        return longer && others.isEmpty() ? Mark.Kind.MISSING : Mark.Kind.SYLLABLE;
    }

    /// Same letters a–z, other accents: the letters that carry the difference.
    private static void accents(Part l, Part r, List<Mark> onLeft, List<Mark> onRight) {
        boolean toneOnly = l.letters.equals(r.letters);
        List<Mark> left = new ArrayList<>();
        List<Mark> right = new ArrayList<>();
        for (int i = 0; i < Math.min(l.shown.length(), r.shown.length()); i++) {
            String x = l.shown.substring(i, i + 1).toLowerCase(Locale.ROOT);
            String y = r.shown.substring(i, i + 1).toLowerCase(Locale.ROOT);
            if (!x.equals(y)) {
                Mark.Kind kind =
                        toneOnly || toneless(x).equals(toneless(y))
                                ? Mark.Kind.TONE
                                : Mark.Kind.LETTER;
                left.add(new Mark(l.from + i, l.from + i + 1, kind));
                right.add(new Mark(r.from + i, r.from + i + 1, kind));
            }
        }
        onLeft.addAll(left);
        onRight.addAll(right);
    }

    /// One letter apart: what is left between the equal beginning and the equal end. Where one side
    /// has nothing left its neighbour is marked, so that both sides show the place.
    private static void letters(Part l, Part r, List<Mark> onLeft, List<Mark> onRight) {
        int from = 0;
        int shorter = Math.min(l.base.length(), r.base.length());
        while (from < shorter && l.base.charAt(from) == r.base.charAt(from)) {
            from++;
        }
        int behind = 0;
        while (behind < shorter - from
                && l.base.charAt(l.base.length() - 1 - behind)
                        == r.base.charAt(r.base.length() - 1 - behind)) {
            behind++;
        }
        onLeft.add(letter(l, from, behind));
        onRight.add(letter(r, from, behind));
    }

    private static Mark letter(Part part, int from, int behind) {
        int to = part.shown.length() - behind;
        int at = Math.min(from, to);
        if (at == to) {
            // Nothing stands here; point at the letter before it, or the first.
            at = Math.max(0, at - 1);
            to = at + 1;
        }
        return new Mark(part.from + at, part.from + to, Mark.Kind.LETTER);
    }

    /// Words in the cheapest alignment: pairs of indices, -1 where a word has no partner.
    private static List<int[]> align(List<Part> left, List<Part> right) {
        int n = left.size();
        int m = right.size();
        int[][] cost = new int[n + 1][m + 1];
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= m; j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = (i + j) * GAP;
                    continue;
                }
                cost[i][j] =
                        Math.min(
                                cost[i - 1][j - 1] + distance(left.get(i - 1), right.get(j - 1)),
                                Math.min(cost[i - 1][j], cost[i][j - 1]) + GAP);
            }
        }
        List<int[]> pairs = new ArrayList<>();
        int i = n;
        int j = m;
        while (i > 0 || j > 0) {
            if (i > 0
                    && j > 0
                    && cost[i][j]
                            == cost[i - 1][j - 1] + distance(left.get(i - 1), right.get(j - 1))) {
                pairs.add(new int[] {--i, --j});
            } else if (i > 0 && cost[i][j] == cost[i - 1][j] + GAP) {
                pairs.add(new int[] {--i, -1});
            } else {
                pairs.add(new int[] {-1, --j});
            }
        }
        Collections.reverse(pairs);
        return pairs;
    }

    private static int distance(Part l, Part r) {
        if (l.same(r)) {
            return 0;
        }
        if (l.base.equals(r.base)) {
            return 1;
        }
        return Syllables.oneEdit(l.base, r.base) ? 4 : 9;
    }

    private static List<Part> parts(String shown) {
        List<Part> parts = new ArrayList<>();
        int from = -1;
        for (int i = 0; i <= shown.length(); i++) {
            boolean between =
                    i == shown.length() || shown.charAt(i) == ' ' || shown.charAt(i) == '-';
            if (!between && from < 0) {
                from = i;
            } else if (between && from >= 0) {
                parts.add(part(from, i, shown.substring(from, i)));
                from = -1;
            }
        }
        return parts;
    }

    private static Part part(int from, int to, String shown) {
        String lower = shown.toLowerCase(Locale.ROOT);
        StringBuilder tones = new StringBuilder();
        StringBuilder base = new StringBuilder();
        Normalizer.normalize(lower, Normalizer.Form.NFD)
                .chars()
                .forEach(c -> {
                    if (tone((char) c)) {
                        tones.append((char) c);
                    }
                    if (Character.getType(c) != Character.NON_SPACING_MARK) {
                        base.append(c == 'đ' ? 'd' : (char) c);
                    }
                });
        return new Part(from, to, shown, base.toString(), toneless(lower), tones.toString());
    }

    private static String toneless(String lower) {
        StringBuilder out = new StringBuilder();
        Normalizer.normalize(lower, Normalizer.Form.NFD)
                .chars()
                .filter(c -> !tone((char) c))
                .forEach(c -> out.append((char) c));
        return Normalizer.normalize(out, Normalizer.Form.NFC);
    }

    /// Grave, acute, tilde, hook above, dot below.
    private static boolean tone(char c) {
        return c == '\u0300' || c == '\u0301' || c == '\u0303' || c == '\u0309' || c == '\u0323';
    }

    private static boolean bare(String shown) {
        return shown.chars().allMatch(c -> c < 0x80);
    }

    /// Two numbers of one kind, in full. From the fourth differing digit on the whole is marked and
    /// no position given away: the caller may show the values masked.
    public static Marked numbers(String a, String b) {
        if (a.equals(b)) {
            return Marked.NONE;
        }
        if (a.length() != b.length()) {
            return oneMore(a, b);
        }
        List<Integer> at = new ArrayList<>();
        for (int i = 0; i < a.length(); i++) {
            if (a.charAt(i) != b.charAt(i)) {
                at.add(i);
            }
        }
        if (at.size() > MOST_DIGITS) {
            return whole(a, b);
        }
        if (at.size() == 2 && at.get(1) == at.get(0) + 1) {
            int i = at.getFirst();
            if (a.charAt(i) == b.charAt(i + 1) && a.charAt(i + 1) == b.charAt(i)) {
                List<Mark> swapped = List.of(new Mark(i, i + 2, Mark.Kind.SWAPPED));
                return new Marked(swapped, swapped);
            }
        }
        List<Mark> digits = at.stream().map(i -> new Mark(i, i + 1, Mark.Kind.DIGIT)).toList();
        return new Marked(digits, digits);
    }

    private static Marked oneMore(String a, String b) {
        boolean leftLonger = a.length() > b.length();
        String longer = leftLonger ? a : b;
        String shorter = leftLonger ? b : a;
        if (longer.length() != shorter.length() + 1) {
            return whole(a, b);
        }
        int from = 0;
        while (from < shorter.length() && longer.charAt(from) == shorter.charAt(from)) {
            from++;
        }
        if (!longer.substring(from + 1).equals(shorter.substring(from))) {
            return whole(a, b);
        }
        List<Mark> more = List.of(new Mark(from, from + 1, Mark.Kind.MISSING));
        return leftLonger ? new Marked(more, List.of()) : new Marked(List.of(), more);
    }

    /// A birth date as shown beside another: `05/09/1984`, `09/1984` or `1984`.
    public static String shown(BirthDate date) {
        return switch (date.precision()) {
            case YEAR -> "%04d".formatted(date.year());
            case MONTH -> "%02d/%04d".formatted(date.month(), date.year());
            case DAY -> "%02d/%02d/%04d".formatted(date.day(), date.month(), date.year());
        };
    }

    /// Two birth dates, in the positions of [#shown].
    public static Marked dates(BirthDate a, BirthDate b) {
        String x = shown(a);
        String y = shown(b);
        if (x.equals(y)) {
            return Marked.NONE;
        }
        if (x.length() == 10
                && y.length() == 10
                && a.year() == b.year()
                && a.day() == b.month()
                && a.month() == b.day()) {
            List<Mark> swapped = List.of(new Mark(0, 5, Mark.Kind.SWAPPED));
            return new Marked(swapped, swapped);
        }
        List<Mark> left = new ArrayList<>();
        List<Mark> right = new ArrayList<>();
        // Day, month and year, counted from the end: the year stands last in every form.
        int[] ends = {0, 5, 8};
        int[] widths = {4, 2, 2};
        for (int part = 2; part >= 0; part--) {
            int l = x.length() - ends[part] - widths[part];
            int r = y.length() - ends[part] - widths[part];
            if (l < 0 && r < 0) {
                continue;
            }
            if (l < 0) {
                right.add(new Mark(r, r + widths[part], Mark.Kind.MISSING));
            } else if (r < 0) {
                left.add(new Mark(l, l + widths[part], Mark.Kind.MISSING));
            } else {
                digits(x, y, l, r, widths[part], left, right);
            }
        }
        return new Marked(left, right);
    }

    private static void digits(
            String x, String y, int l, int r, int width, List<Mark> left, List<Mark> right) {
        for (int i = 0; i < width; i++) {
            if (x.charAt(l + i) != y.charAt(r + i)) {
                left.add(new Mark(l + i, l + i + 1, Mark.Kind.DIGIT));
                right.add(new Mark(r + i, r + i + 1, Mark.Kind.DIGIT));
            }
        }
    }

    /// Two values that are equal or not; upper and lower case are one.
    public static Marked values(String a, String b) {
        return a.equalsIgnoreCase(b) ? Marked.NONE : whole(a, b);
    }

    private static Marked whole(String a, String b) {
        return new Marked(
                a.isEmpty() ? List.of() : List.of(new Mark(0, a.length(), Mark.Kind.VALUE)),
                b.isEmpty() ? List.of() : List.of(new Mark(0, b.length(), Mark.Kind.VALUE)));
    }
}
