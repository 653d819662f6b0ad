package vn.pccovid.server.access;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Tells the database the [Scope] as the first statement of every transaction, for that transaction
/// only. A transaction without a scope runs with nothing set, and row-level security answers with
/// no rows.
final class ScopedTransactionManager extends JdbcTransactionManager {

    private static final long serialVersionUID = 1L;

    private static final String TELL =
            """
            SELECT set_config('pccovid.actor', ?, true),
                   set_config('pccovid.purpose', ?, true),
                   set_config('pccovid.category', ?, true),
                   set_config('pccovid.areas', ?, true),
                   set_config('pccovid.person', ?, true)
            """;

    private final DataSource source;

    ScopedTransactionManager(DataSource source) {
        super(source);
        this.source = source;
    }

    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        super.doBegin(transaction, definition);
        Scope scope = Scopes.current().orElse(null);
        if (scope == null) {
            return;
        }
        ConnectionHolder holder =
                (ConnectionHolder) TransactionSynchronizationManager.getResource(source);
        if (holder == null) {
            throw new CannotCreateTransactionException("the transaction has no connection");
        }
        try {
            tell(holder.getConnection(), scope);
        } catch (SQLException e) {
            doCleanupAfterCompletion(transaction);
            throw new CannotCreateTransactionException("the scope could not be set", e);
        }
    }

    private static void tell(Connection connection, Scope scope) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TELL)) {
            statement.setString(1, scope.actor());
            statement.setString(2, scope.purpose().name());
            statement.setString(3, scope.category().name());
            statement.setString(4, String.join(",", scope.areas()));
            statement.setString(
                    5,
                    scope.persons().stream().map(UUID::toString).collect(Collectors.joining(",")));
            statement.execute();
        }
    }
}
