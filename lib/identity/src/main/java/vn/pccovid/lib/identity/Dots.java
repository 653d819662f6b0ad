package vn.pccovid.lib.identity;

/// Prints an identifying value so that it can stand in a log: kind and length, never content.
final class Dots {
    private Dots() {}

    static String of(String kind, String value) {
        return kind + "[" + "•".repeat(Math.min(value.length(), 12)) + "]";
    }
}
