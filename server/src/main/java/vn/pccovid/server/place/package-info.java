/// Venues, posters and sealed visits and trips.
@NullMarked
@ApplicationModule(
        displayName = "place",
        allowedDependencies = {"access", "keys", "territory", "person", "custody"})
package vn.pccovid.server.place;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
