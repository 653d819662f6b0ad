/// What people tell us about their health: symptoms and contacts.
@NullMarked
@ApplicationModule(
        displayName = "declaration",
        allowedDependencies = {"access", "keys", "territory", "person", "fact"})
package vn.pccovid.server.declaration;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
