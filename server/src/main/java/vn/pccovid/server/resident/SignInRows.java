package vn.pccovid.server.resident;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

/// Runs a transaction that may see the tables of this module: accounts, codes, claims. Nothing else
/// sees them, and it sees nothing about the persons themselves.
@Component
class SignInRows {

    private final TransactionTemplate transaction;

    SignInRows(PlatformTransactionManager transactions) {
        this.transaction = new TransactionTemplate(transactions);
    }

    <T> T in(Supplier<T> body) {
        return Scopes.call(
                Scope.service(Purpose.SIGN_IN),
                () -> Objects.requireNonNull(transaction.execute(status -> body.get())));
    }

    void run(Runnable body) {
        Scopes.<@Nullable Void, RuntimeException>call(
                Scope.service(Purpose.SIGN_IN),
                () -> {
                    transaction.executeWithoutResult(status -> body.run());
                    return null;
                });
    }
}
