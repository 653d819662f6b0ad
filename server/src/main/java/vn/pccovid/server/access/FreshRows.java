package vn.pccovid.server.access;

import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Inserts many rows of which next to none exists. An `ON CONFLICT` clause makes PostgreSQL insert
/// speculatively: it descends the index twice and confirms every row in its log, which costs about
/// three times a plain insert. So the plain insert is tried first, within a savepoint, and the
/// careful one only if a row is there already; what stands in the database afterwards is the same.
/// For one thread per connection, within a transaction.
public final class FreshRows {
    /// From so many rows on a savepoint costs less than what it saves.
    public static final int WORTH_TRYING = 256;

    private FreshRows() {}

    /// Inserts all rows or none.
    ///
    /// @param insert an `INSERT` without conflict clause
    /// @return false if one exists: then nothing was inserted and the transaction goes on
    public static boolean tryInsert(JdbcClient jdbc, String insert, List<?> parameters) {
        jdbc.sql("SAVEPOINT fresh_rows").update();
        boolean inserted;
        try {
            jdbc.sql(insert).params(parameters).update();
            inserted = true;
        } catch (DuplicateKeyException e) {
            jdbc.sql("ROLLBACK TO SAVEPOINT fresh_rows").update();
            inserted = false;
        }
        jdbc.sql("RELEASE SAVEPOINT fresh_rows").update();
        return inserted;
    }

    /// Runs `insert` as it is, or followed by `onConflict` if one of its rows exists.
    ///
    /// @param parameters of `insert`; may be sent twice
    public static void insert(
            JdbcClient jdbc, String insert, String onConflict, List<?> parameters) {
        if (!tryInsert(jdbc, insert, parameters)) {
            jdbc.sql(insert + onConflict).params(parameters).update();
        }
    }
}
