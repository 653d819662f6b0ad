package vn.pccovid.server.tracing;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `pccovid.tracing.*`; ours unless said otherwise.
///
/// @param candidates a contact is shown the day of a meeting only where at least so many people
///   could be the case; 2 to 100
/// @param afterStay how long after the case left a place somebody who comes is still looked at (the
///   rule of PC-Covid of January 2022 was one hour); the text in force decides who is listed
/// @param firstCallWithin by when a contact should have had a first call
/// @param callAgain after how long somebody who did not answer is called again
/// @param lease how long work taken by a process that died rests
/// @param lookAgain how often an open case is looked at again, for visits that come late
/// @param lookFor for how long after the result it is
@ConfigurationProperties("pccovid.tracing")
record TracingProperties(
        @DefaultValue("5") int candidates,
        @DefaultValue("1h") Duration afterStay,
        @DefaultValue("24h") Duration firstCallWithin,
        @DefaultValue("2h") Duration callAgain,
        @DefaultValue("1m") Duration lease,
        @DefaultValue("6h") Duration lookAgain,
        @DefaultValue("3d") Duration lookFor) {
    TracingProperties {
        if (candidates < 2 || candidates > 100) {
            throw new IllegalArgumentException(
                    "pccovid.tracing.candidates: want 2 to 100, not " + candidates);
        }
    }
}
