/// Seal a claim, open a claim, never half: CBOR, COSE_Sign1, CWT and Base45 for codes that a
/// stranger checks offline.
///
/// Pure: no clock, no files, no log. Everything here is immutable and safe for use by many threads.
@NullMarked
package vn.pccovid.lib.credential;

import org.jspecify.annotations.NullMarked;
