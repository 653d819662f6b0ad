package vn.pccovid.program.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a demo run came to, as written by `--report`.
///
/// @param ledger source → fate → rows
/// @param peopleComplete share of all people whose every dose stands on the right person
/// @param peopleVaccinatedComplete the same share of people with at least one dose in the files
/// @param dosesShownToWrongPerson doses on a person whose they are not, beside those the source
///   itself misplaced
/// @param dosesWrongAtSource doses the source attached to another person's record
/// @param colours colour → people
/// @param redForLackOfData people who are red at home only because nothing is known
/// @param seconds phase → seconds
/// @param failures what does not add up; empty when all is well
record DemoReport(
        long people,
        long seed,
        Map<String, Map<String, Long>> ledger,
        Links links,
        @JsonProperty("exact_rule_2021") ExactRule exactRule2021,
        @JsonProperty("people_complete") double peopleComplete,
        @JsonProperty("people_vaccinated_complete") double peopleVaccinatedComplete,
        @JsonProperty("doses_shown_to_wrong_person") long dosesShownToWrongPerson,
        @JsonProperty("doses_wrong_at_source") long dosesWrongAtSource,
        Map<String, Long> colours,
        @JsonProperty("red_for_lack_of_data") long redForLackOfData,
        Map<String, Double> seconds,
        @JsonProperty("peak_mib") long peakMib,
        List<String> failures) {

    /// Pairwise over records of the final clusters.
    ///
    /// @param precisionAtLeast lower end of the 95 % interval
    /// @param rowsByEvidence rows that describe people, by how much they say; `none` is excluded
    ///   from recall
    record Links(
            double precision,
            double precisionAtLeast,
            double recall,
            long pairsLinked,
            long pairsTrue,
            Map<String, Long> rowsByEvidence,
            Map<String, LinkQuality.ErrorClass> byErrorClass) {}

    /// The rule of 2021 (number, name and birth date all equal to the register), shares of
    /// vaccinated people.
    record ExactRule(
            double matched,
            double mismatched,
            @JsonProperty("no_id") double noId,
            @JsonProperty("not_in_register") @Nullable Double notInRegister) {}
}
