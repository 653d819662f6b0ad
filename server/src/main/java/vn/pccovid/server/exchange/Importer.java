package vn.pccovid.server.exchange;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.keys.Hashing;
import vn.pccovid.server.person.IncomingRecord;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.TimedId;

/// Runs one file from its bytes to its ledger. One thread reads, understands and hashes ahead; the
/// caller's thread writes. Each batch is one transaction over links, facts, ledger and checkpoint,
/// so a process killed at any moment continues exactly where it stopped.
@Component
class Importer {
    /// Rows per transaction. By number, never by time: a resumed run makes the same batches.
    static final int BATCH = 2_000;

    /// Batches prepared ahead of the database. More would only live long enough to be copied by the
    /// garbage collector.
    private static final int AHEAD = 1;

    private static final int TRIES = 4;

    private final RunRows runs;
    private final Settlement settlement;
    private final People people;
    private final Hashing hashing;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Clock clock;

    Importer(
            RunRows runs,
            Settlement settlement,
            People people,
            Hashing hashing,
            PlatformTransactionManager transactions,
            JsonMapper json,
            Clock clock) {
        this.runs = runs;
        this.settlement = settlement;
        this.people = people;
        this.hashing = hashing;
        this.transaction = new TransactionTemplate(transactions);
        this.json = json;
        this.clock = clock;
    }

    private sealed interface Step {
        record Batch(List<PreparedRow> rows, long bytes) implements Step {}

        record End(@Nullable Throwable failure) implements Step {}
    }

    /// Begins a run, or finds the interrupted run of the same bytes.
    RunReport begin(Layout layout, Content content) throws IOException {
        byte[] hash = content.hash();
        long size = content.size();
        return inTransaction(() -> {
            RunReport before = runs.unfinished(layout, hash).orElse(null);
            if (before != null) {
                return before;
            }
            UUID id = TimedId.next(clock);
            runs.insert(id, layout, content.name(), hash, size, "running", clock.instant());
            return runs.find(id).orElseThrow();
        });
    }

    /// Brings a run to its end.
    ///
    /// @throws Problem when the file as a whole cannot be read; the run then is refused and says
    ///   why
    RunReport run(RunReport begun, Layout layout, Content content, Consumer<Progress> progress)
            throws IOException {
        BytesRead counter = new BytesRead();
        long total = content.size();
        UUID id = begun.runId();
        try (RawRows rows = content.rows(layout, counter)) {
            inTransaction(() -> {
                runs.unknownColumns(id, rows.unknownColumns());
                return true;
            });
            work(begun, layout, rows, counter, total, progress);
        } catch (Problem problem) {
            inTransaction(() -> {
                runs.refuse(
                        id,
                        clock.instant(),
                        problem.code().value(),
                        json.writeValueAsString(problem.arguments()));
                return true;
            });
            throw problem;
        }
        RunReport done =
                inTransaction(() -> {
                    runs.finish(id, clock.instant());
                    if (layout.authoritative()) {
                        people.surveyRegister();
                    }
                    return runs.find(id).orElseThrow();
                });
        progress.accept(new Progress(layout.source(), layout.file(), done.rows(), total, total));
        return new RunReport(
                done.runId(),
                done.source(),
                done.file(),
                done.fileName(),
                done.state(),
                done.startedAt(),
                done.finishedAt(),
                done.rows(),
                done.fates(),
                done.problems(),
                done.droppedValues(),
                done.unknownColumns(),
                begun.rows(),
                done.refusal());
    }

    private void work(
            RunReport begun,
            Layout layout,
            RawRows rows,
            BytesRead counter,
            long total,
            Consumer<Progress> progress)
            throws IOException {
        BlockingQueue<Step> queue = new ArrayBlockingQueue<>(AHEAD);
        AtomicBoolean stop = new AtomicBoolean();
        RowReader reader = new RowReader(layout, hashing, clock, begun.startedAt());
        Thread ahead =
                Thread.ofPlatform()
                        .name("exchange-" + layout.file())
                        .daemon()
                        .start(() -> prepare(begun.rows(), rows, reader, counter, queue, stop));
        try {
            long done = begun.rows();
            while (true) {
                Step step = queue.take();
                if (step instanceof Step.End(Throwable failure)) {
                    rethrow(failure);
                    return;
                }
                if (step instanceof Step.Batch(List<PreparedRow> batch, long bytes)) {
                    write(begun.runId(), done, batch, reader.droppedColumns());
                    done += batch.size();
                    progress.accept(
                            new Progress(layout.source(), layout.file(), done, bytes, total));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted; the same file continues from its checkpoint", e);
        } finally {
            stop.set(true);
            queue.clear();
            join(ahead, queue);
        }
    }

    private static void join(Thread ahead, BlockingQueue<Step> queue) {
        boolean interrupted = false;
        while (ahead.isAlive()) {
            queue.clear();
            try {
                ahead.join(20);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException {
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException("reading ahead failed", failure);
        }
    }

    /// The reading thread. Rows before the checkpoint are read again only as far as needed to know
    /// their keys.
    private void prepare(
            long skip,
            RawRows rows,
            RowReader reader,
            BytesRead counter,
            BlockingQueue<Step> queue,
            AtomicBoolean stop) {
        Throwable failure = null;
        try {
            SeenKeys seen = new SeenKeys();
            List<PreparedRow> batch = new ArrayList<>(BATCH);
            long at = 0;
            for (RawRow raw = rows.next(); raw != null && !stop.get(); raw = rows.next()) {
                if (at++ < skip) {
                    if (raw.refusal() == null) {
                        long key = reader.keyHash(raw);
                        if (key != 0) {
                            seen.add(key, raw.values());
                        }
                    }
                    continue;
                }
                if (at > SeenKeys.MOST) {
                    throw Problem.of(
                            "exchange.file_too_long",
                            Map.of("line", raw.line(), "most", SeenKeys.MOST));
                }
                PreparedRow row = reader.read(raw);
                if (row.keyHash != 0) {
                    switch (seen.add(row.keyHash, raw.values())) {
                        case FIRST -> {}
                        case SAME -> row.fate = row.refused() ? Fate.REFUSED : Fate.REPEATED;
                        case OTHER -> row.refuse(reader.keyColumn(), "exchange.key_twice");
                    }
                }
                IncomingRecord record = row.record;
                if (record != null && row.fate == null) {
                    row.prepared = people.prepare(record);
                }
                batch.add(row);
                if (batch.size() == BATCH) {
                    queue.put(new Step.Batch(batch, counter.count()));
                    batch = new ArrayList<>(BATCH);
                }
            }
            if (!batch.isEmpty()) {
                queue.put(new Step.Batch(batch, counter.count()));
            }
        } catch (InterruptedException | IOException | RuntimeException | Error e) {
            failure = e;
        }
        try {
            queue.put(new Step.End(failure));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// One batch, one transaction. Tried again when the database asks for it (a deadlock with
    /// another import).
    private Settlement.Settled write(
            UUID run, long before, List<PreparedRow> rows, int droppedColumns) {
        for (int attempt = 1; ; attempt++) {
            try {
                return inTransaction(() -> {
                    runs.commitWithoutWaiting();
                    return writeOnce(run, before, rows, droppedColumns);
                });
            } catch (TransientDataAccessException e) {
                if (attempt == TRIES) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    private static void pause(int attempt) {
        try {
            TimeUnit.MILLISECONDS.sleep(50L << attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Settlement.Settled writeOnce(
            UUID run, long before, List<PreparedRow> rows, int droppedColumns) {
        Settlement.Settled settled = settlement.settle(rows);
        long[] fates = new long[Fate.values().length];
        settled.fates().forEach(fate -> fates[fate.code() - 1]++);
        long problems = rows.stream().mapToLong(row -> row.problems.size()).sum();
        runs.advance(
                run, before, rows.size(), fates, problems, (long) droppedColumns * rows.size());
        runs.ledger(run, rows, settled.fates(), settled.records());
        runs.problems(run, rows, settled.fates(), settled.records());
        return settled;
    }

    /// What became of one record sent alone.
    record One(
            UUID runId, long line, Fate fate, @Nullable UUID recordId, List<RowProblem> problems) {}

    /// Takes one record as a row of today's open run of its kind of file.
    One one(Layout layout, String[] values) {
        Instant now = clock.instant();
        String name = "records-" + now.atOffset(Moments.VIETNAM).toLocalDate();
        UUID id =
                UUID.nameUUIDFromBytes(
                        (layout.file() + "/" + name)
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        RowReader reader = new RowReader(layout, hashing, clock, now);
        for (int attempt = 1; ; attempt++) {
            try {
                return inTransaction(() -> {
                    runs.insert(id, layout, name, new byte[0], 0, "open", now);
                    long before = runs.lineCountLocked(id);
                    PreparedRow row = reader.read(new RawRow(before + 1, values, null));
                    Settlement.Settled settled =
                            writeOnce(id, before, List.of(row), reader.droppedColumns());
                    return new One(
                            id,
                            row.line,
                            settled.fates().getFirst(),
                            settled.records().getFirst(),
                            List.copyOf(row.problems));
                });
            } catch (TransientDataAccessException e) {
                if (attempt == TRIES) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    /// Work in a transaction as the worker.
    <T> T inTransaction(java.util.function.Supplier<T> work) {
        return Scopes.call(
                Scope.worker(Purpose.IMPORT),
                () -> {
                    T done = transaction.execute(status -> work.get());
                    if (done == null) {
                        throw new IllegalStateException("the transaction gave no result");
                    }
                    return done;
                });
    }
}
