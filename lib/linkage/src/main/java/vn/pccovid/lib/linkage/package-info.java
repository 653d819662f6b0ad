/// linkage
@NullMarked
package vn.pccovid.lib.linkage;

import org.jspecify.annotations.NullMarked;
