package vn.pccovid.server.access;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Other systems that deliver records or scrape metrics. Each has one secret, sent as
/// `Authorization: Bearer <name>.<secret>`; we keep its hash.
@Component
public class SystemClients {

    private static final int LONGEST_TOKEN = 160;

    private final JdbcClient sql;
    private final TransactionTemplate transaction;
    private final Clock wall = Clock.systemUTC();

    SystemClients(JdbcClient sql, PlatformTransactionManager transactions) {
        this.sql = sql;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// The clients of a database, for the command line: no service needs to run.
    ///
    /// @param url and the application role's user and password
    public static SystemClients at(String url, String user, String password) {
        DriverManagerDataSource source = new DriverManagerDataSource(url, user, password);
        return new SystemClients(JdbcClient.create(source), new ScopedTransactionManager(source));
    }

    /// Creates a client, or gives it a new secret; answers the token, which is shown this once.
    ///
    /// @param name 2 to 40 of `a-z 0-9 -`
    /// @param office whose system it is
    public String create(String name, String office) {
        if (!name.matches("[a-z0-9][a-z0-9-]{1,39}") || office.isBlank()) {
            throw new IllegalArgumentException("not a name and office of a system: " + name);
        }
        String secret = Secrets.fresh();
        Scopes.run(
                Scope.service(Purpose.SIGN_IN),
                () ->
                        transaction.executeWithoutResult(status ->
                                sql.sql(
                                                """
                                                INSERT INTO access.system_client (name, office, secret_hash, created_at)
                                                VALUES (:name, :office, :hash, :now)
                                                ON CONFLICT (name) DO UPDATE SET office = excluded.office,
                                                       secret_hash = excluded.secret_hash
                                                """)
                                        .param("name", name)
                                        .param("office", office)
                                        .param("hash", Secrets.hash(secret))
                                        .param("now", wall.instant().atOffset(ZoneOffset.UTC))
                                        .update()));
        return name + "." + secret;
    }

    /// The client whose token this is.
    Optional<Caller.SystemClient> verify(String token) {
        int dot = token.indexOf('.');
        if (dot < 1 || token.length() > LONGEST_TOKEN) {
            return Optional.empty();
        }
        String name = token.substring(0, dot);
        byte[] hash = Secrets.hash(token.substring(dot + 1));
        return Scopes.call(
                Scope.service(Purpose.SIGN_IN),
                () ->
                        Objects.requireNonNull(
                                transaction.execute(status ->
                                        sql.sql(
                                                        """
                                                        SELECT name, office FROM access.system_client
                                                         WHERE name = :name AND secret_hash = :hash
                                                        """)
                                                .param("name", name)
                                                .param("hash", hash)
                                                .query((row, n) ->
                                                        new Caller.SystemClient(
                                                                row.getString("name"),
                                                                row.getString("office")))
                                                .optional())));
    }
}
