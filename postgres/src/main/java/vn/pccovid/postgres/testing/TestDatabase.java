package vn.pccovid.postgres.testing;

import vn.pccovid.postgres.DatabaseAccess;

/// One database of a test class, with the accesses of the three roles.
///
/// @param name database name
/// @param owner for migrations
/// @param application what HTTP requests use: tests connect with this one
/// @param worker what imports use
public record TestDatabase(
        String name, DatabaseAccess owner, DatabaseAccess application, DatabaseAccess worker) {}
