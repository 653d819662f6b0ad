/// Orders to stay: isolation of a case, quarantine of a contact or an arrival, at home or in a
/// centre.
///
/// Start with [Orders]. An order is a decided fact that names what it rests on; its end and its
/// tests follow from the rule in force, unless an officer released or extended it with a reason.
@NullMarked
@ApplicationModule(
        displayName = "quarantine",
        allowedDependencies = {"access", "keys", "person", "fact"})
package vn.pccovid.server.quarantine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
