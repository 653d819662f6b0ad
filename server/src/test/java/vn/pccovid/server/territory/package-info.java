/// Tests of areas and levels.
@NullMarked
package vn.pccovid.server.territory;

import org.jspecify.annotations.NullMarked;
