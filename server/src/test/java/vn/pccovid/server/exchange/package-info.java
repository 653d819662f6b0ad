/// Tests of deliveries.
@NullMarked
package vn.pccovid.server.exchange;

import org.jspecify.annotations.NullMarked;
