/// Counts for those who steer: how many people, how many carried over, which colours, how old the
/// sources are. Never a name, never a small cell.
@NullMarked
@ApplicationModule(
        displayName = "oversight",
        allowedDependencies = {"access", "pass"})
package vn.pccovid.server.oversight;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
