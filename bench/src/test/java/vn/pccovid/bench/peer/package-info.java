/// Tests of the peers.
@NullMarked
package vn.pccovid.bench.peer;

import org.jspecify.annotations.NullMarked;
