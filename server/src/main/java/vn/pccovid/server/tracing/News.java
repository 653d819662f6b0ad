package vn.pccovid.server.tracing;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something a person has to be told outside the app, without saying what it is about.
///
/// @param kind `exposed` or `withdrawn`
/// @param person null while nobody knows whose record it is
/// @param attempts how often it was tried, this time included
public record News(UUID contact, String kind, @Nullable UUID person, int attempts) {}
