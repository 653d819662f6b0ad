package vn.pccovid.server.custody;

/// What is kept for how long: each class has keys of its own for every day.
public enum MovementClass {
    /// Visits, trips and passages.
    VISITS("visits", ""),
    /// Bluetooth encounters.
    ENCOUNTERS("encounters", "encounters-");

    private final String word;
    private final String prefix;

    MovementClass(String word, String prefix) {
        this.word = word;
        this.prefix = prefix;
    }

    /// As in proofs and lines.
    public String word() {
        return word;
    }

    /// Before the names of its keys in the store.
    String prefix() {
        return prefix;
    }
}
