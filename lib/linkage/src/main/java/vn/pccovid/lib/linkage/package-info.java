/// How likely two records describe one person, and why: blocking keys, field comparisons,
/// Fellegi–Sunter weights with competing explanations (stranger, neighbour, family, twin), and the
/// decision with its evidence.
///
/// Pure and thread-safe: no clock, no database, no log. Names and numbers never reach a text that
/// is printed.
@NullMarked
package vn.pccovid.lib.linkage;

import org.jspecify.annotations.NullMarked;
