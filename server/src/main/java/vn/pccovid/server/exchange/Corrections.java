package vn.pccovid.server.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.IdCard;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.server.access.ProblemTable;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.Sentences;
import vn.pccovid.server.person.ExportedLink;
import vn.pccovid.server.person.People;

/// What a source should put right: what people asked for and an officer checked, rows it wrote
/// wrongly, and rows that contradict the population register about a person both know. Goes back to
/// the source itself, so it may carry the source's own keys; values come only from the register or
/// from the officer.
@Component
class Corrections {
    private static final int PAGE = 1_000;

    private final JdbcClient jdbc;
    private final Importer importer;
    private final People people;
    private final RequestedCorrections requested;

    Corrections(JdbcClient jdbc, Importer importer, People people, RequestedCorrections requested) {
        this.jdbc = jdbc;
        this.importer = importer;
        this.people = people;
        this.requested = requested;
    }

    private record Noted(String file, long line, String column, String code) {}

    void write(String source, SafeCsv out) throws IOException {
        out.row(
                "file",
                "line",
                "key",
                "column",
                "code",
                "what_vi",
                "what_en",
                "suggestion",
                "date",
                "details",
                "request");
        requested.write(source, out);
        refused(source, out);
        List<ExportedLink> page = new ArrayList<>(PAGE);
        try {
            Scopes.run(
                    Scope.worker(Purpose.DATA_QUALITY),
                    () ->
                            people.exportLinks(link -> {
                                if (link.source().equals(source)) {
                                    page.add(link);
                                    if (page.size() == PAGE) {
                                        rows(source, page, out);
                                        page.clear();
                                    }
                                }
                            }));
            rows(source, page, out);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// Rows of the latest run of each kind of file that were refused: they have no record, so their
    /// line names them.
    private void refused(String source, SafeCsv out) throws IOException {
        for (Layout layout : Layouts.ALL) {
            if (!layout.source().equals(source)) {
                continue;
            }
            long after = 0;
            while (true) {
                long from = after;
                List<Noted> notes =
                        importer.inTransaction(() ->
                                jdbc.sql(
                                                """
                                                SELECT p.line, p.column_name, p.code FROM exchange.problem p
                                                WHERE p.run_id = (SELECT run_id FROM exchange.run
                                                                  WHERE source = ? AND file = ? AND state = 'finished'
                                                                  ORDER BY started_at DESC, run_id LIMIT 1)
                                                  AND p.severity = 3 AND p.line > ?
                                                ORDER BY p.line LIMIT ?
                                                """)
                                        .params(source, layout.file(), from, PAGE)
                                        .query((rs, n) ->
                                                new Noted(
                                                        layout.file(),
                                                        rs.getLong(1),
                                                        rs.getString(2),
                                                        rs.getString(3)))
                                        .list());
                for (Noted note : notes) {
                    line(out, note.file(), note.line(), "", note.column(), note.code(), "");
                    after = note.line();
                }
                if (notes.size() < PAGE) {
                    break;
                }
            }
        }
    }

    private void rows(String source, List<ExportedLink> page, SafeCsv out) {
        if (page.isEmpty()) {
            return;
        }
        Layout layout =
                Layouts.ALL.stream()
                        .filter(l -> l.source().equals(source) && l.becomes().person())
                        .findFirst()
                        .orElse(null);
        if (layout == null) {
            return;
        }
        Scopes.run(
                Scope.worker(Purpose.DATA_QUALITY),
                () -> {
                    try {
                        compared(layout, page, out);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private void compared(Layout layout, List<ExportedLink> page, SafeCsv out) throws IOException {
        Set<UUID> records = new LinkedHashSet<>();
        Set<UUID> persons = new LinkedHashSet<>();
        for (ExportedLink link : page) {
            records.add(link.recordId());
            if (link.personId() != null) {
                persons.add(link.personId());
            }
        }
        Map<UUID, PersonDescription> typed = people.descriptionsOf(records);
        Map<UUID, PersonDescription> register =
                layout.authoritative() ? Map.of() : people.registerOf(persons);
        Map<UUID, List<Noted>> notes = notes(layout, records);
        for (ExportedLink link : page) {
            PersonDescription said = typed.get(link.recordId());
            PersonDescription known =
                    link.personId() == null ? null : register.get(link.personId());
            Set<String> columns = new LinkedHashSet<>();
            for (Noted note : notes.getOrDefault(link.recordId(), List.of())) {
                columns.add(note.column());
                line(
                        out,
                        layout.file(),
                        note.line(),
                        link.sourceKey(),
                        note.column(),
                        note.code(),
                        known == null ? "" : suggestion(layout, note.column(), known));
            }
            if (said != null && known != null) {
                for (Use use : List.of(Use.NAME, Use.BIRTH_DATE, Use.SEX, Use.DOCUMENT)) {
                    String column = column(layout, use);
                    if (column != null && !columns.contains(column) && differs(use, said, known)) {
                        String code = "exchange.differs_from_register";
                        line(
                                out,
                                layout.file(),
                                0,
                                link.sourceKey(),
                                column,
                                code,
                                suggestion(layout, column, known));
                    }
                }
            }
        }
    }

    /// Repairs and dropped values of these records as of the last run that had something to say
    /// about them.
    private Map<UUID, List<Noted>> notes(Layout layout, Set<UUID> records) {
        Map<UUID, List<Noted>> notes = new HashMap<>();
        importer.inTransaction(() -> {
            jdbc.sql(
                            """
                            SELECT record_id, line, column_name, code FROM (
                                SELECT p.*, rank() OVER (PARTITION BY p.record_id ORDER BY r.started_at DESC, r.run_id) AS place
                                FROM exchange.problem p JOIN exchange.run r ON r.run_id = p.run_id
                                WHERE p.record_id = ANY (?::uuid[]) AND r.file = ?) latest
                            WHERE place = 1 AND severity IN (1, 2)
                            ORDER BY line, ordinal
                            """)
                    .params(records.toArray(UUID[]::new), layout.file())
                    .query(rs -> {
                        notes.computeIfAbsent(rs.getObject(1, UUID.class), id -> new ArrayList<>())
                                .add(
                                        new Noted(
                                                layout.file(),
                                                rs.getLong(2),
                                                rs.getString(3),
                                                rs.getString(4)));
                    });
            return true;
        });
        return notes;
    }

    private static boolean differs(Use use, PersonDescription said, PersonDescription known) {
        return switch (use) {
            case NAME -> otherName(said.name(), known.name());
            case BIRTH_DATE ->
                    both(said.birthDate(), known.birthDate())
                            && !within(said.birthDate(), known.birthDate());
            case SEX ->
                    said.sex() != Sex.UNKNOWN
                            && known.sex() != Sex.UNKNOWN
                            && said.sex() != known.sex();
            case DOCUMENT ->
                    (both(said.citizenId(), known.citizenId())
                                    && !Objects.equals(said.citizenId(), known.citizenId()))
                            || (both(said.idCard(), known.idCard())
                                    && !Objects.equals(said.idCard(), known.idCard()));
            default -> false;
        };
    }

    private static boolean both(@Nullable Object a, @Nullable Object b) {
        return a != null && b != null;
    }

    /// An unaccented name says less and is no error; placement of tones and i/y neither.
    private static boolean otherName(@Nullable FullName said, @Nullable FullName known) {
        if (said == null || known == null) {
            return false;
        }
        boolean marked = said.accented() && known.accented();
        return marked ? !said.sound().equals(known.sound()) : !said.base().equals(known.base());
    }

    /// A year that says less than the register is no error.
    private static boolean within(@Nullable BirthDate said, @Nullable BirthDate known) {
        if (said == null || known == null) {
            return true;
        }
        return said.year() == known.year()
                && (said.month() == 0 || known.month() == 0 || said.month() == known.month())
                && (said.day() == 0 || known.day() == 0 || said.day() == known.day());
    }

    private static @Nullable String column(Layout layout, Use use) {
        return layout.columns().stream()
                .filter(c -> c.use() == use)
                .map(Column::name)
                .findFirst()
                .orElse(null);
    }

    private static String suggestion(Layout layout, String column, PersonDescription known) {
        Use use =
                layout.columns().stream()
                        .filter(c -> c.name().equals(column))
                        .map(Column::use)
                        .findFirst()
                        .orElse(Use.KEPT);
        return switch (use) {
            case NAME -> known.name() == null ? "" : known.name().display();
            case BIRTH_DATE -> date(known.birthDate());
            case SEX -> known.sex() == Sex.MALE ? "Nam" : known.sex() == Sex.FEMALE ? "Nữ" : "";
            case DOCUMENT -> document(known.citizenId(), known.idCard());
            default -> "";
        };
    }

    private static String document(@Nullable CitizenId id, @Nullable IdCard card) {
        return id != null ? id.value() : card != null ? card.value() : "";
    }

    private static String date(@Nullable BirthDate date) {
        if (date == null) {
            return "";
        }
        return switch (date.precision()) {
            case YEAR -> String.valueOf(date.year());
            case MONTH -> "%02d/%d".formatted(date.month(), date.year());
            case DAY -> "%02d/%02d/%d".formatted(date.day(), date.month(), date.year());
        };
    }

    private static void line(
            SafeCsv out,
            String file,
            long line,
            String key,
            String column,
            String code,
            String suggestion)
            throws IOException {
        Sentences what = ProblemTable.standard().sentences(code, Map.of());
        out.row(
                file,
                line == 0 ? "" : Long.valueOf(line),
                key,
                column,
                code,
                what.vi(),
                what.en(),
                suggestion,
                "",
                "",
                "");
    }
}
