package vn.pccovid.lib.territory;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds the area a typed address means.
///
/// Every run of one to six words that is a known name (marks removed) is a *mention*, worth more
/// when the marks agree and the type word before it (`P.`, `Quận`, `TX`) fits. A commune, district
/// or province earns the sum of its own mention and those of the areas above it that do not
/// overlap; the best sum wins, equal sums are an ambiguity. A number is a name only after a type
/// word.
final class AddressReader {
    private static final int MAX_TEXT = 300;
    private static final int MAX_NAME_WORDS = 6;
    private static final double TIE = 0.05;

    /// A longer name beats the shorter one it begins with (`Tam Giang Đông`, `Tam Giang`); more
    /// than `TIE`.
    private static final double PER_WORD = 0.06;

    private static final Map<String, Set<AreaType>> TYPE_WORDS =
            Map.ofEntries(
                    Map.entry("p", Set.of(AreaType.PHUONG)),
                    Map.entry("ph", Set.of(AreaType.PHUONG)),
                    Map.entry("phuong", Set.of(AreaType.PHUONG)),
                    Map.entry("x", Set.of(AreaType.XA)),
                    Map.entry("xa", Set.of(AreaType.XA)),
                    Map.entry("tt", Set.of(AreaType.THI_TRAN)),
                    Map.entry("thi tran", Set.of(AreaType.THI_TRAN)),
                    Map.entry("q", Set.of(AreaType.QUAN)),
                    Map.entry("quan", Set.of(AreaType.QUAN)),
                    Map.entry("h", Set.of(AreaType.HUYEN)),
                    Map.entry("huyen", Set.of(AreaType.HUYEN)),
                    Map.entry("tx", Set.of(AreaType.THI_XA)),
                    Map.entry("thi xa", Set.of(AreaType.THI_XA)),
                    Map.entry("tp", Set.of(AreaType.THANH_PHO)),
                    Map.entry("thanh pho", Set.of(AreaType.THANH_PHO)),
                    Map.entry("t", Set.of(AreaType.TINH)),
                    Map.entry("tinh", Set.of(AreaType.TINH)),
                    Map.entry("dac khu", Set.of(AreaType.DAC_KHU)));

    /// Short names in daily use, by province code of 2016–2025.
    private static final Map<String, String> NICKNAMES =
            Map.ofEntries(
                    Map.entry("hn", "01"),
                    Map.entry("tphn", "01"),
                    Map.entry("hcm", "79"),
                    Map.entry("tphcm", "79"),
                    Map.entry("hcmc", "79"),
                    Map.entry("sai gon", "79"),
                    Map.entry("sg", "79"),
                    Map.entry("hp", "31"),
                    Map.entry("hue", "46"),
                    Map.entry("tt hue", "46"),
                    Map.entry("brvt", "77"),
                    Map.entry("vung tau", "77"),
                    Map.entry("daklak", "66"),
                    Map.entry("dac lac", "66"),
                    Map.entry("daknong", "67"),
                    Map.entry("khoa", "56"),
                    Map.entry("k hoa", "56"));

    /// Words after which a name is that of a road or hamlet, not of an area.
    private static final Set<String> NOT_AN_AREA =
            Set.of("duong", "pho", "thon", "ap", "khom", "ngo", "ngach", "hem", "khu", "so");

    private final Map<String, List<Name>> names = new HashMap<>();

    /// Words of the longest name that begins with a word.
    private final Map<String, Integer> longest = new HashMap<>();

    /// Words of names, as written in them, already folded.
    private final Map<String, Folded> folded = new HashMap<>();

    private final CodeList list;

    AddressReader(CodeList list) {
        this.list = list;
        for (var area : list.all()) {
            addName(area, area.bareName(), false);
        }
        NICKNAMES.forEach((nickname, code) ->
                list.find(code).ifPresent(province -> addName(province, nickname, true)));
    }

    private void addName(Area area, String text, boolean nickname) {
        for (var word : text.split(" ", -1)) {
            folded.computeIfAbsent(word, Folded::of);
            folded.computeIfAbsent(word.toLowerCase(Locale.ROOT), Folded::of);
        }
        var words = words(text);
        var base = join(words, 0, words.size(), Word::base);
        var accented = join(words, 0, words.size(), Word::accented);
        names.computeIfAbsent(base, key -> new ArrayList<>())
                .add(new Name(area, accented, nickname));
        longest.merge(words.getFirst().base, words.size(), Math::max);
    }

    private record Folded(String base, String accented) {
        static Folded of(String word) {
            var base = Fold.base(word);
            return new Folded(base, Fold.isNumber(word) ? base : Fold.accented(word));
        }
    }

    private record Name(Area area, String accented, boolean nickname) {}

    private record Word(String base, String accented, int segment) {}

    /// A known name at words `from` (type word included) to `to` (exclusive).
    private record Mention(Area area, int from, int to, double worth) {
        boolean overlaps(Mention other) {
            return from < other.to && other.from < to;
        }
    }

    private record Chain(Area area, double worth, int mentions) {}

    Resolution read(String text, String within) {
        var words = words(text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text);
        boolean marks = words.stream().anyMatch(word -> !word.accented.equals(word.base));
        var mentions = new HashMap<String, List<Mention>>();
        for (int from = 0; from < words.size(); from++) {
            int most = Math.min(MAX_NAME_WORDS, longest.getOrDefault(words.get(from).base, 0));
            for (int to = from + 1;
                    to <= Math.min(words.size(), from + most)
                            && words.get(to - 1).segment == words.get(from).segment;
                    to++) {
                mention(words, from, to, marks, within, mentions);
            }
        }
        var chains = new ArrayList<Chain>();
        for (var same : mentions.values()) {
            same.stream()
                    .map(mention -> chain(mention, mentions))
                    .max(Comparator.comparingDouble(Chain::worth))
                    .ifPresent(chains::add);
        }
        chains.sort(Comparator.comparingDouble(Chain::worth).reversed());
        return decide(chains, within);
    }

    private void mention(
            List<Word> words,
            int from,
            int to,
            boolean marks,
            String within,
            Map<String, List<Mention>> mentions) {
        var known = names.get(join(words, from, to, Word::base));
        if (known == null) {
            return;
        }
        var typeWord = typeBefore(words, from);
        if (typeWord == null
                && from > 0
                && words.get(from - 1).segment == words.get(from).segment
                && NOT_AN_AREA.contains(words.get(from - 1).base)) {
            return;
        }
        var typed = join(words, from, to, Word::accented);
        boolean typedPlain = typed.equals(join(words, from, to, Word::base));
        boolean number = to == from + 1 && Fold.isNumber(words.get(from).base);
        for (var name : known) {
            var area = name.area;
            if (!within.isEmpty()
                    && !area.path().equals(within)
                    && !area.path().startsWith(within + "/")
                    && !within.startsWith(area.path())) {
                continue;
            }
            double worth = agreement(typed, typedPlain, marks, name) + PER_WORD * (to - from);
            int start = from;
            if (typeWord != null) {
                if (typeWord.types.contains(area.type())) {
                    worth += 0.3;
                } else if (sameLevel(typeWord.types, area)) {
                    worth -= 0.4;
                } else {
                    continue;
                }
                start = from - typeWord.length;
            } else if (number) {
                continue;
            } else if (to - from == 1 && words.get(from).base.length() < 3 && !name.nickname) {
                worth -= 0.4;
            }
            mentions.computeIfAbsent(area.path(), path -> new ArrayList<>())
                    .add(new Mention(area, start, to, worth));
        }
    }

    /// 1 when the marks agree; 0.9 when the whole text was typed without marks, which then say
    /// nothing; 0.5 when they differ.
    private static double agreement(String typed, boolean plain, boolean marks, Name name) {
        if (name.nickname) {
            return 1;
        }
        if (plain && !marks) {
            return 0.9;
        }
        return typed.equals(name.accented) ? 1 : plain ? 0.8 : 0.5;
    }

    private record TypeWord(Set<AreaType> types, int length) {}

    private static @Nullable TypeWord typeBefore(List<Word> words, int at) {
        for (int length = 2; length >= 1; length--) {
            int start = at - length;
            if (start >= 0 && words.get(start).segment == words.get(at).segment) {
                var types = TYPE_WORDS.get(join(words, start, at, Word::base));
                if (types != null) {
                    return new TypeWord(types, length);
                }
            }
        }
        return null;
    }

    private static boolean sameLevel(Set<AreaType> types, Area area) {
        return types.stream()
                .anyMatch(type ->
                        switch (type) {
                            case TINH -> area.level() == AreaLevel.PROVINCE;
                            case THANH_PHO -> area.level() != AreaLevel.COMMUNE;
                            case QUAN, HUYEN, THI_XA -> area.level() == AreaLevel.DISTRICT;
                            case PHUONG, XA, THI_TRAN, DAC_KHU -> area.level() == AreaLevel.COMMUNE;
                        });
    }

    private Chain chain(Mention lowest, Map<String, List<Mention>> mentions) {
        double worth = lowest.worth;
        int count = 1;
        var used = new ArrayList<>(List.of(lowest));
        for (var above = list.parent(lowest.area);
                above.isPresent();
                above = above.flatMap(list::parent)) {
            Mention best = null;
            for (var mention : mentions.getOrDefault(above.get().path(), List.of())) {
                if (used.stream().noneMatch(mention::overlaps)
                        && (best == null || mention.worth > best.worth)) {
                    best = mention;
                }
            }
            if (best != null) {
                worth += best.worth - (best.from < lowest.from ? 0.3 : 0);
                count++;
                used.add(best);
            }
        }
        return new Chain(lowest.area, worth, count);
    }

    private Resolution decide(List<Chain> chains, String within) {
        if (chains.isEmpty()) {
            return Resolution.NOTHING;
        }
        var best = chains.getFirst();
        var ties =
                chains.stream()
                        .filter(chain -> chain.worth > best.worth - TIE)
                        .map(Chain::area)
                        .distinct()
                        .toList();
        var common = list.common(ties).orElse(null);
        double quality = Math.min(1, best.worth / best.mentions);
        if (ties.size() > 1 && common != null && ties.contains(common)) {
            // A district and its seat share a name: the wider reading claims less.
            return new Resolution(common, quality * support(best, common), List.of());
        }
        if (ties.size() > 1) {
            return new Resolution(common, common == null ? 0 : quality / 2, ties);
        }
        var context = within.isEmpty() ? 0 : within.split("/", -1).length;
        var known = new Chain(best.area, best.worth, Math.min(3, best.mentions + context));
        return new Resolution(best.area, quality * support(known, best.area), List.of());
    }

    /// How much of the way up was named: a lone commune name is a guess even when it is unique.
    private static double support(Chain chain, Area area) {
        int depth = area.path().split("/", -1).length;
        int missing = Math.max(0, depth - chain.mentions);
        return switch (missing) {
            case 0 -> 0.99;
            case 1 -> 0.93;
            default -> 0.7;
        };
    }

    /// Runs of letters (with marks and apostrophes) and runs of digits; a comma, semicolon, slash
    /// or new line begins the next segment.
    private List<Word> words(String text) {
        var words = new ArrayList<Word>();
        int segment = 0;
        var normal = Normalizer.normalize(text, Normalizer.Form.NFC);
        int i = 0;
        while (i < normal.length()) {
            char c = normal.charAt(i);
            int start = i++;
            if (c == ',' || c == ';' || c == '/' || c == '\n') {
                segment++;
            } else if (digit(c)) {
                while (i < normal.length() && digit(normal.charAt(i))) {
                    i++;
                }
                words.add(word(normal.substring(start, i), segment));
            } else if (letter(c)) {
                while (i < normal.length() && letter(normal.charAt(i))) {
                    i++;
                }
                words.add(word(normal.substring(start, i), segment));
            }
        }
        return words;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean letter(char c) {
        return Character.isLetter(c)
                || c == '\''
                || c == '’'
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.ENCLOSING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK;
    }

    private Word word(String text, int segment) {
        var known = folded.get(text);
        if (known == null) {
            known = Folded.of(text);
        }
        return new Word(known.base, known.accented, segment);
    }

    private static String join(List<Word> words, int from, int to, Function<Word, String> part) {
        if (to == from + 1) {
            return part.apply(words.get(from));
        }
        var out = new StringBuilder();
        for (int i = from; i < to; i++) {
            if (i > from) {
                out.append(' ');
            }
            out.append(part.apply(words.get(i)));
        }
        return out.toString();
    }
}
