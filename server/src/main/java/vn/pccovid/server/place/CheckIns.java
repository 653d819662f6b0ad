package vn.pccovid.server.place;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

/// Check-ins as they come: of one person by a poster, or a keeper's device that was a day without a
/// network. They are acknowledged when they are committed. What several requests bring at the same
/// time goes into one transaction: the disk is asked once for all of them. Thread-safe.
@Service
public class CheckIns implements SmartLifecycle {
    /// Scans in one request.
    public static final int MOST_SCANS = 2_000;

    /// A device may be this far ahead.
    private static final Duration AHEAD = Duration.ofMinutes(10);

    /// Scans in one transaction.
    private static final int MOST_TOGETHER = 2_000;

    /// While one transaction commits, another is filled.
    private static final int WRITERS = 2;

    private final Places places;
    private final Venues venues;
    private final VisitTokens tokens;
    private final PlaceProperties limits;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final List<Thread> writers = new ArrayList<>();
    private volatile boolean running;

    CheckIns(
            Places places,
            Venues venues,
            VisitTokens tokens,
            PlaceProperties limits,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.places = places;
        this.venues = venues;
        this.tokens = tokens;
        this.limits = limits;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// One scan.
    ///
    /// @param id made by the device, so that a scan sent twice counts once; 8 to 64 characters
    /// @param token the visitor's, as they showed or hold it
    /// @param poster the venue's code, which also says whether they came or left
    public record Scan(String id, String token, String poster, Instant at) {
        @Override
        public String toString() {
            return "Scan[...]";
        }
    }

    /// What became of a scan.
    public enum Fate {
        KEPT,
        REPEATED,
        /// Not a token of ours, or not good when it was scanned.
        TOKEN_REFUSED,
        /// Not a poster of ours.
        POSTER_REFUSED,
        /// In the future, or more than a device may be late.
        TIME_REFUSED
    }

    private record Waiting(List<Visit> visits, CompletableFuture<List<Kept>> kept) {}

    /// Keeps scans; returns when they are committed.
    ///
    /// @param scans 1 to [#MOST_SCANS]
    /// @return one fate each, in order
    public List<Fate> keep(List<Scan> scans) {
        if (scans.isEmpty() || scans.size() > MOST_SCANS) {
            throw new IllegalArgumentException(
                    "%d scans, wanted 1 to %d".formatted(scans.size(), MOST_SCANS));
        }
        Instant now = clock.instant();
        List<@Nullable Fate> fates = new ArrayList<>(scans.size());
        List<Visit> visits = new ArrayList<>(scans.size());
        for (Scan scan : scans) {
            fates.add(read(scan, now, visits));
        }
        List<Kept> kept = visits.isEmpty() ? List.of() : commit(visits);
        List<Fate> all = new ArrayList<>(scans.size());
        int next = 0;
        for (Fate fate : fates) {
            if (fate != null) {
                all.add(fate);
            } else {
                all.add(
                        switch (kept.get(next++)) {
                            case NEW, CORRECTED -> Fate.KEPT;
                            case REPEATED -> Fate.REPEATED;
                            case TOO_OLD -> Fate.TIME_REFUSED;
                        });
            }
        }
        return all;
    }

    /// Adds the visit, or says why there is none.
    private @Nullable Fate read(Scan scan, Instant now, List<Visit> visits) {
        if (scan.at().isAfter(now.plus(AHEAD)) || scan.at().isBefore(now.minus(limits.late()))) {
            return Fate.TIME_REFUSED;
        }
        Venues.@Nullable Poster poster = venues.read(scan.poster()).orElse(null);
        if (poster == null) {
            return Fate.POSTER_REFUSED;
        }
        @Nullable UUID record = tokens.record(scan.token(), scan.at()).orElse(null);
        if (record == null) {
            return Fate.TOKEN_REFUSED;
        }
        visits.add(
                new Visit(
                        "scan:" + scan.id(),
                        poster.venueId(),
                        record,
                        scan.at(),
                        poster.leaving()));
        return null;
    }

    private List<Kept> commit(List<Visit> visits) {
        Waiting waiting = new Waiting(visits, new CompletableFuture<>());
        queue.add(waiting);
        if (!running && queue.remove(waiting)) {
            return write(visits);
        }
        try {
            return waiting.kept().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failed ? failed : e;
        }
    }

    private List<Kept> write(List<Visit> visits) {
        return Scopes.call(
                Scope.worker(Purpose.TRACING),
                () -> Objects.requireNonNull(transaction.execute(status -> places.visits(visits))));
    }

    private void writeOn() {
        List<Waiting> together = new ArrayList<>();
        while (running || !queue.isEmpty()) {
            try {
                Waiting first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                together.add(first);
                int size = first.visits().size();
                for (Waiting more = queue.peek();
                        more != null && size + more.visits().size() <= MOST_TOGETHER;
                        more = queue.peek()) {
                    Waiting taken = queue.poll();
                    if (taken == null) {
                        break;
                    }
                    together.add(taken);
                    size += taken.visits().size();
                }
                writeTogether(together);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                together.clear();
            }
        }
    }

    private void writeTogether(List<Waiting> together) {
        List<Visit> all = new ArrayList<>();
        together.forEach(w -> all.addAll(w.visits()));
        try {
            List<Kept> kept = write(all);
            int from = 0;
            for (Waiting one : together) {
                one.kept().complete(kept.subList(from, from + one.visits().size()));
                from += one.visits().size();
            }
        } catch (RuntimeException | Error e) {
            if (together.size() == 1) {
                together.getFirst().kept().completeExceptionally(e);
                return;
            }
            // One request's rows must not fail another's.
            together.forEach(one -> writeTogether(List.of(one)));
        }
    }

    @Override
    public void start() {
        running = true;
        for (int i = 0; i < WRITERS; i++) {
            writers.add(Thread.ofVirtual().name("check-ins-" + i).start(this::writeOn));
        }
    }

    @Override
    public void stop() {
        running = false;
        for (Thread writer : writers) {
            try {
                writer.join(Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        writers.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
