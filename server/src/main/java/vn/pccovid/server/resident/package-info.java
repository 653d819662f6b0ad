/// What a resident's phone and a commune's desk need: signing in by phone and code, claiming
/// persons, and what a claimed person may see.
///
/// A phone is an account and stands for nobody. Start with [SignIn], then [Claims].
@NullMarked
@ApplicationModule(
        displayName = "resident",
        allowedDependencies = {
            "access",
            "keys",
            "person",
            "custody",
            "place",
            "proximity",
            "fact",
            "pass",
            "declaration",
            "redress",
            "quarantine",
            "tracing",
            "credential"
        })
package vn.pccovid.server.resident;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
