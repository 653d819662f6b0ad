package vn.pccovid.server.access;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/// The one data source of the service: a pool per [DatabaseRole], chosen by the [Scope] in force.
/// Without a scope it is the application's pool, where nobody's rows are visible.
final class RoutingDataSource extends AbstractRoutingDataSource implements AutoCloseable {

    private final List<HikariDataSource> pools;

    RoutingDataSource(DatabaseProperties at) {
        HikariDataSource application =
                pool("app", at.appUrl(), at.appUser(), at.appPassword(), at.appConnections());
        HikariDataSource worker =
                pool(
                        "worker",
                        at.workerUrl(),
                        at.workerUser(),
                        at.workerPassword(),
                        at.workerConnections());
        pools = List.of(application, worker);
        setTargetDataSources(
                Map.of(DatabaseRole.APPLICATION, application, DatabaseRole.WORKER, worker));
        setDefaultTargetDataSource(application);
        afterPropertiesSet();
    }

    @Override
    protected @Nullable Object determineCurrentLookupKey() {
        return Scopes.current().map(Scope::database).orElse(DatabaseRole.APPLICATION);
    }

    /// Refuses a role that could look past row-level security, or that can become the owner.
    void refuseRolesThatCanBypass() {
        for (HikariDataSource pool : pools) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery(
                                    """
                                    SELECT current_user,
                                           bool_or(r.rolsuper) AS superuser,
                                           bool_or(r.rolbypassrls) AS bypasses,
                                           bool_or(EXISTS (SELECT 1 FROM pg_namespace n
                                                   WHERE n.nspname = 'access' AND n.nspowner = r.oid)) AS owns
                                      FROM pg_roles r
                                     WHERE pg_has_role(current_user, r.oid, 'MEMBER')
                                    """)) {
                row.next();
                if (row.getBoolean("superuser")
                        || row.getBoolean("bypasses")
                        || row.getBoolean("owns")) {
                    throw new IllegalStateException(
                            "refusing to start: the database role "
                                    + row.getString(1)
                                    + " is or can become a superuser, the owner, or one that bypasses"
                                    + " row-level security; connect as pccovid_app and pccovid_worker");
                }
            } catch (SQLException e) {
                throw new IllegalStateException(
                        "the database does not answer for pool " + pool.getPoolName(), e);
            }
        }
    }

    @Override
    public void close() {
        pools.forEach(HikariDataSource::close);
    }

    private static HikariDataSource pool(
            String name, String url, String user, String password, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("pccovid-" + name);
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setAutoCommit(true);
        config.setInitializationFailTimeout(30_000);
        Properties driver = new Properties();
        driver.setProperty("reWriteBatchedInserts", "true");
        driver.setProperty("binaryTransferEnable", SqlArrays.BINARY_TYPES);
        driver.setProperty("ApplicationName", "pccovid-" + name);
        config.setDataSourceProperties(driver);
        return new HikariDataSource(config);
    }
}
