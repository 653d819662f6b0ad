package vn.pccovid.bench;

import java.nio.file.Path;
import vn.pccovid.postgres.EmbeddedDatabase;

/// The service with its embedded database in this process, as `./pccovid serve` starts it, only
/// without pages.
public interface Installation extends AutoCloseable {
    /// Starts one in a folder of its own.
    @FunctionalInterface
    interface Starter {
        Installation start(Path folder);
    }

    /// A door of the service.
    <T> T bean(Class<T> type);

    EmbeddedDatabase database();

    @Override
    void close();
}
