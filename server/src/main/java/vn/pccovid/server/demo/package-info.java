/// Only in a demo: its own clock, the outbox instead of text messages, the stories and the accounts
/// to try.
///
/// Absent unless `pccovid.demo` is true, and the program sets that only for data folders it made
/// for a demo.
@NullMarked
@ApplicationModule(allowedDependencies = {"access", "pass"})
package vn.pccovid.server.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
