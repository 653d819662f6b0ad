/// The program behind `./pccovid`: commands, and starting everything in one process.
///
/// Start with [Main] (the commands) and [Application] (database, migrations, service).
@NullMarked
package vn.pccovid.program;

import org.jspecify.annotations.NullMarked;
