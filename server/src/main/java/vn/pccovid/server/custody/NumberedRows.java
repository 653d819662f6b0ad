package vn.pccovid.server.custody;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import vn.pccovid.server.access.SqlArrays;

/// Sealed rows of owners: the rows of one owner on one day stand under tokens of the numbers 0, 1,
/// 2 … without gaps, so that no two rows share a value and a reader who finds no row under a number
/// is done. The table has the columns `day`, a token and `sealed`, with the primary key (token,
/// day). Thread-safe.
///
/// @param <O> an owner, with equality; a day's token of a number is asked from it
public final class NumberedRows<O> {
    /// Numbers remembered, so that an owner's next row is tried where it belongs at once.
    private static final int MOST_HINTS = 500_000;

    /// Numbers looked at together when one is taken.
    private static final int AHEAD = 16;

    private static final int MOST_ROUNDS = 4_000;

    private final JdbcClient jdbc;
    private final String table;
    private final String column;
    private final Tokens<O> tokens;
    private final ConcurrentHashMap<Key<O>, Integer> hints = new ConcurrentHashMap<>();

    /// @param jdbc of the role that writes
    /// @param table with its schema, and `column` of the token: names the module wrote itself
    public NumberedRows(JdbcClient jdbc, String table, String column, Tokens<O> tokens) {
        this.jdbc = jdbc;
        this.table = table;
        this.column = column;
        this.tokens = tokens;
    }

    /// The token of an owner's n-th row of a day.
    @FunctionalInterface
    public interface Tokens<O> {
        byte[] of(LocalDate day, O owner, int number);
    }

    private record Key<O>(LocalDate day, O owner) {}

    private static final class Row<R, O> {
        final R row;
        final Key<O> key;
        final byte[] sealed;
        int number;
        byte[] token = {};

        Row(R row, Key<O> key, byte[] sealed) {
            this.row = row;
            this.key = key;
            this.sealed = sealed;
        }
    }

    /// Inserts rows, each under the next free number of its owner, within the caller's transaction.
    ///
    /// @return the number of each
    public <R> Map<R, Integer> insert(
            Collection<R> rows,
            Function<R, LocalDate> day,
            Function<R, O> owner,
            Function<R, byte[]> sealed) {
        List<Row<R, O>> open = new ArrayList<>(rows.size());
        for (R row : rows) {
            open.add(
                    new Row<>(row, new Key<>(day.apply(row), owner.apply(row)), sealed.apply(row)));
        }
        Map<R, Integer> numbers = new HashMap<>();
        Map<Key<O>, Integer> next = new HashMap<>();
        for (int round = 0; !open.isEmpty(); round++) {
            if (round == MOST_ROUNDS) {
                throw new IllegalStateException(
                        "no free number for %d rows".formatted(open.size()));
            }
            for (Row<R, O> row : open) {
                row.number = next.computeIfAbsent(row.key, k -> hints.getOrDefault(k, 0));
                next.put(row.key, row.number + 1);
                row.token = tokens.of(row.key.day(), row.key.owner(), row.number);
            }
            Set<ByteBuffer> inserted = insert(open);
            List<Row<R, O>> taken = new ArrayList<>();
            for (Row<R, O> row : open) {
                if (inserted.contains(ByteBuffer.wrap(row.token))) {
                    numbers.put(row.row, row.number);
                } else {
                    taken.add(row);
                }
            }
            if (!taken.isEmpty()) {
                next.putAll(firstFree(taken));
            }
            open = taken;
        }
        remember(next);
        return numbers;
    }

    /// A hint past what is committed would leave a gap.
    private void remember(Map<Key<O>, Integer> next) {
        if (hints.size() > MOST_HINTS) {
            hints.clear();
        }
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(
                    new TransactionSynchronization() {
                        @Override
                        public void afterCommit() {
                            next.forEach((key, n) -> hints.merge(key, n, Math::max));
                        }
                    });
        }
    }

    private <R> Set<ByteBuffer> insert(List<Row<R, O>> open) {
        Set<ByteBuffer> inserted = new HashSet<>();
        List<Row<R, O>> sorted =
                open.stream().sorted((a, b) -> Arrays.compareUnsigned(a.token, b.token)).toList();
        jdbc.sql(
                        """
                        INSERT INTO %1$s (day, %2$s, sealed)
                        SELECT DATE '1970-01-01' + u.day, u.token, u.sealed
                          FROM unnest(?::int[], ?::bytea[], ?::bytea[]) AS u (day, token, sealed)
                        ON CONFLICT (%2$s, day) DO NOTHING
                        RETURNING %2$s
                        """
                                .formatted(table, column))
                .param(SqlArrays.ints(sorted, r -> Math.toIntExact(r.key.day().toEpochDay())))
                .param(SqlArrays.bytes(sorted, r -> r.token))
                .param(SqlArrays.bytes(sorted, r -> r.sealed))
                .query(row -> {
                    inserted.add(ByteBuffer.wrap(row.getBytes(1)));
                });
        return inserted;
    }

    /// For each owner of a taken number the first that nobody holds.
    private <R> Map<Key<O>, Integer> firstFree(List<Row<R, O>> taken) {
        Map<Key<O>, Integer> open = new HashMap<>();
        for (Row<R, O> row : taken) {
            open.merge(row.key, row.number, Math::min);
        }
        Map<Key<O>, Integer> free = new HashMap<>();
        while (!open.isEmpty()) {
            Map<ByteBuffer, Boolean> probes = new LinkedHashMap<>();
            open.forEach((key, start) -> {
                for (int n = start; n < start + AHEAD; n++) {
                    probes.put(ByteBuffer.wrap(tokens.of(key.day(), key.owner(), n)), false);
                }
            });
            jdbc.sql(
                            """
                            SELECT %2$s FROM %1$s WHERE day = ANY (?::date[]) AND %2$s = ANY (?)
                            """
                                    .formatted(table, column))
                    .param(
                            SqlArrays.texts(
                                    open.keySet().stream().map(Key::day).distinct().toList(),
                                    LocalDate::toString))
                    .param(SqlArrays.bytes(List.copyOf(probes.keySet()), ByteBuffer::array))
                    .query(row -> {
                        probes.put(ByteBuffer.wrap(row.getBytes(1)), true);
                    });
            Map<Key<O>, Integer> further = new HashMap<>();
            open.forEach((key, start) -> {
                for (int n = start; n < start + AHEAD; n++) {
                    if (Boolean.FALSE.equals(
                            probes.get(ByteBuffer.wrap(tokens.of(key.day(), key.owner(), n))))) {
                        free.put(key, n);
                        return;
                    }
                }
                further.put(key, start + AHEAD);
            });
            open = further;
        }
        return free;
    }
}
