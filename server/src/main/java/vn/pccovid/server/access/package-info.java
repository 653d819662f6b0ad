/// Who is asking, for which purpose, within which area; every read of a person leaves a line that
/// person can see.
///
/// Start with [Endpoint] (what a controller method declares), `grants.yaml` (who may), [Scope]
/// (what the database is told) and [AccessLines] (what the person sees afterwards).
@NullMarked
@ApplicationModule(
        displayName = "access",
        allowedDependencies = {})
package vn.pccovid.server.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
