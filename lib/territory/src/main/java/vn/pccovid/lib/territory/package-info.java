/// Provinces, districts and communes as they were on a date: official codes, names, parents, what
/// became of them, and which area a messy address means. Pure: reads the streams it is given and
/// keeps no static state.
@NullMarked
package vn.pccovid.lib.territory;

import org.jspecify.annotations.NullMarked;
