/// An embedded PostgreSQL that is a real one: durable, persistent, closed to everybody without a
/// password, and found again after its program was killed.
@NullMarked
package vn.pccovid.postgres;

import org.jspecify.annotations.NullMarked;
