package vn.pccovid.lib.linkage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/// Runs parts of a job on a fixed number of threads; results come in the order of the parts,
/// whoever did them.
final class Workers implements AutoCloseable {
    private final ExecutorService pool;
    private final int count;

    Workers(int count) {
        this.count = count;
        pool =
                Executors.newFixedThreadPool(
                        count, Thread.ofPlatform().daemon().name("linkage-", 0).factory());
    }

    int count() {
        return count;
    }

    /// @throws IllegalStateException when a part failed or the caller was interrupted
    <T> List<T> all(int parts, IntFunction<T> part) {
        List<Future<T>> futures = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
            int number = i;
            futures.add(pool.submit(() -> part.apply(number)));
        }
        List<T> results = new ArrayList<>(parts);
        try {
            for (Future<T> future : futures) {
                results.add(future.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("linking was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("linking failed", e.getCause());
        }
        return results;
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
