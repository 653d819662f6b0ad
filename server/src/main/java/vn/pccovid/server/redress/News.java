package vn.pccovid.server.redress;

import java.util.UUID;

/// Something a person has to be told outside the app: their request moved. Carries the number and
/// nothing of what it is about.
///
/// @param account that opened it; empty when it was opened at a desk
/// @param attempts to tell it, this one included
public record News(
        UUID request, UUID step, String number, UUID person, String account, int attempts) {}
