package vn.pccovid.server.custody;

/// One row found under a token.
@FunctionalInterface
public interface FoundRow {
    /// @param token index into the tokens asked for
    /// @param bytes of the row: sealed, or plain where the method says so
    void row(int token, byte[] bytes);
}
