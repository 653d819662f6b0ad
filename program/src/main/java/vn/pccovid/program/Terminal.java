package vn.pccovid.program;

/// Whether a person is watching.
final class Terminal {
    private Terminal() {}

    /// JDK 25 went back to the console that is null without a terminal (JDK-8351435).
    @SuppressWarnings("SystemConsoleNull")
    static boolean there() {
        return System.console() != null && System.console().isTerminal();
    }
}
