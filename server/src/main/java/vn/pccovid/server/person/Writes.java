package vn.pccovid.server.person;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Statements of one transaction that run in their order on a thread of their own, so that the
/// database writes while the transaction's thread judges and packs what comes next. The
/// transaction's thread leaves the connection alone until [#finish] has returned; whatever happens,
/// [#close] returns only when nothing runs any more, so that commit and roll-back stay where they
/// are. For one thread.
final class Writes implements AutoCloseable {
    /// Nothing in it: the end.
    private final BlockingQueue<Optional<Statement>> queue = new LinkedBlockingQueue<>();

    private final Thread thread = Thread.ofVirtual().name("person-writes").start(this::work);
    private volatile @Nullable Throwable failure;
    private volatile boolean abandoned;
    private boolean ended;

    private interface Statement {
        void run();

        /// Instead of running, when one before failed.
        default void skip() {}
    }

    /// Runs this after everything added before, unless one of those failed.
    void add(Runnable statement) {
        queue.add(Optional.of(statement::run));
    }

    /// Asks the same way; the answer waits for it and throws what it threw.
    <T> Supplier<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        queue.add(
                Optional.of(
                        new Statement() {
                            @Override
                            public void run() {
                                try {
                                    answer.complete(question.get());
                                } catch (RuntimeException | Error e) {
                                    answer.completeExceptionally(e);
                                    throw e;
                                }
                            }

                            @Override
                            public void skip() {
                                answer.completeExceptionally(
                                        Objects.requireNonNullElseGet(
                                                failure,
                                                () -> new IllegalStateException("abandoned")));
                            }
                        }));
        return () -> {
            try {
                return answer.join();
            } catch (CompletionException e) {
                throw thrown(e.getCause());
            }
        };
    }

    private static RuntimeException thrown(@Nullable Throwable cause) {
        return switch (cause) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new IllegalStateException("a statement failed", cause);
        };
    }

    /// Returns when all has been written; throws what the first failing statement threw.
    void finish() {
        end();
        if (failure != null) {
            throw thrown(failure);
        }
    }

    @Override
    public void close() {
        if (!ended) {
            abandoned = true;
            end();
        }
    }

    private void end() {
        ended = true;
        queue.add(Optional.empty());
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        while (true) {
            try {
                Optional<Statement> next = queue.take();
                if (next.isEmpty()) {
                    return;
                }
                if (failure == null && !abandoned) {
                    next.get().run();
                } else {
                    next.get().skip();
                }
            } catch (RuntimeException | Error e) {
                failure = e;
            } catch (InterruptedException e) {
                failure = new IllegalStateException("nobody interrupts this thread", e);
            }
        }
    }
}
