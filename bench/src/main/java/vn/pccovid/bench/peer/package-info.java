/// Other people's matchers on our data, set up as their own documentation recommends: Splink's
/// method written out in SQL for DuckDB, and Duke 1.2.
@NullMarked
package vn.pccovid.bench.peer;

import org.jspecify.annotations.NullMarked;
