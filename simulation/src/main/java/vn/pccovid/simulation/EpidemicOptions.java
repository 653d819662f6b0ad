package vn.pccovid.simulation;

import java.time.LocalDate;

/// Which epidemic to make.
///
/// @param people of the town, 1,000 to 200,000
/// @param seed the same seed gives the same epidemic
/// @param days how long, 20 to 120
/// @param imported infected on the first day, from elsewhere
/// @param from first day
public record EpidemicOptions(int people, long seed, int days, int imported, LocalDate from) {
    public EpidemicOptions {
        if (people < 1_000 || people > 200_000) {
            throw new IllegalArgumentException("people is " + people + ", wanted 1000 to 200000");
        }
        if (days < 20 || days > 120) {
            throw new IllegalArgumentException("days is " + days + ", wanted 20 to 120");
        }
        if (imported < 1 || imported > people / 20) {
            throw new IllegalArgumentException("imported is " + imported);
        }
    }

    /// Twelve thousand people in the Delta wave of September 2021, most of them with one dose or
    /// none, for forty days.
    public static EpidemicOptions standard(long seed) {
        return new EpidemicOptions(12_000, seed, 40, 30, LocalDate.of(2021, 9, 1));
    }
}
