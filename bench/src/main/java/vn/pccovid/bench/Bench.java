package vn.pccovid.bench;

import java.io.PrintStream;

/// One benchmark. Its last printed line is one flat JSON object, snake_case keys with units.
@FunctionalInterface
public interface Bench {
    /// Measures and prints.
    ///
    /// @return exit code: 0, or 1 if a figure could not be measured
    int run(String[] options, PrintStream out) throws Exception;
}
