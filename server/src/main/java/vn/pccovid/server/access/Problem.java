package vn.pccovid.server.access;

import java.util.Map;

/// A refusal people can read: a stable code for programs, and a sentence in Vietnamese and English
/// from `problems/<module>.yaml`. Thrown anywhere below a controller, it becomes problem+json (RFC
/// 9457).
///
/// The message of the exception is the code alone; arguments reach the answer, never a log, so they
/// may carry what the caller typed but nothing about other people.
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ProblemCode code;
    private final transient Map<String, Object> arguments;

    private Problem(ProblemCode code, Map<String, Object> arguments) {
        super(code.value(), null, false, true);
        this.code = code;
        this.arguments = arguments;
    }

    /// A problem without arguments. A code that no file lists is a mistake in the program and
    /// throws at once.
    public static Problem of(String code) {
        return of(code, Map.of());
    }

    /// A problem whose sentences name `{arguments}`.
    public static Problem of(String code, Map<String, ?> arguments) {
        return new Problem(ProblemTable.standard().code(code), Map.copyOf(arguments));
    }

    public ProblemCode code() {
        return code;
    }

    public Map<String, Object> arguments() {
        return arguments;
    }

    /// The sentences with their arguments filled in.
    public Sentences sentences() {
        return ProblemTable.standard().sentences(code.value(), arguments);
    }
}
