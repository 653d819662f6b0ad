/// One throw-away server per JVM and a clone of a migrated template per test class.
@NullMarked
package vn.pccovid.postgres.testing;

import org.jspecify.annotations.NullMarked;
