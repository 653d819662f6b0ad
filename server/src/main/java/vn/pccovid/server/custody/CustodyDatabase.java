package vn.pccovid.server.custody;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.SqlArrays;

/// Connections of custody's own role, apart from the pools of requests and workers: a transaction
/// here is durable whatever becomes of the caller's. Thread-safe.
final class CustodyDatabase implements AutoCloseable {
    /// Tokens asked for in one statement.
    private static final int MOST_TOKENS = 20_000;

    private final DataSource source;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    CustodyDatabase(DataSource source) {
        this.source = source;
        this.jdbc = JdbcClient.create(source);
        this.transactions = new TransactionTemplate(new JdbcTransactionManager(source));
    }

    static CustodyDatabase pool(CustodyProperties at) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("pccovid-custody");
        config.setJdbcUrl(at.dbUrl());
        config.setUsername(at.dbUser());
        config.setPassword(at.dbPassword());
        config.setMaximumPoolSize(at.connections());
        config.setMinimumIdle(1);
        config.setInitializationFailTimeout(30_000);
        Properties driver = new Properties();
        driver.setProperty("ApplicationName", "pccovid-custody");
        driver.setProperty("reWriteBatchedInserts", "true");
        driver.setProperty("binaryTransferEnable", "1000,1185,2951");
        // Lookups touch a few rows of each of many days: never by reading a whole day.
        driver.setProperty(
                "options",
                "-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off -c jit=off");
        config.setDataSourceProperties(driver);
        return new CustodyDatabase(new HikariDataSource(config));
    }

    /// For statements that commit by themselves, or within [#in].
    JdbcClient jdbc() {
        return jdbc;
    }

    /// One transaction of its own, committed when this returns.
    <T> T in(Function<JdbcClient, T> body) {
        return Objects.requireNonNull(transactions.execute(status -> body.apply(jdbc)));
    }

    /// Reads sealed rows by tokens, each day in its own partition.
    ///
    /// @param table with its schema, and `column` of the token: names the modules wrote themselves
    void fetch(String table, String column, List<DayToken> tokens, FoundRow found) {
        for (int from = 0; from < tokens.size(); from += MOST_TOKENS) {
            int base = from;
            List<DayToken> part = tokens.subList(from, Math.min(tokens.size(), from + MOST_TOKENS));
            jdbc.sql(
                            """
                            SELECT u.n, m.sealed
                              FROM unnest(?::int[], ?::bytea[]) WITH ORDINALITY AS u (day, token, n)
                             CROSS JOIN LATERAL (SELECT t.sealed FROM %1$s t
                                                  WHERE t.day = DATE '1970-01-01' + u.day AND t.%2$s = u.token
                                                 OFFSET 0) m
                            """
                                    .formatted(table, column))
                    .param(SqlArrays.ints(part, t -> Math.toIntExact(t.day().toEpochDay())))
                    .param(SqlArrays.bytes(part, DayToken::token))
                    .query(row -> {
                        found.row(base + row.getInt(1) - 1, row.getBytes(2));
                    });
        }
    }

    @Override
    public void close() {
        if (source instanceof HikariDataSource pool) {
            pool.close();
        }
    }
}
