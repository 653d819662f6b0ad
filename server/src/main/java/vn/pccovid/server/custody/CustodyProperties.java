package vn.pccovid.server.custody;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// Where custody's keys are (`pccovid.custody.*`): a store and a master key apart from the others.
///
/// @param folder key store of the days
/// @param master text of custody's own master key (`PCCOVID_CUSTODY_KEY`); wins over the file
/// @param masterFile its 0600 file; made on first start
@ConfigurationProperties("pccovid.custody")
record CustodyProperties(Path folder, @Nullable String master, @Nullable Path masterFile) {
    @Override
    public String toString() {
        return "CustodyProperties[" + folder + "]";
    }
}
