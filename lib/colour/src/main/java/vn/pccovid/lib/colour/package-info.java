/// What colour do these facts earn here over time, and why: rule packs as data, evaluated to a
/// timeline. Pure: no clock, no files, no log; every type is immutable and safe for use by many
/// threads unless it says otherwise.
@NullMarked
package vn.pccovid.lib.colour;

import org.jspecify.annotations.NullMarked;
