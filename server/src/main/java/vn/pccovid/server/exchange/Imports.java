package vn.pccovid.server.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.Sentences;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.Register;

/// The door for deliveries of other systems. Thread-safe; two imports may run beside each other.
@Service
public class Imports {
    private final Importer importer;
    private final RunRows runs;
    private final People people;
    private final Corrections corrections;
    private final RegisterQuestions questions;

    Imports(
            Importer importer,
            RunRows runs,
            People people,
            Corrections corrections,
            RegisterQuestions questions) {
        this.questions = questions;
        this.importer = importer;
        this.runs = runs;
        this.people = people;
        this.corrections = corrections;
    }

    /// A kind of file that can be imported.
    ///
    /// @param source one of the nine sources
    /// @param file name of the kind, which is also its usual file name without `.csv`
    public record FileKind(String source, String file) {}

    /// Files with which registers answer questions of ours; no sources of people.
    public static List<FileKind> answerKinds() {
        return Layouts.ANSWERS.stream()
                .map(layout -> new FileKind(layout.source(), layout.file()))
                .toList();
    }

    /// All kinds of files, in the order in which a nation is best read.
    public static List<FileKind> fileKinds() {
        return Layouts.ALL.stream()
                .map(layout -> new FileKind(layout.source(), layout.file()))
                .toList();
    }

    /// Imports a file to its end and settles doubtful links. A file whose import was interrupted,
    /// by whatever, continues from its checkpoint; a file imported before changes nothing and all
    /// its rows are `repeated`.
    ///
    /// @param progress told after each batch, on the calling thread
    /// @throws Problem when the kind is unknown or the file as a whole cannot be read (header,
    ///   encoding, size)
    public RunReport importFile(
            String source, String file, Path path, Consumer<Progress> progress) {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw Problem.of("exchange.file_missing");
        }
        return importContent(layout(source, file), Content.of(path), progress);
    }

    RunReport importContent(Layout layout, Content content, Consumer<Progress> progress) {
        try {
            RunReport begun = importer.begin(layout, content);
            RunReport done = importer.run(begun, layout, content, progress);
            if (layout.becomes().person()) {
                people.settle();
            }
            return done;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "a file of " + layout.source() + " could not be read", e);
        }
    }

    /// A run as it stands.
    public Optional<RunReport> find(UUID runId) {
        return importer.inTransaction(() -> runs.find(runId));
    }

    /// The latest runs, newest first.
    ///
    /// @param most at most 200
    public List<RunReport> latest(int most) {
        return importer.inTransaction(() -> runs.latest(Math.min(most, 200), 0));
    }

    /// A row that was not taken.
    ///
    /// @param line of the file, the header being line 1
    /// @param column header of the column, empty for the whole row
    /// @param code stable name of the rule
    public record RefusedRow(long line, String column, String code, String vi, String en) {}

    /// The first rows of a run that were not taken, with the reason; never with a value.
    ///
    /// @param most at most 500
    public List<RefusedRow> refusedRows(UUID runId, int most) {
        int refused = RowProblem.Severity.REFUSED.code();
        return importer
                .inTransaction(() -> runs.problems(runId, refused, 0, Math.min(most, 500)))
                .stream()
                .map(row -> {
                    Sentences sentences = Problem.of(row.code()).sentences();
                    return new RefusedRow(
                            row.line(), row.column(), row.code(), sentences.vi(), sentences.en());
                })
                .toList();
    }

    /// Files whose import began and never came to its end; importing the same bytes continues it.
    public List<FileKind> interrupted() {
        return importer.inTransaction(() -> runs.running());
    }

    /// Writes what a source should put right, as CSV: its own key, the column, what is wrong in
    /// both languages, and what the population register says where it knows better.
    public void corrections(String source, Writer out) {
        if (Layouts.ALL.stream().noneMatch(layout -> layout.source().equals(source))) {
            throw Problem.of("exchange.source_unknown", Map.of("source", source));
        }
        try {
            corrections.write(source, new SafeCsv(out));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the corrections could not be written", e);
        }
    }

    /// Writes the questions that wait for a register (`population`, `insurance`) as CSV, and marks
    /// them as asked by file. Carries people's data: for that register only.
    ///
    /// @return how many
    public long questions(String register, Writer out) {
        Register wanted =
                Register.of(register)
                        .orElseThrow(() ->
                                Problem.of("exchange.source_unknown", Map.of("source", register)));
        try {
            long written = questions.write(wanted, new SafeCsv(out));
            out.flush();
            return written;
        } catch (IOException e) {
            throw new UncheckedIOException("the questions could not be written", e);
        }
    }

    /// Writes whom every record counts for, as CSV: source, source key, person, probability, who
    /// decided. Person is empty while a record waits.
    public void links(Writer out) {
        try {
            SafeCsv csv = new SafeCsv(out);
            csv.row("source", "source_key", "person", "probability", "decided_by");
            Scopes.run(
                    Scope.worker(Purpose.OPERATION),
                    () ->
                            people.exportLinks(link -> {
                                try {
                                    csv.row(
                                            link.source(),
                                            link.sourceKey(),
                                            link.personId() == null ? "" : link.personId(),
                                            Math.round(link.probability() * 1e6) / 1e6,
                                            link.decidedBy());
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            }));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the links could not be written", e);
        }
    }

    static Layout layout(String source, String file) {
        return Layouts.find(source, file)
                .orElseThrow(() ->
                        Problem.of(
                                "exchange.kind_unknown", Map.of("source", source, "file", file)));
    }
}
