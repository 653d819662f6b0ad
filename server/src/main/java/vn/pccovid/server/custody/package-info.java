/// Keys of days and of retention: seals movements, opens them for a proven case, destroys them in
/// time.
///
/// Start with [Custody]. Its key store is its own, outside the database, its backups and the other
/// keys; destroying a day's key is the deletion.
@NullMarked
@ApplicationModule(
        displayName = "custody",
        allowedDependencies = {"keys", "access"})
package vn.pccovid.server.custody;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
