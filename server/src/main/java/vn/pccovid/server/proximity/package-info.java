/// Bluetooth identifiers issued in batches, and encounters that people proven ill handed over,
/// sealed.
///
/// Start with [Encounters]. The protocol between phones is in `lib/proximity`; a web page cannot
/// advertise in the background, so it waits for a native shell.
@NullMarked
@ApplicationModule(
        displayName = "proximity",
        allowedDependencies = {"access", "keys", "custody"})
package vn.pccovid.server.proximity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
