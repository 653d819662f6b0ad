/// identity
@NullMarked
package vn.pccovid.lib.identity;

import org.jspecify.annotations.NullMarked;
