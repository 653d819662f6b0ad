package vn.pccovid.lib.exposure;

import java.time.Duration;

/// What one source adds to an [Assessment].
///
/// @param share of the dose, 0 to 1: of time several sources speak of, each has its part
/// @param alone the probability if this source were the only one
/// @param time how long it says they met, in which infection was possible at all
public record Contribution(Source source, double share, double alone, Duration time) {}
