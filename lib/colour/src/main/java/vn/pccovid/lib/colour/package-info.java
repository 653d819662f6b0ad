/// colour
@NullMarked
package vn.pccovid.lib.colour;

import org.jspecify.annotations.NullMarked;
