package vn.pccovid.simulation;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// Which nation to make.
///
/// @param people how many, 100 to 100,000,000; households are whole, so up to a dozen more may come
///   out
/// @param seed the same seed gives the same bytes
/// @param province two-digit code to stay in, or null for the nation
/// @param district three-digit code to stay in, or null for the whole province
/// @param asOf the morning the sources are exported: nothing in them happened on this day or later
/// @param errors how messy the sources are
public record SimulationOptions(
        int people,
        long seed,
        @Nullable String province,
        @Nullable String district,
        LocalDate asOf,
        ErrorMix errors) {
    private static final int FEWEST = 100;
    private static final int MOST = 100_000_000;

    public SimulationOptions {
        if (people < FEWEST || people > MOST) {
            throw new IllegalArgumentException("people is " + people + ", wanted 100 to 100000000");
        }
        if (district != null && province == null) {
            throw new IllegalArgumentException("a district needs its province");
        }
    }

    /// A nation with the standard errors.
    public SimulationOptions(
            int people,
            long seed,
            @Nullable String province,
            @Nullable String district,
            LocalDate asOf) {
        this(people, seed, province, district, asOf, ErrorMix.standard());
    }

    /// The demo: one district of Khánh Hòa (Diên Khánh, 18 communes) on the morning of 10 October
    /// 2021.
    public static SimulationOptions demo(int people, long seed) {
        return new SimulationOptions(people, seed, "56", "574", LocalDate.of(2021, 10, 10));
    }
}
