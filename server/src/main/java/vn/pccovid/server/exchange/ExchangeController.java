package vn.pccovid.server.exchange;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.ProblemTable;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.Sentences;
import vn.pccovid.server.person.Register;

/// Deliveries over HTTP, and the ledgers of all deliveries. Answers hold counts, lines and codes,
/// never a value of a row.
@RestController
@RequestMapping("/api/exchange")
class ExchangeController {
    private static final int RUNS_SHOWN = 100;
    private static final int PROBLEMS_SHOWN = 500;
    private static final int LEDGER_PAGE = 50;
    private static final int LEDGER_READ = 5_000;
    private static final int MOST_PAGES = 1_000_000;

    private final Imports imports;
    private final Uploads uploads;
    private final Importer importer;
    private final RunRows runs;
    private final SourceQuality quality;
    private final JsonMapper json;

    ExchangeController(
            Imports imports,
            Uploads uploads,
            Importer importer,
            RunRows runs,
            SourceQuality quality,
            JsonMapper json) {
        this.imports = imports;
        this.uploads = uploads;
        this.importer = importer;
        this.runs = runs;
        this.quality = quality;
        this.json = json;
    }

    /// A run in the list.
    ///
    /// @param fates rows by fate; they sum to `rows`
    /// @param state `running`, `finished`, `refused`, or `open` for single records
    record RunView(
            UUID id,
            String source,
            String file,
            String fileName,
            String state,
            Instant startedAt,
            @Nullable Instant finishedAt,
            long rows,
            Map<String, Long> fates,
            long problemCount,
            long droppedValues,
            int unknownColumns,
            List<ProblemView> problems) {}

    /// One thing the source should know. Line 0 is the file as a whole.
    record ProblemView(
            long line, @Nullable String column, String code, Sentences message, String severity) {}

    /// @param detail what became of the record later, if anything: a fate and the day
    record LedgerLine(
            long line,
            String fate,
            @Nullable UUID recordId,
            @Nullable String detail,
            @Nullable Instant changedAt) {}

    record Page<T>(long total, List<T> items) {}

    record Created(UUID uploadId, long received, long length) {}

    /// The fate of one record sent alone.
    record RecordAnswer(
            UUID runId,
            long line,
            String fate,
            @Nullable UUID recordId,
            List<ProblemView> problems) {}

    /// The latest hundred runs, newest first.
    @Endpoint(
            purpose = Purpose.IMPORT,
            category = Category.COUNTS,
            roles = {Role.DATA_STEWARD, Role.OPERATOR, Role.SYSTEM_CLIENT})
    @GetMapping("/runs")
    Page<RunView> runs() {
        List<RunView> items =
                imports.latest(RUNS_SHOWN).stream().map(run -> view(run, List.of())).toList();
        return new Page<>(items.size(), items);
    }

    /// How good each source is, week by week: what became of its rows, why records fail, which
    /// fields.
    @Endpoint(
            purpose = Purpose.IMPORT,
            category = Category.COUNTS,
            roles = {Role.DATA_STEWARD, Role.OPERATOR})
    @GetMapping("/sources/quality")
    List<SourceQuality.Source> quality(@RequestParam(defaultValue = "12") int weeks) {
        if (weeks < 1 || weeks > SourceQuality.MOST_WEEKS) {
            throw Problem.of("request.invalid");
        }
        return quality.of(weeks);
    }

    /// One run with its first five hundred problems, refusals and dropped values first to be seen.
    @Endpoint(
            purpose = Purpose.IMPORT,
            category = Category.COUNTS,
            roles = {Role.DATA_STEWARD, Role.OPERATOR, Role.SYSTEM_CLIENT})
    @GetMapping("/runs/{id}")
    RunView run(@PathVariable UUID id) {
        RunReport run = report(id);
        List<ProblemView> problems = new ArrayList<>();
        String refusal = run.refusal();
        if (refusal != null) {
            problems.add(refusal(id, refusal));
        }
        importer.inTransaction(() -> runs.problems(id, 2, 0, PROBLEMS_SHOWN))
                .forEach(p -> problems.add(problem(p.line(), p.column(), p.code(), p.severity())));
        return view(run, problems);
    }

    private ProblemView refusal(UUID id, String code) {
        Map<String, Object> details =
                importer.inTransaction(() -> runs.refusalDetails(id))
                        .map(text ->
                                json.readValue(text, new TypeReference<Map<String, Object>>() {}))
                        .orElse(Map.of());
        long line = details.get("line") instanceof Number number ? number.longValue() : 0;
        return new ProblemView(
                line, null, code, ProblemTable.standard().sentences(code, details), "refused");
    }

    /// Fifty lines of a ledger.
    ///
    /// @param fate one of the seven, or empty for all
    /// @param page from 0
    @Endpoint(
            purpose = Purpose.IMPORT,
            category = Category.COUNTS,
            roles = {Role.DATA_STEWARD, Role.OPERATOR, Role.SYSTEM_CLIENT})
    @GetMapping("/runs/{id}/ledger")
    Page<LedgerLine> ledger(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String fate,
            @RequestParam(defaultValue = "0") int page) {
        RunReport run = report(id);
        Fate wanted = fate(fate);
        int shown = Math.clamp(page, 0, MOST_PAGES);
        List<LedgerLine> items =
                importer
                        .inTransaction(() -> runs.ledgerPage(id, wanted, shown, LEDGER_PAGE))
                        .stream()
                        .map(ExchangeController::line)
                        .toList();
        long total = wanted == null ? run.rows() : run.fates().getOrDefault(wanted, 0L);
        return new Page<>(total, items);
    }

    private static LedgerLine line(RunRows.LedgerRow row) {
        Fate now = row.now();
        return new LedgerLine(
                row.line(),
                row.fate().text(),
                row.recordId(),
                now == null ? null : "now " + now.text(),
                row.changedAt());
    }

    /// The whole ledger as CSV, safe to open in a spreadsheet.
    @Endpoint(
            purpose = Purpose.IMPORT,
            category = Category.COUNTS,
            roles = {Role.DATA_STEWARD, Role.OPERATOR, Role.SYSTEM_CLIENT})
    @GetMapping("/runs/{id}/ledger.csv")
    void ledgerCsv(@PathVariable UUID id, HttpServletResponse response) throws IOException {
        RunReport run = report(id);
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader(
                "Content-Disposition", "attachment; filename=\"" + run.file() + "-ledger.csv\"");
        SafeCsv csv = new SafeCsv(response.getWriter());
        csv.row("line", "fate", "record", "later", "later_at");
        long after = 0;
        while (true) {
            long from = after;
            List<RunRows.LedgerRow> rows =
                    importer.inTransaction(() -> runs.ledger(id, null, from, LEDGER_READ));
            for (RunRows.LedgerRow row : rows) {
                Fate now = row.now();
                csv.row(
                        row.line(),
                        row.fate().text(),
                        row.recordId() == null ? "" : row.recordId(),
                        now == null ? "" : now.text(),
                        row.changedAt() == null ? "" : row.changedAt());
                after = row.line();
            }
            if (rows.size() < LEDGER_READ) {
                return;
            }
        }
    }

    /// Begins an upload. The header `Upload-Length` says how many bytes will come.
    @Endpoint(
            purpose = Purpose.IMPORT,
            category = Category.COUNTS,
            roles = {Role.SYSTEM_CLIENT, Role.OPERATOR, Role.DATA_STEWARD})
    @PostMapping("/sources/{source}/files/{file}")
    @ResponseStatus(HttpStatus.CREATED)
    Created create(
            @PathVariable String source,
            @PathVariable String file,
            @RequestHeader(name = "Upload-Length", defaultValue = "0") long length) {
        return new Created(uploads.create(source, file, length), 0, length);
    }

    /// How much of an upload is here: where to go on after a broken line.
    @Endpoint(
            purpose = Purpose.IMPORT,
            category = Category.COUNTS,
            roles = {Role.SYSTEM_CLIENT, Role.OPERATOR, Role.DATA_STEWARD})
    @GetMapping("/uploads/{id}")
    Created upload(@PathVariable UUID id) {
        UploadRows.Upload upload = uploads.own(id);
        return new Created(id, upload.received(), upload.length());
    }

    /// Takes the bytes from `offset` on, as the body. Bytes we have are passed over; a gap is
    /// refused and says where to go on.
    @Endpoint(
            purpose = Purpose.IMPORT,
            category = Category.COUNTS,
            roles = {Role.SYSTEM_CLIENT, Role.OPERATOR, Role.DATA_STEWARD})
    @PutMapping("/uploads/{id}")
    Created receive(@PathVariable UUID id, @RequestParam long offset, HttpServletRequest request)
            throws IOException {
        UploadRows.Upload upload = uploads.receive(id, offset, request.getInputStream());
        return new Created(id, upload.received(), upload.length());
    }

    /// Ends an upload and starts its import; the answer is the run to look at.
    @Endpoint(
            purpose = Purpose.IMPORT,
            category = Category.COUNTS,
            roles = {Role.SYSTEM_CLIENT, Role.OPERATOR, Role.DATA_STEWARD})
    @PostMapping("/uploads/{id}/finish")
    @ResponseStatus(HttpStatus.ACCEPTED)
    RunView finish(@PathVariable UUID id) throws IOException {
        return view(uploads.finish(id), List.of());
    }

    /// Takes one record with the column names of the file, and answers its fate. The same record
    /// again is `repeated`.
    @Endpoint(
            purpose = Purpose.IMPORT,
            category = Category.COUNTS,
            roles = {Role.SYSTEM_CLIENT, Role.OPERATOR})
    @PostMapping("/sources/{source}/files/{file}/records")
    RecordAnswer record(
            @PathVariable String source,
            @PathVariable String file,
            @RequestBody Map<String, @Nullable Object> fields) {
        Layout layout = Imports.layout(source, Uploads.kind(file));
        List<Column> columns = layout.columns();
        String[] values = new String[columns.size()];
        for (int i = 0; i < values.length; i++) {
            Object value = fields.get(columns.get(i).name());
            values[i] =
                    switch (value) {
                        case null -> "";
                        case Boolean flag -> flag ? "1" : "0";
                        case String text when text.length() <= 2_000 -> text.strip();
                        case Number number -> number.toString();
                        default -> throw Problem.of("exchange.record_invalid");
                    };
        }
        Importer.One one = importer.one(layout, values);
        return new RecordAnswer(
                one.runId(),
                one.line(),
                one.fate().text(),
                one.recordId(),
                one.problems().stream()
                        .map(p -> problem(one.line(), p.column(), p.code(), p.severity().code()))
                        .toList());
    }

    /// The questions that wait for a register, as a file for it; they count as asked from then on.
    @Endpoint(
            purpose = Purpose.IMPORT,
            category = Category.IDENTITY,
            roles = {Role.SYSTEM_CLIENT, Role.DATA_STEWARD})
    @PostMapping("/registers/{register}/questions.csv")
    void questions(@PathVariable String register, HttpServletResponse response) throws IOException {
        String name =
                Register.of(register)
                        .orElseThrow(
                                () -> Problem.of("exchange.source_unknown", Map.of("source", "")))
                        .text();
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader(
                "Content-Disposition", "attachment; filename=\"" + name + "_questions.csv\"");
        imports.questions(name, response.getWriter());
    }

    private RunReport report(UUID id) {
        return imports.find(id).orElseThrow(() -> Problem.of("exchange.run_unknown"));
    }

    private static @Nullable Fate fate(String text) {
        for (Fate fate : Fate.values()) {
            if (fate.text().equals(text.toLowerCase(Locale.ROOT))) {
                return fate;
            }
        }
        return null;
    }

    private static ProblemView problem(long line, String column, String code, int severity) {
        return new ProblemView(
                line,
                column.isEmpty() ? null : column,
                code,
                ProblemTable.standard().sentences(code, Map.of()),
                severity == 3 ? "refused" : severity == 2 ? "dropped" : "repaired");
    }

    private static RunView view(RunReport run, List<ProblemView> problems) {
        Map<String, Long> fates = new LinkedHashMap<>();
        run.fates().forEach((fate, count) -> fates.put(fate.text(), count));
        return new RunView(
                run.runId(),
                run.source(),
                run.file(),
                run.fileName(),
                run.state(),
                run.startedAt(),
                run.finishedAt(),
                run.rows(),
                fates,
                run.problems(),
                run.droppedValues(),
                run.unknownColumns(),
                problems);
    }
}
