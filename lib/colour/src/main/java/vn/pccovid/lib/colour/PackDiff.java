package vn.pccovid.lib.colour;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.colour.PackRule.Words;

/// What is different between two versions of a pack, in words: not which lines of a file, but which
/// sentence, colour or length of time changed, and which rules that touches.
public final class PackDiff {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd/MM/uuuu HH:mm");
    private static final ZoneOffset VIETNAM = ZoneOffset.ofHours(7);

    /// What kind of thing changed, for programs and for the eye.
    public enum Kind {
        RULE_ADDED,
        RULE_REMOVED,
        RULE_CHANGED,
        RULE_MOVED,
        NUMBER_CHANGED,
        SENTENCE_CHANGED,
        TIME_CHANGED,
        OTHER
    }

    /// One difference.
    ///
    /// @param what the rule, number or sentence by its name in the pack
    /// @param words a whole sentence in both languages
    public record Change(Kind kind, String what, Words words) {}

    private final RulePack before;
    private final RulePack after;
    private final List<Change> changes = new ArrayList<>();

    private PackDiff(RulePack before, RulePack after) {
        this.before = before;
        this.after = after;
    }

    /// The differences from one version to another, most telling first; empty when both say the
    /// same.
    public static List<Change> between(RulePack before, RulePack after) {
        return new PackDiff(before, after).run();
    }

    private List<Change> run() {
        rules();
        numbers();
        sentences();
        time();
        rest();
        return List.copyOf(changes);
    }

    private void rules() {
        Map<String, RulePack.Rule> old = byId(before);
        Map<String, RulePack.Rule> now = byId(after);
        now.forEach((id, rule) -> {
            if (!old.containsKey(id)) {
                add(Kind.RULE_ADDED, id, "Thêm quy tắc ", "New rule ", described(after, rule));
            }
        });
        old.forEach((id, rule) -> {
            if (!now.containsKey(id)) {
                add(
                        Kind.RULE_REMOVED,
                        id,
                        "Bỏ quy tắc ",
                        "Rule removed: ",
                        described(before, rule));
            }
        });
        old.forEach((id, rule) -> {
            RulePack.Rule other = now.get(id);
            if (other != null) {
                changed(rule, other);
            }
        });
        List<String> order = minima(before, now);
        List<String> newOrder = minima(after, old);
        if (!order.equals(newOrder)) {
            add(
                    Kind.RULE_MOVED,
                    "",
                    "Thứ tự xét các quy tắc đổi từ ",
                    "The order in which rules are asked changes from ",
                    new Words(
                            String.join(", ", order) + " thành " + String.join(", ", newOrder),
                            String.join(", ", order) + " to " + String.join(", ", newOrder)));
        }
    }

    private static List<String> minima(RulePack pack, Map<String, RulePack.Rule> alsoIn) {
        return pack.rules().stream()
                .map(RulePack.Rule::rule)
                .filter(r -> r.kind() == PackRule.Kind.MINIMUM && alsoIn.containsKey(r.id()))
                .map(PackRule::id)
                .toList();
    }

    private void changed(RulePack.Rule old, RulePack.Rule now) {
        PackRule a = old.rule();
        PackRule b = now.rule();
        List<Words> parts = new ArrayList<>();
        if (a.colour() != b.colour()) {
            parts.add(
                    new Words(
                            "màu đổi từ " + vi(a.colour()) + " thành " + vi(b.colour()),
                            "the colour changes from " + en(a.colour()) + " to " + en(b.colour())));
        }
        if (a.kind() != b.kind()) {
            parts.add(
                    new Words(
                            "loại đổi từ " + vi(a.kind()) + " thành " + vi(b.kind()),
                            "the kind changes from " + en(a.kind()) + " to " + en(b.kind())));
        }
        if (!a.sentence().equals(b.sentence())) {
            parts.add(
                    new Words(
                            "căn cứ đổi từ câu %s sang câu %s"
                                    .formatted(a.sentence(), b.sentence()),
                            "it rests on sentence %s instead of %s"
                                    .formatted(b.sentence(), a.sentence())));
        }
        if (!flat(a.when()).equals(flat(b.when()))) {
            parts.add(
                    new Words(
                            "điều kiện «%s» thành «%s»".formatted(flat(a.when()), flat(b.when())),
                            "the condition “%s” becomes “%s”"
                                    .formatted(flat(a.when()), flat(b.when()))));
        }
        if (!a.reason().equals(b.reason())) {
            parts.add(
                    new Words(
                            "lý do cho người dân: «" + b.reason().vi() + "»",
                            "the reason people read: “" + b.reason().en() + "”"));
        }
        if (!a.nextStep().equals(b.nextStep())) {
            parts.add(
                    new Words(
                            "việc cần làm: «" + b.nextStep().vi() + "»",
                            "the next step: “" + b.nextStep().en() + "”"));
        }
        if (!java.util.Objects.equals(a.stay(), b.stay())) {
            parts.add(
                    new Words(
                            "ngày xét nghiệm khi ở lại: %s".formatted(tests(b)),
                            "tests due while staying: %s".formatted(tests(b))));
        }
        if (a.lackOfData() != b.lackOfData()) {
            parts.add(
                    b.lackOfData()
                            ? new Words(
                                    "nay là đỏ vì thiếu dữ liệu", "it is now red for lack of data")
                            : new Words(
                                    "không còn là đỏ vì thiếu dữ liệu",
                                    "it is no longer red for lack of data"));
        }
        if (!old.gaps().equals(now.gaps())) {
            parts.add(
                    new Words(
                            "các thiếu sót được nêu: " + String.join(", ", now.gaps()),
                            "what it names as missing: " + String.join(", ", now.gaps())));
        }
        if (!parts.isEmpty()) {
            add(
                    Kind.RULE_CHANGED,
                    a.id(),
                    "Quy tắc " + a.id() + ": ",
                    "Rule " + a.id() + ": ",
                    new Words(
                            parts.stream().map(Words::vi).collect(Collectors.joining("; ")),
                            parts.stream().map(Words::en).collect(Collectors.joining("; "))));
        }
    }

    private void numbers() {
        each(
                before.parameters(),
                after.parameters(),
                (name, old, now) -> {
                    if (old == null && now != null) {
                        add(
                                Kind.NUMBER_CHANGED,
                                name,
                                "Thêm con số " + name + ": ",
                                "New number " + name + ": ",
                                with(length(now.value()), usedBy(after, name)));
                    } else if (old != null && now == null) {
                        add(
                                Kind.NUMBER_CHANGED,
                                name,
                                "Bỏ con số " + name + ": ",
                                "Number removed: " + name + ", ",
                                length(old.value()));
                    } else if (old != null && now != null && !old.equals(now)) {
                        number(name, old, now);
                    }
                });
    }

    private void number(String name, RulePack.Parameter old, RulePack.Parameter now) {
        Words change =
                old.value().equals(now.value())
                        ? length(now.value())
                        : new Words(
                                length(old.value()).vi() + " thành " + length(now.value()).vi(),
                                length(old.value()).en() + " becomes " + length(now.value()).en());
        if (!old.source().equals(now.source())) {
            change =
                    with(
                            change,
                            new Words("; nguồn: " + now.source(), "; source: " + now.source()));
        }
        if (old.certain() != now.certain()) {
            change =
                    with(
                            change,
                            now.certain()
                                    ? new Words("; nay đã chắc chắn", "; now certain")
                                    : new Words("; nay chưa chắc chắn", "; now uncertain"));
        }
        add(
                Kind.NUMBER_CHANGED,
                name,
                "Con số " + name + ": ",
                "Number " + name + ": ",
                with(change, usedBy(after, name)));
    }

    private void sentences() {
        each(
                before.sentences(),
                after.sentences(),
                (id, old, now) -> {
                    if (Objects.equals(old, now)) {
                        return;
                    }
                    Words words;
                    if (old == null && now != null) {
                        words =
                                new Words(
                                        "Thêm câu %s: «%s» (%s)"
                                                .formatted(id, now.vietnamese(), now.source()),
                                        "New sentence %s: “%s” (%s)"
                                                .formatted(id, now.text(), now.source()));
                    } else if (old != null && now == null) {
                        words =
                                new Words(
                                        "Bỏ câu %s: «%s»".formatted(id, old.vietnamese()),
                                        "Sentence %s removed: “%s”".formatted(id, old.text()));
                    } else {
                        RulePack.Sentence a = Objects.requireNonNull(old);
                        RulePack.Sentence b = Objects.requireNonNull(now);
                        words =
                                new Words(
                                        "Câu %s: «%s» (%s) thành «%s» (%s)"
                                                .formatted(
                                                        id,
                                                        a.vietnamese(),
                                                        a.source(),
                                                        b.vietnamese(),
                                                        b.source()),
                                        "Sentence %s: “%s” (%s) becomes “%s” (%s)"
                                                .formatted(
                                                        id,
                                                        a.text(),
                                                        a.source(),
                                                        b.text(),
                                                        b.source()));
                    }
                    changes.add(new Change(Kind.SENTENCE_CHANGED, id, words));
                });
    }

    private void time() {
        if (!before.from().equals(after.from())) {
            add(
                    Kind.TIME_CHANGED,
                    "from",
                    "Có hiệu lực từ ",
                    "In force from ",
                    new Words(
                            "%s thay vì %s".formatted(at(after.from()), at(before.from())),
                            "%s instead of %s".formatted(at(after.from()), at(before.from()))));
        }
        if (!Objects.equals(before.until(), after.until())) {
            add(
                    Kind.TIME_CHANGED,
                    "until",
                    "Hết hiệu lực: ",
                    "Ends: ",
                    new Words(
                            "%s thay vì %s".formatted(end(after, true), end(before, true)),
                            "%s instead of %s".formatted(end(after, false), end(before, false))));
        }
    }

    private void rest() {
        if (!before.jurisdiction().equals(after.jurisdiction())
                || before.layer() != after.layer()) {
            add(
                    Kind.OTHER,
                    "jurisdiction",
                    "Phạm vi áp dụng đổi: ",
                    "It holds for another area: ",
                    new Words(
                            place(before) + " → " + place(after),
                            place(before) + " → " + place(after)));
        }
        if (!Objects.equals(before.courses(), after.courses())) {
            changes.add(
                    new Change(
                            Kind.OTHER,
                            "vaccines",
                            new Words(
                                    "Bảng số mũi của từng loại vắc xin thay đổi",
                                    "The table of doses per vaccine changes")));
        }
        each(
                before.gaps(),
                after.gaps(),
                (code, old, now) -> {
                    if (old == null || now == null || !said(old).equals(said(now))) {
                        changes.add(
                                new Change(
                                        Kind.OTHER,
                                        code,
                                        new Words(
                                                "Thiếu sót "
                                                        + code
                                                        + (now == null
                                                                ? " bị bỏ"
                                                                : ": «" + now.vi() + "»"),
                                                "What may be missing, "
                                                        + code
                                                        + (now == null
                                                                ? ", is removed"
                                                                : ": “" + now.en() + "”"))));
                    }
                });
        if (!before.title().equals(after.title())) {
            add(Kind.OTHER, "title", "Tên gọi: ", "Title: ", after.title());
        }
    }

    private static Words said(RulePack.Gap gap) {
        return new Words(gap.vi(), gap.en());
    }

    private static String place(RulePack pack) {
        return pack.jurisdiction().isEmpty() ? "VN" : pack.jurisdiction();
    }

    private static String end(RulePack pack, boolean vi) {
        Instant until = pack.until();
        return until == null ? (vi ? "chưa định" : "no end") : at(until);
    }

    private static String at(Instant at) {
        return DAY.format(at.atOffset(VIETNAM));
    }

    private Words described(RulePack pack, RulePack.Rule rule) {
        PackRule r = rule.rule();
        RulePack.Sentence sentence = Objects.requireNonNull(pack.sentences().get(r.sentence()));
        Words lengths = lengths(pack, r);
        return new Words(
                "%s: %s, %s, theo câu %s «%s»%s"
                        .formatted(
                                r.id(),
                                vi(r.colour()),
                                vi(r.kind()),
                                r.sentence(),
                                sentence.vietnamese(),
                                lengths.vi()),
                "%s: %s, %s, by sentence %s “%s”%s"
                        .formatted(
                                r.id(),
                                en(r.colour()),
                                en(r.kind()),
                                r.sentence(),
                                sentence.text(),
                                lengths.en()));
    }

    /// The numbers a rule uses.
    private static Words lengths(RulePack pack, PackRule rule) {
        StringBuilder vi = new StringBuilder();
        StringBuilder en = new StringBuilder();
        pack.parameters()
                .forEach((name, parameter) -> {
                    if (uses(rule, name)) {
                        Words length = length(parameter.value());
                        vi.append("; ").append(name).append(" = ").append(length.vi());
                        en.append("; ").append(name).append(" = ").append(length.en());
                    }
                });
        return new Words(vi.toString(), en.toString());
    }

    private static Words usedBy(RulePack pack, String parameter) {
        String rules =
                pack.rules().stream()
                        .map(RulePack.Rule::rule)
                        .filter(rule -> uses(rule, parameter))
                        .map(PackRule::id)
                        .collect(Collectors.joining(", "));
        return rules.isEmpty()
                ? new Words("", "")
                : new Words(" (quy tắc " + rules + ")", " (rules " + rules + ")");
    }

    private static boolean uses(PackRule rule, String parameter) {
        return Pattern.compile("\\b" + Pattern.quote(parameter) + "\\b")
                .matcher(rule.when())
                .find();
    }

    /// `days(14)` as people say it.
    static Words length(String value) {
        var parts = Pattern.compile("(hours|days|months)\\((\\d+)\\)").matcher(value.strip());
        if (!parts.matches()) {
            return new Words(value, value);
        }
        int n = Integer.parseInt(parts.group(2));
        String unit = parts.group(1);
        return switch (unit) {
            case "hours" -> new Words(n + " giờ", n + (n == 1 ? " hour" : " hours"));
            case "days" -> new Words(n + " ngày", n + (n == 1 ? " day" : " days"));
            default -> new Words(n + " tháng", n + (n == 1 ? " month" : " months"));
        };
    }

    private static String vi(Colour colour) {
        return switch (colour) {
            case GREEN -> "xanh";
            case YELLOW -> "vàng";
            case RED -> "đỏ";
        };
    }

    private static String en(Colour colour) {
        return colour.name().toLowerCase(Locale.ROOT);
    }

    private static String vi(PackRule.Kind kind) {
        return switch (kind) {
            case ORDER -> "bắt buộc";
            case GUARANTEE -> "bảo đảm";
            case MINIMUM -> "mức tối thiểu";
        };
    }

    private static String en(PackRule.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String flat(String expression) {
        return expression.strip().replaceAll("\\s+", " ");
    }

    private static Words with(Words first, Words then) {
        return new Words(first.vi() + then.vi(), first.en() + then.en());
    }

    private void add(Kind kind, String what, String vi, String en, Words rest) {
        changes.add(new Change(kind, what, with(new Words(vi, en), rest)));
    }

    private static Map<String, RulePack.Rule> byId(RulePack pack) {
        Map<String, RulePack.Rule> rules = new LinkedHashMap<>();
        pack.rules().forEach(rule -> rules.put(rule.rule().id(), rule));
        return rules;
    }

    @FunctionalInterface
    private interface Pair<V> {
        void of(String key, @Nullable V before, @Nullable V after);
    }

    private static <V> void each(Map<String, V> before, Map<String, V> after, Pair<V> pair) {
        before.forEach((key, value) -> pair.of(key, value, after.get(key)));
        after.forEach((key, value) -> {
            if (!before.containsKey(key)) {
                pair.of(key, null, value);
            }
        });
    }

    private static String tests(PackRule rule) {
        PackRule.Stay stay = rule.stay();
        return stay == null
                ? "–"
                : stay.anchor().name().toLowerCase(java.util.Locale.ROOT) + " " + stay.tests();
    }
}
