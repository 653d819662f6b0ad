/// Whom each record is about: one living human, one person id; links are events and can be undone.
///
/// Start with [People], the only door. Who each record counts for is a projection of the link
/// events; names, numbers and phones are stored only sealed, and found again by keyed hashes.
@NullMarked
@ApplicationModule(
        displayName = "person",
        allowedDependencies = {"access", "keys", "territory"})
package vn.pccovid.server.person;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
