/// Keys outside the database: sealing keys per retention class and period, keyed hashes, signing
/// keys; each wrapped by the master key of the key store.
///
/// Start with [KeyStore] (what lies on disk), then [Sealing] and [Hashing] (what modules use).
@NullMarked
@ApplicationModule(
        displayName = "keys",
        allowedDependencies = {})
package vn.pccovid.server.keys;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
