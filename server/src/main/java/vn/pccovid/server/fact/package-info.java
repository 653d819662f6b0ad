/// What we hold true about a person, since when, on whose word.
///
/// A fact belongs to its source record for ever; [Facts] is the door, `person_fact` the projection
/// that follows the current links.
@NullMarked
@ApplicationModule(
        displayName = "fact",
        allowedDependencies = {"access", "keys", "territory", "person"})
package vn.pccovid.server.fact;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
