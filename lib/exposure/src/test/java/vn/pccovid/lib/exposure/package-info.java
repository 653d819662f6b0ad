/// Tests of the exposure library.
@NullMarked
package vn.pccovid.lib.exposure;

import org.jspecify.annotations.NullMarked;
