package vn.pccovid.server.custody;

/// The tables in which a module above keeps sealed movements, one partition a day. Its schema has
/// the functions `make_day(date)`, `drop_day(date)` and `days()` for custody's role.
///
/// @param movements what they hold, and so how long they are kept
/// @param schema of the module
public record SealedDays(MovementClass movements, String schema) {
    public SealedDays {
        if (!schema.matches("[a-z]{1,30}")) {
            throw new IllegalArgumentException("not a schema: " + schema);
        }
    }
}
