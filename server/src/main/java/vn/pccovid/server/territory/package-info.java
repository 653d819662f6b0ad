/// Provinces, districts, communes as they were on a date, what became of them, and their published
/// levels.
@NullMarked
@ApplicationModule(
        displayName = "territory",
        allowedDependencies = {"access"})
package vn.pccovid.server.territory;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
