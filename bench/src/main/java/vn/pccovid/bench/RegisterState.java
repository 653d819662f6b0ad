package vn.pccovid.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.person.FirstLoad;
import vn.pccovid.server.person.IncomingRecord;

/// A population register brought into an installation by COPY: hashed and sealed as an import
/// would, but not by the code that is measured; primary keys are built once all rows are there.
final class RegisterState {
    private static final int AT_ONCE = 5_000;

    private RegisterState() {}

    /// @param in the register, one person each, without a heading
    /// @param read makes records of lines, on any thread
    /// @return how many people were loaded
    static long load(
            Installation installation,
            BufferedReader in,
            Function<List<String>, List<IncomingRecord>> read)
            throws IOException, SQLException, InterruptedException {
        FirstLoad rows = installation.bean(FirstLoad.class);
        int workers = Runtime.getRuntime().availableProcessors();
        long count = 0;
        try (Connection connection =
                        installation
                                .database()
                                .superuser()
                                .in(EmbeddedDatabase.DATABASE)
                                .connect();
                Statement statement = connection.createStatement();
                ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            statement.execute("SET maintenance_work_mem = '512MB'");
            Map<String, String> keys = dropKeys(statement);
            Map<String, CopyInto> copies = new LinkedHashMap<>();
            try {
                for (Map.Entry<String, String> table : FirstLoad.COLUMNS.entrySet()) {
                    copies.put(
                            table.getKey(),
                            new CopyInto(
                                    installation
                                            .database()
                                            .superuser()
                                            .in(EmbeddedDatabase.DATABASE)
                                            .connect(),
                                    table.getKey(),
                                    table.getValue()));
                }
                Queue<Future<Map<String, byte[]>>> ahead = new ArrayDeque<>();
                List<String> lines = new ArrayList<>(AT_ONCE);
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    count++;
                    lines.add(line);
                    if (lines.size() == AT_ONCE) {
                        List<String> part = lines;
                        lines = new ArrayList<>(AT_ONCE);
                        ahead.add(threads.submit(() -> rows.rows(read.apply(part))));
                        if (ahead.size() > workers) {
                            write(ahead.remove(), copies);
                        }
                    }
                }
                List<String> last = lines;
                ahead.add(threads.submit(() -> rows.rows(read.apply(last))));
                while (!ahead.isEmpty()) {
                    write(ahead.remove(), copies);
                }
            } finally {
                for (CopyInto copy : copies.values()) {
                    copy.close();
                }
            }
            statement.execute(
                    """
                    CREATE TEMP TABLE once AS SELECT DISTINCT key FROM person.identifier_lock;
                    TRUNCATE person.identifier_lock;
                    INSERT INTO person.identifier_lock SELECT key FROM once ORDER BY key
                    """);
            // Linking stores no more than the oldest holders of a crowded key.
            statement.execute(
                    """
                    DELETE FROM person.blocking_key b USING
                        (SELECT ctid AS row, row_number() OVER (PARTITION BY key ORDER BY holder_id) AS place
                         FROM person.blocking_key) counted
                    WHERE counted.place > 33 AND b.ctid = counted.row
                    """);
            for (Map.Entry<String, String> key : keys.entrySet()) {
                statement.execute("ALTER TABLE " + key.getKey() + " ADD " + key.getValue());
            }
            statement.execute("VACUUM ANALYZE");
            statement.execute("CHECKPOINT");
        }
        return count;
    }

    /// Primary keys are built once all rows are there.
    private static Map<String, String> dropKeys(Statement statement) throws SQLException {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String table : FirstLoad.COLUMNS.keySet()) {
            String name;
            try (ResultSet found =
                    statement.executeQuery(
                            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
                                    + " WHERE contype = 'p' AND conrelid = '"
                                    + table
                                    + "'::regclass")) {
                found.next();
                name = found.getString(1);
                keys.put(table, found.getString(2));
            }
            statement.execute("ALTER TABLE " + table + " DROP CONSTRAINT " + name);
        }
        return keys;
    }

    private static void write(Future<Map<String, byte[]>> rows, Map<String, CopyInto> copies)
            throws SQLException, InterruptedException {
        try {
            for (Map.Entry<String, byte[]> table : rows.get().entrySet()) {
                CopyInto copy = copies.get(table.getKey());
                if (copy != null) {
                    copy.write(table.getValue());
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a row of the register cannot be read", e.getCause());
        }
    }

    private static final class CopyInto {
        private final Connection connection;
        private final CopyIn copy;

        CopyInto(Connection connection, String table, String columns) throws SQLException {
            this.connection = connection;
            copy =
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn(
                                    "COPY "
                                            + table
                                            + " ("
                                            + columns
                                            + ") FROM STDIN (FORMAT binary)");
            write(FirstLoad.header());
        }

        void write(byte[] bytes) throws SQLException {
            copy.writeToCopy(bytes, 0, bytes.length);
        }

        void close() throws SQLException {
            write(FirstLoad.trailer());
            copy.endCopy();
            connection.close();
        }
    }
}
