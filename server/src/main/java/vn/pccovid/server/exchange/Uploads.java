package vn.pccovid.server.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.person.TimedId;

/// Files that come in over HTTP, in pieces: a broken line or a restarted server loses at most one
/// piece, and a finished upload is imported even when the process dies in between.
@Service
class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private static final int MOST_PER_ACTOR = 20;
    private static final Duration GIVEN_UP_AFTER = Duration.ofDays(7);

    private final UploadRows rows;
    private final Spool spool;
    private final Importer importer;
    private final Imports imports;
    private final Clock clock;
    private final Map<UUID, ReentrantLock> locks = new ConcurrentHashMap<>();

    Uploads(UploadRows rows, Spool spool, Importer importer, Imports imports, Clock clock) {
        this.rows = rows;
        this.spool = spool;
        this.importer = importer;
        this.imports = imports;
        this.clock = clock;
    }

    /// Begins an upload for the caller.
    UUID create(String source, String file, long length) {
        Layout layout = Imports.layout(source, kind(file));
        if (length < 1 || length > Content.LARGEST_TEXT_BYTES) {
            throw Problem.of("exchange.upload_length", Map.of("most", Content.LARGEST_TEXT_BYTES));
        }
        String actor = Scopes.required().actor();
        return importer.inTransaction(() -> {
            if (rows.receiving(actor) >= MOST_PER_ACTOR) {
                throw Problem.of("exchange.too_many_uploads", Map.of("most", MOST_PER_ACTOR));
            }
            UUID id = TimedId.next(clock);
            rows.insert(id, layout, file, actor, length, clock.instant());
            return id;
        });
    }

    /// The name of a kind of file, with or without the ending of its usual file name.
    static String kind(String file) {
        String lower = file.toLowerCase(Locale.ROOT);
        return lower.endsWith(".csv")
                ? lower.substring(0, lower.length() - 4)
                : lower.endsWith(".xlsx") ? lower.substring(0, lower.length() - 5) : lower;
    }

    /// The caller's own upload.
    UploadRows.Upload own(UUID id) {
        String actor = Scopes.required().actor();
        return importer.inTransaction(() ->
                rows.find(id)
                        .filter(u -> u.actor().equals(actor))
                        .orElseThrow(() -> Problem.of("exchange.upload_unknown")));
    }

    /// Takes the bytes from `offset` on. Bytes we have already are passed over, so a piece may be
    /// sent again.
    UploadRows.Upload receive(UUID id, long offset, InputStream body) throws IOException {
        ReentrantLock lock = locks.computeIfAbsent(id, i -> new ReentrantLock());
        lock.lock();
        try {
            UploadRows.Upload upload = own(id);
            if (offset < 0 || offset > upload.received() || !upload.state().equals("receiving")) {
                throw Problem.of("exchange.upload_offset", Map.of("expected", upload.received()));
            }
            long known = upload.received() - offset;
            while (known > 0) {
                long skipped = body.skip(Math.min(known, 1 << 16));
                if (skipped == 0 && body.read() < 0) {
                    return upload;
                }
                known -= Math.max(skipped, 1);
            }
            long received = upload.received();
            long stored = upload.stored();
            int blocks = upload.blocks();
            while (true) {
                byte[] piece = body.readNBytes(Spool.BLOCK_BYTES);
                if (piece.length == 0) {
                    return own(id);
                }
                if (received + piece.length > upload.length()) {
                    throw Problem.of("exchange.upload_too_long", Map.of("length", upload.length()));
                }
                stored = spool.append(id, stored, blocks, piece);
                received += piece.length;
                blocks++;
                long nowReceived = received;
                long nowStored = stored;
                int nowBlocks = blocks;
                importer.inTransaction(() -> {
                    rows.received(id, nowReceived, nowStored, nowBlocks);
                    return true;
                });
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends an upload and starts its import; the same again answers the same run.
    RunReport finish(UUID id) throws IOException {
        ReentrantLock lock = locks.computeIfAbsent(id, i -> new ReentrantLock());
        lock.lock();
        try {
            UploadRows.Upload upload = own(id);
            UUID known = upload.runId();
            if (known != null) {
                return imports.find(known).orElseThrow(() -> Problem.of("exchange.run_unknown"));
            }
            if (upload.received() < upload.length()) {
                throw Problem.of(
                        "exchange.upload_incomplete",
                        Map.of("received", upload.received(), "length", upload.length()));
            }
            Layout layout = Imports.layout(upload.source(), kind(upload.file()));
            RunReport begun = importer.begin(layout, spool.content(upload));
            importer.inTransaction(() -> {
                rows.complete(id, begun.runId());
                return true;
            });
            start(upload, layout);
            return begun;
        } finally {
            lock.unlock();
            locks.remove(id);
        }
    }

    /// Imports that a stopped server left behind go on.
    @EventListener(ApplicationReadyEvent.class)
    void resume() {
        importer.inTransaction(() -> rows.expire(clock.instant().minus(GIVEN_UP_AFTER)))
                .forEach(this::forget);
        for (UploadRows.Upload upload : importer.inTransaction(() -> rows.inState("complete"))) {
            start(upload, Imports.layout(upload.source(), kind(upload.file())));
        }
    }

    private void start(UploadRows.Upload upload, Layout layout) {
        Thread.ofVirtual()
                .name("exchange-upload")
                .start(() -> {
                    try {
                        imports.importContent(layout, spool.content(upload), progress -> {});
                    } catch (Problem refused) {
                        LOG.info("upload {} was refused: {}", upload.id(), refused.code().value());
                    } catch (RuntimeException e) {
                        // the upload stays complete and goes on at the next start; the run shows
                        // how far it came
                        LOG.error(
                                "import of upload {} stopped: {}",
                                upload.id(),
                                e.getClass().getSimpleName());
                        return;
                    }
                    importer.inTransaction(() -> {
                        rows.imported(upload.id());
                        return true;
                    });
                    forget(upload.id());
                });
    }

    private void forget(UUID upload) {
        try {
            spool.delete(upload);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the sealed pieces of an upload could not be deleted", e);
        }
    }
}
