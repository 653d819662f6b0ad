package vn.pccovid.simulation;

import java.util.Locale;

/// How often an error really happened.
///
/// @param name as in `ErrorMix`
/// @param of what is counted: `vaccinated registrations`, `doses given`
/// @param target wanted share, 0 to 1
/// @param count occurrences
/// @param total of how many
public record Share(String name, String of, double target, long count, long total) {
    /// The share that came out, 0 for an empty total.
    public double realised() {
        return total == 0 ? 0 : (double) count / total;
    }

    /// One line for people: `name_accents_or_typing 8.0 % wanted 8.02 % of 12,345 vaccinated
    /// registrations`.
    public String line() {
        return String.format(
                Locale.ROOT,
                "%-28s %5.1f %% wanted %7.2f %% of %,d %s",
                name,
                target * 100,
                realised() * 100,
                total,
                of);
    }
}
