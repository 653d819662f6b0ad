@NullMarked
package vn.pccovid.bench;

import org.jspecify.annotations.NullMarked;
