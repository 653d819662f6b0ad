/// Everybody else's systems: files and feeds come in through the doors of the modules below, and
/// every row received has one fate in a ledger. Keeps no facts itself.
///
/// Start with [vn.pccovid.server.exchange.Imports], the door for the command line; what each file
/// carries, what of it we keep and what it yields stands in one table, `Layouts`.
@NullMarked
@ApplicationModule(
        displayName = "exchange",
        allowedDependencies = {
            "access",
            "keys",
            "territory",
            "person",
            "fact",
            "pass",
            "vaccination",
            "laboratory",
            "declaration",
            "place",
            "redress"
        })
package vn.pccovid.server.exchange;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
