/// How dangerous was that meeting, as a probability: the infectious window and the degrees by the
/// text in force, co-presence from visits and rides, Bluetooth signal strength as distance, one
/// probability per contact with what each source contributed, the way back to where a case caught
/// it, clusters, and what a contact may be shown without revealing the case.
///
/// Pure and thread-safe: no clock, no database, no log. Keys of persons and places are opaque and
/// reach no text that is printed.
@NullMarked
package vn.pccovid.lib.exposure;

import org.jspecify.annotations.NullMarked;
