/// What a person asks us to put right (a dose, a link, a name, a colour): one number, an owner, a
/// deadline, an answer.
///
/// Start with [Requests], the only door. What happens to a request is appended as steps; an answer
/// changes links through `person` or goes back to the source as a correction.
@NullMarked
@ApplicationModule(
        displayName = "redress",
        allowedDependencies = {"access", "keys", "person", "fact"})
package vn.pccovid.server.redress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
