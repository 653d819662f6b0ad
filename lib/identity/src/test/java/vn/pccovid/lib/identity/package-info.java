/// Tests of the readers, each beside the rule it holds.
@NullMarked
package vn.pccovid.lib.identity;

import org.jspecify.annotations.NullMarked;
