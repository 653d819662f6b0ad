/// A synthetic nation with its truth: people, households, nine sources with their errors, a small
/// epidemic. Every person is invented; shares come from `ErrorMix`. See `docs/simulation.md`.
@NullMarked
package vn.pccovid.simulation;

import org.jspecify.annotations.NullMarked;
