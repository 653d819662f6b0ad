package vn.pccovid.server.credential;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import vn.pccovid.lib.credential.GateClaims;

/// How long codes live.
///
/// @param live life of a code on a phone, at most [GateClaims#MAX_LIVE]; the phone fetches a new
///   one at half of it
/// @param printed life of a printed code, at most [GateClaims#MAX_PRINTED]
/// @param proofTolerance how far the instant of a phone's proof may be from the server's, to either
///   side, 1 second to 10 minutes
@ConfigurationProperties("pccovid.credential")
record CredentialProperties(
        @DefaultValue("30m") Duration live,
        @DefaultValue("3d") Duration printed,
        @DefaultValue("60s") Duration proofTolerance) {

    private static final Duration MOST_TOLERANCE = Duration.ofMinutes(10);

    CredentialProperties {
        if (live.compareTo(GateClaims.MAX_LIVE) > 0
                || printed.compareTo(GateClaims.MAX_PRINTED) > 0) {
            throw new IllegalArgumentException(
                    "pccovid.credential.live is %s (at most %s), printed is %s (at most %s)"
                            .formatted(live, GateClaims.MAX_LIVE, printed, GateClaims.MAX_PRINTED));
        }
        if (proofTolerance.compareTo(Duration.ofSeconds(1)) < 0
                || proofTolerance.compareTo(MOST_TOLERANCE) > 0) {
            throw new IllegalArgumentException(
                    "pccovid.credential.proof-tolerance is %s, wanted 1 second to %s"
                            .formatted(proofTolerance, MOST_TOLERANCE));
        }
    }
}
