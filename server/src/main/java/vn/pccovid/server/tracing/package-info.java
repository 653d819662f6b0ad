/// From a proven case to the people at risk, and the work that follows.
///
/// A change of a case leaves a row of work in the same transaction; [Tracings] takes it, has
/// custody open what the case needs, and makes contacts, facts, orders and tasks what the text in
/// force says now. Doing it again changes nothing, so a process killed anywhere is finished by the
/// next one.
@NullMarked
@ApplicationModule(
        displayName = "tracing",
        allowedDependencies = {
            "access",
            "keys",
            "person",
            "custody",
            "fact",
            "pass",
            "place",
            "laboratory",
            "care",
            "quarantine"
        })
package vn.pccovid.server.tracing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
