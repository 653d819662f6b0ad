package vn.pccovid.server.gate;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.colour.Journey;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.SqlArrays;

/// What a gate may know of a person, read and noted in one statement: whose code it is, the pass
/// that stands, the papers in force and the line that says who looked. The line is on the disk
/// before the answer goes out.
///
/// Glances that come while the disk still writes for those before them wait together and go in the
/// next statement together: alone each takes one round trip, and under load one commit serves many.
/// Each is read in the database under its own keeper and for its one person. Thread-safe.
@Component
class Glances implements SmartLifecycle {
    /// Statements on their way at a time; each needs a connection of the pool.
    private static final int LANES = 4;

    /// Most glances of one statement: so few that nobody waits for the others.
    private static final int MOST = 64;

    private static final long PATIENCE_SECONDS = 30;

    private final JdbcClient sql;
    private final AccessLines lines;
    private final Clock clock;
    private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
    private final List<Thread> lanes = new ArrayList<>();
    private volatile boolean running;

    Glances(JdbcClient sql, AccessLines lines, Clock clock) {
        this.sql = sql;
        this.lines = lines;
        this.clock = clock;
    }

    /// What was seen.
    ///
    /// @param person whose code it is; null: nobody's that we know
    /// @param standing null when no pass stands and it must be worked out first: then nothing was
    ///   noted either
    record Seen(@Nullable UUID person, @Nullable Standing standing) {}

    /// The pass that stands and the papers in force.
    record Standing(String area, Colour colour, Instant asOf, Set<Journey.Permit> papers) {}

    private record Waiting(
            @Nullable UUID credential,
            @Nullable UUID person,
            Scope scope,
            String area,
            CompletableFuture<Seen> seen) {}

    /// Looks at the holder of a code, on behalf of the caller. Call it outside a transaction.
    ///
    /// @param area area path behind the gate
    /// @throws org.springframework.dao.DataAccessException when the database does not answer
    Seen ofCode(byte[] credentialId, String area) {
        ByteBuffer id = ByteBuffer.wrap(credentialId);
        return wait(new UUID(id.getLong(), id.getLong()), null, area);
    }

    /// Looks at a person found by a card or number, on behalf of the caller.
    Seen ofPerson(UUID person, String area) {
        return wait(null, person, area);
    }

    private Seen wait(@Nullable UUID credential, @Nullable UUID person, String area) {
        Waiting mine =
                new Waiting(credential, person, Scopes.required(), area, new CompletableFuture<>());
        if (!running) {
            throw new IllegalStateException("the gate is closing");
        }
        waiting.add(mine);
        try {
            return mine.seen().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at the gate", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the database is silent", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a glance failed", e.getCause());
        }
    }

    private void work() {
        List<Waiting> together = new ArrayList<>(MOST);
        while (running) {
            try {
                together.clear();
                together.add(waiting.take());
                waiting.drainTo(together, MOST - 1);
                look(together);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// One broken glance must not break those beside it: they are looked at again one by one.
    private void look(List<Waiting> together) {
        try {
            complete(together, lines.write(head -> query(together, head)));
        } catch (RuntimeException failed) {
            if (together.size() == 1) {
                together.getFirst().seen().completeExceptionally(failed);
                return;
            }
            together.forEach(one -> look(List.of(one)));
        }
    }

    private static void complete(List<Waiting> together, List<Seen> seen) {
        for (int i = 0; i < seen.size(); i++) {
            together.get(i).seen().complete(seen.get(i));
        }
    }

    private AccessLines.Written<List<Seen>> query(List<Waiting> together, AccessLines.Head head) {
        // One instant for all of them, as the database keeps it.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Seen> seen = new ArrayList<>(together.size());
        var after =
                new Object() {
                    long seq = head.seq();
                    byte[] hash = head.hash();
                };
        sql.sql(
                        """
                        SELECT holder, residence, shown, known_at, in_force, line
                          FROM gate.look(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                         ORDER BY nth
                        """)
                .params(
                        SqlArrays.uuids(together, Waiting::credential),
                        SqlArrays.uuids(together, Waiting::person),
                        SqlArrays.texts(together, one -> one.scope().actor()),
                        SqlArrays.texts(together, one -> one.scope().office()),
                        SqlArrays.texts(together, one -> one.scope().role()),
                        SqlArrays.texts(together, Waiting::area),
                        now.atOffset(ZoneOffset.UTC),
                        head.writer(),
                        head.seq(),
                        head.hash())
                .query(row -> {
                    UUID holder = row.getObject(1, UUID.class);
                    String colour = row.getString(3);
                    byte[] line = row.getBytes(6);
                    if (line != null) {
                        after.seq++;
                        after.hash = line;
                    }
                    seen.add(
                            new Seen(
                                    holder,
                                    colour == null
                                            ? null
                                            : new Standing(
                                                    row.getString(2),
                                                    Colour.valueOf(colour),
                                                    row.getTimestamp(4).toInstant(),
                                                    papers(
                                                            (String[])
                                                                    row.getArray(5).getArray()))));
                });
        return new AccessLines.Written<>(
                seen, new AccessLines.Head(head.writer(), after.seq, after.hash));
    }

    private static Set<Journey.Permit> papers(String[] kinds) {
        Set<Journey.Permit> papers = EnumSet.noneOf(Journey.Permit.class);
        for (String kind : kinds) {
            papers.add(Journey.Permit.valueOf(kind));
        }
        return papers;
    }

    @Override
    public synchronized void start() {
        running = true;
        for (int i = 0; i < LANES; i++) {
            lanes.add(Thread.ofVirtual().name("gate-glances-" + i).start(this::work));
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        lanes.forEach(Thread::interrupt);
        lanes.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Before the first request comes and after the last one is answered.
    @Override
    public int getPhase() {
        return 0;
    }
}
