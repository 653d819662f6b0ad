package vn.pccovid.postgres.testing;

import vn.pccovid.postgres.DatabaseAccess;

/// One database of a test class, with the accesses of the four roles.
///
/// @param name database name
/// @param owner for migrations
/// @param application what HTTP requests use: tests connect with this one
/// @param worker what imports use
/// @param custody what opens and destroys sealed movements
public record TestDatabase(
        String name,
        DatabaseAccess owner,
        DatabaseAccess application,
        DatabaseAccess worker,
        DatabaseAccess custody) {}
