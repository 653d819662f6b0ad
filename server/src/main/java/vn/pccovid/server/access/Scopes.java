package vn.pccovid.server.access;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Holds the [Scope] of the running work. Bound for the length of one call, by thread; inherited by
/// nothing: work handed to another thread binds it again.
public final class Scopes {

    private static final ScopedValue<Scope> CURRENT = ScopedValue.newInstance();

    private Scopes() {}

    /// Runs `body` under `scope`. Refused inside a transaction that began under another scope: the
    /// database would still be told the old one.
    public static <T extends @Nullable Object, X extends Throwable> T call(
            Scope scope, ScopedValue.CallableOp<T, X> body) throws X {
        if (TransactionSynchronizationManager.isActualTransactionActive()
                && !scope.equals(current().orElse(null))) {
            throw new IllegalStateException(
                    "the scope cannot change inside a transaction: begin it after Scopes.call");
        }
        return ScopedValue.where(CURRENT, scope).call(body);
    }

    /// As [#call] for work without a result.
    public static void run(Scope scope, Runnable body) {
        Scopes.<@Nullable Void, RuntimeException>call(
                scope,
                () -> {
                    body.run();
                    return null;
                });
    }

    /// The scope in force; empty outside any, and then the database shows no row about anybody.
    public static Optional<Scope> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /// The scope in force, where there must be one.
    public static Scope required() {
        return current()
                .orElseThrow(() -> new IllegalStateException("no scope is bound to this work"));
    }
}
