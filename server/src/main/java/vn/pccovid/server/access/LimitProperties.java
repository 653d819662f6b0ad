package vn.pccovid.server.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How many calls we answer (`pccovid.limits.*`), per server. Mobile networks put many phones
/// behind one address, so the limits per address are generous; what guards codes and claims are
/// limits per phone and per account, kept in the database.
///
/// @param strangerPerMinute calls of one address without a session
/// @param signedInPerMinute calls of one session
/// @param signInPerMinute sign-in attempts of one address
@ConfigurationProperties("pccovid.limits")
record LimitProperties(
        @DefaultValue("3000") int strangerPerMinute,
        @DefaultValue("3000") int signedInPerMinute,
        @DefaultValue("60") int signInPerMinute) {}
