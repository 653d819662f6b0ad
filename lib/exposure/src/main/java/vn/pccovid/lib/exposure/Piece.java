package vn.pccovid.lib.exposure;

import org.jspecify.annotations.Nullable;

/// A stretch of time of which one source says the same throughout.
///
/// @param from and to in seconds since 1970
/// @param shares what is believed of the distance, see [Distances]
/// @param likelihood what was measured of the distance; null if nothing
/// @param together how likely both were present, or which part of the time
/// @param air danger of the room's air beside one metre's distance, as likely as it is breathed
/// @param room the same if both were certainly there
/// @param factor what masks and open air leave of the danger
/// @param dwelling whether it speaks of living together, where phones lie on tables
record Piece(
        Source source,
        long from,
        long to,
        double[] shares,
        double @Nullable [] likelihood,
        double together,
        double air,
        double room,
        double factor,
        boolean dwelling) {}
