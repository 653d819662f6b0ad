/// Samples, tubes and results: one tube may hold many people, a result fans out to them.
@NullMarked
@ApplicationModule(
        displayName = "laboratory",
        allowedDependencies = {"access", "keys", "territory", "person", "custody", "fact"})
package vn.pccovid.server.laboratory;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
