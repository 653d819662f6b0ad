/// The peer of `bench credential`: the Swedish reference implementation of the EU DCC, alone in a
/// process with the libraries it was built with.
@NullMarked
package vn.pccovid.peer;

import org.jspecify.annotations.NullMarked;
