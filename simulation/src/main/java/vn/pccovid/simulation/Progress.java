package vn.pccovid.simulation;

/// How far the generator is.
///
/// @param people done so far
/// @param total wanted
/// @param place the commune being filled
public record Progress(long people, long total, String place) {}
