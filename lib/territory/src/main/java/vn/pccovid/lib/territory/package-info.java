/// territory
@NullMarked
package vn.pccovid.lib.territory;

import org.jspecify.annotations.NullMarked;
