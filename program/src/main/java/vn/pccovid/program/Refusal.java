package vn.pccovid.program;

/// A command cannot do what was asked; the message is the whole answer (no stack trace), and says
/// what to do now. Exit code 1.
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Refusal(String message) {
        super(message);
    }

    public Refusal(String message, Throwable cause) {
        super(message, cause);
    }
}
