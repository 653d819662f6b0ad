package vn.pccovid.server.access;

import static java.util.stream.Collectors.joining;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Writes down every read of a person, and lets the person see it.
///
/// Lines are written in the transaction of the read, just before it commits, so no answer leaves
/// without its line. Each line carries the SHA-256 of the line before it of the same writer and of
/// itself: a line removed or altered later breaks the chain. A process has as many writers as
/// transactions write at a time, so that none waits while another one's commit reaches the disk; a
/// writer whose commit is in doubt is replaced by a new one. Thread-safe.
@Component
public class AccessLines {

    /// More persons than this in one answer is a bulk export, which no endpoint offers.
    public static final int MOST_PERSONS_PER_READ = 500;

    private final JdbcClient sql;
    private final Clock clock;
    private final Queue<Chain> chains = new ConcurrentLinkedQueue<>();

    /// Chains nobody writes now, the last used first, so that there are no more than needed.
    private final Deque<Chain> idle = new ConcurrentLinkedDeque<>();

    AccessLines(JdbcClient sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /// One line as the person sees it: never the officer, always the office.
    public record Line(Instant at, String office, String role, String purpose, String category) {}

    /// Notes that the current scope reads `what` about each of these persons. Needs a transaction
    /// that may write; a person's look at themselves is noted like any other.
    ///
    /// @param what a short fixed word such as `pass` or `facts`; never anything about the person
    public void record(Collection<UUID> persons, String what) {
        if (persons.isEmpty()) {
            return;
        }
        if (persons.size() > MOST_PERSONS_PER_READ) {
            throw new IllegalArgumentException(
                    "a read of %d persons at once; most is %d"
                            .formatted(persons.size(), MOST_PERSONS_PER_READ));
        }
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a read of a person needs a transaction for its line");
        }
        Pending pending = (Pending) TransactionSynchronizationManager.getResource(this);
        if (pending == null) {
            pending = new Pending(Scopes.required());
            TransactionSynchronizationManager.bindResource(this, pending);
            TransactionSynchronizationManager.registerSynchronization(pending);
        }
        for (UUID person : persons) {
            pending.reads.add(new Read(person, what));
        }
    }

    /// The newest lines under these ids, for the person they belong to; row-level security shows
    /// only those the scope names.
    ///
    /// @param subjects a person, and the records and former persons whose lines are now theirs
    public List<Line> of(Collection<UUID> subjects, int most) {
        return sql.sql(
                        """
                        SELECT at, office, role, purpose, category
                          FROM access.access_line
                         WHERE person_id = ANY (:subjects::uuid[])
                         ORDER BY at DESC, seq DESC
                         LIMIT :most
                        """)
                .param(
                        "subjects",
                        subjects.stream().map(UUID::toString).collect(joining(",", "{", "}")))
                .param("most", most)
                .query((row, n) ->
                        new Line(
                                row.getTimestamp("at").toInstant(),
                                row.getString("office"),
                                row.getString("role"),
                                row.getString("purpose"),
                                row.getString("category")))
                .list();
    }

    /// Where a writer's chain stands: its newest line and that line's hash.
    @SuppressWarnings("ArrayRecordComponent") // a hash is never changed
    public record Head(UUID writer, long seq, byte[] hash) {}

    /// What a statement that writes lines by itself leaves behind.
    ///
    /// @param head where the chain stands after it; the same as before when it wrote no line
    public record Written<T>(T result, Head head) {}

    /// A statement of its own transaction that writes lines by itself (the database's
    /// `access.line`).
    @FunctionalInterface
    public interface Writing<T> {
        /// @param head the chain to go on with
        Written<T> after(Head head);
    }

    /// For a statement that finds the persons and writes their lines in one go: it goes on with a
    /// chain that nobody else writes meanwhile, and must be committed when it returns. One that
    /// throws is in doubt, and its chain ends.
    public <T> T write(Writing<T> writing) {
        Chain chain = take();
        boolean known = false;
        try {
            Written<T> written = writing.after(new Head(chain.writer, chain.seq, chain.hash));
            chain.hash = written.head().hash();
            chain.seq = written.head().seq();
            known = true;
            return written.result();
        } finally {
            if (!known) {
                chain.begin();
            }
            giveBack(chain);
        }
    }

    private Chain take() {
        Chain free = idle.pollFirst();
        if (free == null) {
            free = new Chain();
            chains.add(free);
        }
        free.lock.lock();
        return free;
    }

    private void giveBack(Chain chain) {
        chain.lock.unlock();
        idle.addFirst(chain);
    }

    /// The heads of all writers that have written.
    List<Head> heads() {
        List<Head> heads = new ArrayList<>();
        for (Chain chain : chains) {
            chain.lock.lock();
            try {
                if (chain.seq > 0) {
                    heads.add(new Head(chain.writer, chain.seq, chain.hash));
                }
            } finally {
                chain.lock.unlock();
            }
        }
        return heads;
    }

    private record Read(UUID person, String what) {}

    /// The reads of one transaction, written by one chain before commit.
    private final class Pending implements TransactionSynchronization {
        private final Scope scope;
        private final Set<Read> reads = new LinkedHashSet<>();
        private @Nullable Chain chain;
        private byte[] head = new byte[0];
        private long seq;

        Pending(Scope scope) {
            this.scope = scope;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            Chain taken = take();
            chain = taken;
            head = taken.hash;
            seq = taken.seq;
            Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
            List<Read> list = List.copyOf(reads);
            String[] persons = new String[list.size()];
            String[] whats = new String[list.size()];
            Long[] seqs = new Long[list.size()];
            byte[][] hashes = new byte[list.size()][];
            for (int i = 0; i < list.size(); i++) {
                persons[i] = list.get(i).person().toString();
                whats[i] = list.get(i).what();
                seqs[i] = ++seq;
                head = link(head, taken.writer, seq, at, scope, list.get(i));
                hashes[i] = head;
            }
            sql.sql(
                            """
                            INSERT INTO access.access_line
                                   (person_id, writer, seq, at, actor, office, role, purpose, category, what, hash)
                            SELECT l.person, :writer, l.seq, :at, :actor, :office, :role, :purpose, :category,
                                   l.what, l.hash
                              FROM unnest(CAST(:persons AS uuid[]), :seqs, :whats, :hashes) AS l(person, seq, what, hash)
                            """)
                    .param("writer", taken.writer)
                    .param("at", at.atOffset(java.time.ZoneOffset.UTC))
                    .param("actor", scope.actor())
                    .param("office", scope.office())
                    .param("role", scope.role())
                    .param("purpose", scope.purpose().name())
                    .param("category", scope.category().name())
                    .param("persons", persons)
                    .param("seqs", seqs)
                    .param("whats", whats)
                    .param("hashes", hashes)
                    .update();
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(AccessLines.this);
            Chain taken = chain;
            if (taken == null) {
                return;
            }
            if (status == STATUS_COMMITTED) {
                taken.hash = head;
                taken.seq = seq;
            } else if (status == STATUS_UNKNOWN) {
                taken.begin();
            }
            giveBack(taken);
        }
    }

    /// One writer's chain; guarded by its lock from before the insert until the commit is known.
    private static final class Chain {
        private final ReentrantLock lock = new ReentrantLock();
        private UUID writer = UUID.randomUUID();
        private byte[] hash = new byte[32];
        private long seq;

        private void begin() {
            writer = UUID.randomUUID();
            hash = new byte[32];
            seq = 0;
        }
    }

    /// The hash of one line: SHA-256 over the hash before it and every column, each with its
    /// length.
    static byte[] link(
            byte[] before,
            UUID writer,
            long seq,
            Instant at,
            String actor,
            String office,
            String role,
            String purpose,
            String category,
            UUID person,
            String what) {
        MessageDigest digest = sha256();
        digest.update(before);
        digest.update(
                ByteBuffer.allocate(56)
                        .putLong(writer.getMostSignificantBits())
                        .putLong(writer.getLeastSignificantBits())
                        .putLong(seq)
                        .putLong(at.getEpochSecond())
                        .putLong(at.getNano())
                        .putLong(person.getMostSignificantBits())
                        .putLong(person.getLeastSignificantBits())
                        .array());
        for (String text : List.of(actor, office, role, purpose, category, what)) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
            digest.update(bytes);
        }
        return digest.digest();
    }

    private static byte[] link(
            byte[] before, UUID writer, long seq, Instant at, Scope scope, Read read) {
        return link(
                before,
                writer,
                seq,
                at,
                scope.actor(),
                scope.office(),
                scope.role(),
                scope.purpose().name(),
                scope.category().name(),
                read.person(),
                read.what());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is in every JDK", e);
        }
    }
}
