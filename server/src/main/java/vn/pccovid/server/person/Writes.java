package vn.pccovid.server.person;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Statements of one transaction that run in their order on a thread of their own, so that the
/// database writes while the transaction's thread judges and packs what comes next. The
/// transaction's thread leaves the connection alone until [#finish] has returned; whatever happens,
/// [#close] returns only when nothing runs any more, so that commit and roll-back stay where they
/// are. For one thread.
final class Writes implements AutoCloseable {
    /// Nothing in it: the end.
    private final BlockingQueue<Optional<Runnable>> queue = new LinkedBlockingQueue<>();

    private final Thread thread = Thread.ofVirtual().name("person-writes").start(this::work);
    private volatile @Nullable Throwable failure;
    private volatile boolean abandoned;
    private boolean ended;

    /// Runs this after everything added before, unless one of those failed.
    void add(Runnable statement) {
        queue.add(Optional.of(statement));
    }

    /// Returns when all has been written; throws what the first failing statement threw.
    void finish() {
        end();
        Throwable thrown = failure;
        switch (thrown) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException("a statement failed", thrown);
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
                Optional<Runnable> next = queue.take();
                if (next.isEmpty()) {
                    return;
                }
                if (failure == null && !abandoned) {
                    next.get().run();
                }
            } catch (RuntimeException | Error e) {
                failure = e;
            } catch (InterruptedException e) {
                failure = new IllegalStateException("nobody interrupts this thread", e);
            }
        }
    }
}
