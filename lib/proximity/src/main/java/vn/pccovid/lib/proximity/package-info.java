/// The protocol between phones, and between a phone and the server: identifiers that change every
/// fifteen minutes and only the server can read (BlueTrace), what a phone keeps of those it saw,
/// and the identifiers of Bluezone for histories that come from older apps.
///
/// Start with [TempIds] and [EncounterLog].
@NullMarked
package vn.pccovid.lib.proximity;

import org.jspecify.annotations.NullMarked;
