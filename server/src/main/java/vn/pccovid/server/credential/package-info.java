/// A pass, signed so that a stranger can check it offline; and the keys a stranger checks it with.
@NullMarked
@ApplicationModule(allowedDependencies = {"access", "keys", "person", "fact", "pass"})
package vn.pccovid.server.credential;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
