/// Doses given, entered by whom, where; a dose before its person waits sealed.
@NullMarked
@ApplicationModule(
        displayName = "vaccination",
        allowedDependencies = {"access", "keys", "territory", "person", "fact"})
package vn.pccovid.server.vaccination;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
