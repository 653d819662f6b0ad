package vn.pccovid.lib.colour;

import org.jspecify.annotations.Nullable;

/// Whom a colour is computed for, without saying who.
///
/// @param birth days of birth that are possible; null when nothing is known, then no rule about age
///   holds
/// @param area path of the current residence, `PP/DDD/CCCCC`; empty when unknown, then only the
///   national floor applies
public record Subject(@Nullable BirthRange birth, String area) {}
