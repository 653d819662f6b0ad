@NullMarked
package vn.pccovid.server.gate;

import org.jspecify.annotations.NullMarked;
