package vn.pccovid.server.access;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long a sign-in lasts (`pccovid.session.*`).
///
/// @param staffIdle a member of staff who does nothing for this long is signed out
/// @param staffMost longest working session
/// @param residentIdle a phone that is not used for this long is signed out; its claims stay proven
///   for the device
/// @param residentMost longest sign-in of a phone
@ConfigurationProperties("pccovid.session")
record SessionProperties(
        @DefaultValue("15m") Duration staffIdle,
        @DefaultValue("12h") Duration staffMost,
        @DefaultValue("14d") Duration residentIdle,
        @DefaultValue("90d") Duration residentMost) {}
