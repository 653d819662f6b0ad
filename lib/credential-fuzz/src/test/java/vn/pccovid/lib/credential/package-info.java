/// Fuzz tests of the decoders.
@NullMarked
package vn.pccovid.lib.credential;

import org.jspecify.annotations.NullMarked;
