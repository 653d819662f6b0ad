/// Reads what people typed: Vietnamese names, birth dates with their precision, documents, phones
/// and card codes. Every reader says what it repaired and how sure it is; nothing here guesses
/// silently, logs, or prints an identifying value.
@NullMarked
package vn.pccovid.lib.identity;

import org.jspecify.annotations.NullMarked;
