/// The demo: an invented district through the whole house, and the measure of how well it did
/// against the truth.
@NullMarked
package vn.pccovid.program.demo;

import org.jspecify.annotations.NullMarked;
