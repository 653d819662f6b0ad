/// Tests of the generic matcher.
@NullMarked
package vn.pccovid.bench.sets;

import org.jspecify.annotations.NullMarked;
