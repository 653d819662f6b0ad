/// postgres
@NullMarked
package vn.pccovid.postgres;

import org.jspecify.annotations.NullMarked;
