package vn.pccovid.lib.exposure;

import java.time.Instant;
import java.util.List;

/// A place and hours at which several cases may have caught it.
///
/// @param place opaque key
/// @param from first arrival of one of the cases
/// @param to last departure
/// @param cases opaque keys of those who were there, the likeliest infected there first
/// @param explained how many of them were infected there, as an expected number
/// @param chance how likely at least so many cases would have been there if the place had nothing
///   to do with it, 0 to 1; not corrected for having looked at many places
public record Cluster(
        String place,
        PlaceKind kind,
        Instant from,
        Instant to,
        List<String> cases,
        double explained,
        double chance) {
    public Cluster {
        cases = List.copyOf(cases);
    }

    @Override
    public String toString() {
        return "Cluster[%s, %s, %s, %d cases, explained %.2f, chance %.3g]"
                .formatted(kind, from, to, cases.size(), explained, chance);
    }
}
