package vn.pccovid.server.person;

import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.DocumentNumber;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.linkage.Differences;
import vn.pccovid.lib.linkage.Field;
import vn.pccovid.lib.linkage.FieldEvidence;
import vn.pccovid.lib.linkage.Mark;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.lib.territory.Gazetteer;

/// Puts a record beside a person field by field, with marks where they differ. Numbers are shown
/// with their last four digits; marks point at positions and never tell a hidden digit.
/// Thread-safe.
@Component
class SideBySide {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    /// Other spellings of one field that are listed.
    private static final int MOST_OTHERS = 5;

    private final Clock clock;
    private final Gazetteer gazetteer = Gazetteer.standard();
    private final List<Spec<?>> specs =
            List.of(
                    new Spec<>(
                            "name",
                            Field.NAME,
                            PersonDescription::name,
                            FullName::display,
                            (a, b) -> Differences.names(a.display(), b.display())),
                    new Spec<>(
                            "birthDate",
                            Field.BIRTH_DATE,
                            PersonDescription::birthDate,
                            Differences::shown,
                            Differences::dates),
                    new Spec<>(
                            "sex",
                            Field.SEX,
                            d -> d.sex() == Sex.UNKNOWN ? null : d.sex(),
                            Sex::name,
                            (a, b) -> Differences.values(a.name(), b.name())),
                    number("citizenId", Field.CITIZEN_ID, d -> value(d.citizenId())),
                    number("idCard", Field.ID_CARD, d -> value(d.idCard())),
                    number("passport", Field.PASSPORT, d -> value(d.passport())),
                    number(
                            "insurance",
                            Field.INSURANCE,
                            d -> d.insurance() == null ? null : d.insurance().value()),
                    number("phone", Field.PHONE, d -> d.phone() == null ? null : d.phone().value()),
                    number("qid", Field.QID, PersonDescription::qid),
                    new Spec<>(
                            "documentTail",
                            Field.DOCUMENT_TAIL,
                            PersonDescription::documentTail,
                            t -> t,
                            Differences::numbers),
                    new Spec<>(
                            "area",
                            Field.RESIDENCE,
                            d ->
                                    d.residence() == null || d.residence().path().isEmpty()
                                            ? null
                                            : d.residence().path(),
                            this::areaName,
                            (a, b) -> Differences.values(areaName(a), areaName(b))),
                    new Spec<>("address", null, SideBySide::line, t -> t, Differences::values));

    SideBySide(Clock clock) {
        this.clock = clock;
    }

    /// One kind of field.
    private record Spec<T>(
            String name,
            @Nullable Field field,
            Function<PersonDescription, @Nullable T> value,
            Function<T, String> text,
            BiFunction<T, T, Differences.Marked> marks) {}

    /// A stretch that differs: `from` inclusive, `to` exclusive, in UTF-16 characters.
    record MarkView(int from, int to, String kind) {}

    /// @param text null if nothing is known
    record Cell(@Nullable String text, List<MarkView> marks) {}

    /// What another record of the person says.
    record Other(String text, List<MarkView> marks, List<String> sources) {}

    /// One field of both.
    ///
    /// @param level how it compared, null if the model did not compare it
    /// @param origin the source whose value is shown for the person
    /// @param fromRegister the register's value, which stands above what was typed elsewhere
    /// @param others what was typed elsewhere: never lost
    record Row(
            String field,
            @Nullable String level,
            @Nullable Double bits,
            Cell record,
            Cell person,
            @Nullable String origin,
            boolean fromRegister,
            List<Other> others) {}

    private static Spec<String> number(
            String name, Field field, Function<PersonDescription, @Nullable String> value) {
        return new Spec<>(name, field, value, Portrait::masked, Differences::numbers);
    }

    private static @Nullable String value(@Nullable DocumentNumber number) {
        return number == null ? null : number.value();
    }

    private static @Nullable String line(PersonDescription d) {
        Residence residence = d.residence();
        return residence == null || residence.line() == null || residence.line().isEmpty()
                ? null
                : residence.line();
    }

    /// Every field that either has.
    ///
    /// @param evidence of the comparison, for level and bits
    List<Row> rows(PersonDescription record, List<Stored> person, List<FieldEvidence> evidence) {
        List<Row> rows = new ArrayList<>();
        Portrait portrait = new Portrait(person);
        for (Spec<?> spec : specs) {
            Row row = row(spec, record, person, portrait, evidence);
            if (row != null) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static <T> @Nullable Row row(
            Spec<T> spec,
            PersonDescription record,
            List<Stored> person,
            Portrait portrait,
            List<FieldEvidence> evidence) {
        T left = spec.value.apply(record);
        Portrait.Chosen<T> chosen = portrait.choose(spec.value);
        if (left == null && chosen == null) {
            return null;
        }
        T right = chosen == null ? null : chosen.value();
        Differences.Marked marked =
                left == null || right == null
                        ? Differences.Marked.NONE
                        : spec.marks.apply(left, right);
        FieldEvidence said =
                evidence.stream().filter(e -> e.field() == spec.field).findFirst().orElse(null);
        return new Row(
                spec.name,
                said == null ? null : said.level(),
                said == null ? null : said.bits(),
                new Cell(left == null ? null : spec.text.apply(left), marks(marked.left())),
                new Cell(right == null ? null : spec.text.apply(right), marks(marked.right())),
                chosen == null ? null : chosen.from().source(),
                chosen != null && chosen.from().authoritative(),
                others(spec, left, right, person));
    }

    private static <T> List<Other> others(
            Spec<T> spec, @Nullable T left, @Nullable T shown, List<Stored> person) {
        Map<T, List<String>> sources = new LinkedHashMap<>();
        for (Stored stored : person) {
            T value = spec.value.apply(stored.description());
            if (value == null
                    || shown == null
                    || spec.text.apply(value).equals(spec.text.apply(shown))) {
                continue;
            }
            List<String> from = sources.computeIfAbsent(value, v -> new ArrayList<>());
            if (!from.contains(stored.source())) {
                from.add(stored.source());
            }
        }
        return sources.entrySet().stream()
                .limit(MOST_OTHERS)
                .map(e ->
                        new Other(
                                spec.text.apply(e.getKey()),
                                left == null
                                        ? List.of()
                                        : marks(spec.marks.apply(left, e.getKey()).right()),
                                e.getValue()))
                .toList();
    }

    private static List<MarkView> marks(List<Mark> marks) {
        return marks.stream()
                .map(m ->
                        new MarkView(
                                m.from(),
                                m.to(),
                                m.kind().name().toLowerCase(java.util.Locale.ROOT)))
                .toList();
    }

    /// The fields of one description as shown, in a fixed order. Dates as ISO 8601 as far as known.
    Map<String, String> fields(PersonDescription d) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Spec<?> spec : specs) {
            String text = text(spec, d);
            if (text != null) {
                fields.put(spec.name, text);
            }
        }
        if (d.birthDate() != null) {
            fields.put("birthDate", iso(d.birthDate()));
        }
        return fields;
    }

    private static <T> @Nullable String text(Spec<T> spec, PersonDescription d) {
        T value = spec.value.apply(d);
        return value == null ? null : spec.text.apply(value);
    }

    private static String iso(BirthDate date) {
        return switch (date.precision()) {
            case YEAR -> "%04d".formatted(date.year());
            case MONTH -> "%04d-%02d".formatted(date.year(), date.month());
            case DAY -> "%04d-%02d-%02d".formatted(date.year(), date.month(), date.day());
        };
    }

    /// What people call the area; its path where today's list does not know it.
    String areaName(String path) {
        return Objects.requireNonNull(
                gazetteer
                        .list(clock.instant().atZone(VIETNAM).toLocalDate())
                        .at(path)
                        .map(Area::name)
                        .orElse(path));
    }
}
