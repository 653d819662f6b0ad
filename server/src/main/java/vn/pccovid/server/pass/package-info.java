/// The colour those facts earn, over time, and the sentence that decided.
///
/// Start with [Passes], the door. A fact that changes marks its person stale in the same
/// transaction; workers drain the marks, and each answer knows when it changes by itself.
@NullMarked
@ApplicationModule(
        displayName = "pass",
        allowedDependencies = {"access", "keys", "person", "fact"})
package vn.pccovid.server.pass;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
