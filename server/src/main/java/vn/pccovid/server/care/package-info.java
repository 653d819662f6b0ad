/// Proven cases: opened from the laboratory's or the clinic's word, closed by the discharge rule in
/// force.
///
/// Start with [ProvenCases]. A case that a clear test ended leaves a fact of recovery; one of which
/// nothing more was heard lapses and proves nothing.
@NullMarked
@ApplicationModule(
        displayName = "care",
        allowedDependencies = {"access", "keys", "person", "fact"})
package vn.pccovid.server.care;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
