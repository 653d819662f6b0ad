/// One scan, one answer: go, go if, stop.
@NullMarked
@ApplicationModule(allowedDependencies = {"access", "person", "pass", "credential"})
package vn.pccovid.server.gate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
