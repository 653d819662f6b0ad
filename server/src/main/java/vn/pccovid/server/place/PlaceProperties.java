package vn.pccovid.server.place;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long people stay where they do not scan the exit (`pccovid.place.*`). Judgement, not
/// measurement: operators set what fits their venues.
///
/// @param stays usual stay by kind of venue or vehicle, in lower case
/// @param usual where the kind is not among them
/// @param longest no stay is taken to be longer, whatever the scans say
/// @param late a device may deliver scans so long after they were made: a day without a network,
///   and some
/// @param ride usual time in a vehicle whose arrival nobody told
@ConfigurationProperties("pccovid.place")
record PlaceProperties(
        @DefaultValue Map<String, Duration> stays,
        @DefaultValue("1h") Duration usual,
        @DefaultValue("12h") Duration longest,
        @DefaultValue("3h") Duration ride,
        @DefaultValue("36h") Duration late) {

    /// Usual stay at such a venue.
    Duration stay(String kind) {
        return stays.getOrDefault(kind.toLowerCase(Locale.ROOT), usual);
    }

    /// How far back an entry may lie whose exit nobody scanned or scanned late: four usual stays,
    /// at most [#longest].
    Duration reach(String kind) {
        Duration four = stay(kind).multipliedBy(4);
        return four.compareTo(longest) < 0 ? four : longest;
    }
}
