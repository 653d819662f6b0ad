/// simulation
@NullMarked
package vn.pccovid.simulation;

import org.jspecify.annotations.NullMarked;
