/// Linking any table of people: roles of columns by their names, comparisons into levels, a model
/// estimated from the table itself, and clusters. It knows nothing of Vietnam and has no setting
/// per data set; the public sets and the peers are measured with it.
@NullMarked
package vn.pccovid.bench.sets;

import org.jspecify.annotations.NullMarked;
