/// credential
@NullMarked
package vn.pccovid.lib.credential;

import org.jspecify.annotations.NullMarked;
