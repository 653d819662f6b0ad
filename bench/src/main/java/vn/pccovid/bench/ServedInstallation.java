package vn.pccovid.bench;

import java.nio.file.Path;

/// An [Installation] that also answers over HTTPS on the loopback address, with a certificate of
/// its own authority, as `./pccovid serve` does.
public interface ServedInstallation extends Installation {
    /// Starts one in a folder of its own.
    @FunctionalInterface
    interface Starter {
        ServedInstallation start(Path folder);
    }

    /// Port of the pages.
    int port();
}
