package vn.pccovid.server.keys;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// Where keys are (`pccovid.keys.*`).
///
/// @param folder the key store; outside the database and its backups
/// @param master the master key's text (`PCCOVID_MASTER_KEY`); wins over the file
/// @param masterFile the master key's file, 0600; made on first start if the key store is empty
@ConfigurationProperties("pccovid.keys")
record KeyProperties(Path folder, @Nullable String master, @Nullable Path masterFile) {
    @Override
    public String toString() {
        return "KeyProperties[" + folder + "]";
    }
}
