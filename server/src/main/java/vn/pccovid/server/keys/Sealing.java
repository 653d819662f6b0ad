package vn.pccovid.server.keys;

import java.time.LocalDate;

/// Encrypts what the database must not read. Safe for concurrent use; about a microsecond each.
public interface Sealing {
    /// Seals under the key of the class and of the period that holds this day.
    ///
    /// @param context what the bytes belong to (a record id, a column); opening needs the same
    byte[] seal(KeyClass keyClass, LocalDate period, byte[] plain, byte[] context);

    /// Opens what [#seal] made.
    ///
    /// @throws KeyGone if the key was destroyed: the data is deleted
    /// @throws NotOurs if the bytes or the context were changed
    byte[] open(byte[] sealed, byte[] context);

    /// Destroys the key of a class and period, and with it everything sealed under it.
    ///
    /// @return whether there was a key
    boolean destroy(KeyClass keyClass, LocalDate period);
}
