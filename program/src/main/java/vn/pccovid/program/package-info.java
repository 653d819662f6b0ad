/// program
@NullMarked
package vn.pccovid.program;

import org.jspecify.annotations.NullMarked;
