package vn.pccovid.program;

import java.util.List;
import picocli.CommandLine;
import vn.pccovid.postgres.DatabaseFailure;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.keys.WrongMasterKey;

/// What a failed command prints: a sentence where we have one, a stack trace where we do not.
final class Failures {
    private static final List<Class<? extends Exception>> SENTENCES =
            List.of(Refusal.class, DatabaseFailure.class, WrongMasterKey.class);

    private Failures() {}

    static int print(Exception thrown, CommandLine command, CommandLine.ParseResult parsed) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            Throwable current = cause;
            if (cause instanceof Problem problem) {
                command.getErr().println(problem.sentences().en());
                command.getErr().println("(" + problem.code().value() + ")");
                return CommandLine.ExitCode.SOFTWARE;
            }
            if (SENTENCES.stream().anyMatch(s -> s.isInstance(current))) {
                command.getErr().println(command.getColorScheme().errorText(sentence(cause)));
                return CommandLine.ExitCode.SOFTWARE;
            }
        }
        thrown.printStackTrace(command.getErr());
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String sentence(Throwable cause) {
        String message = cause.getMessage();
        return message != null ? message : cause.getClass().getSimpleName();
    }
}
