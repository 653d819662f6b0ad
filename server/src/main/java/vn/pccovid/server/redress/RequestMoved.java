package vn.pccovid.server.redress;

import java.util.UUID;

/// An officer or a source moved a request, and its person has to be told. Published in the
/// transaction that moved it.
public record RequestMoved(UUID request) {}
