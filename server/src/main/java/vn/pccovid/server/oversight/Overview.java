package vn.pccovid.server.oversight;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Counts of one area. A null count is hidden because it is small, or because it would give away a
/// small one.
@JsonInclude(JsonInclude.Include.ALWAYS)
record Overview(
        Area area,
        Instant asOf,
        @Nullable Long people,
        @Nullable Long carriedOver,
        @Nullable Double carriedOverShare,
        Colours colours,
        @Nullable Long redForLackOfData,
        List<Commune> communes,
        List<SourceAge> sources) {

    /// @param code area path; empty: the nation
    record Area(String code, String nameVi, String nameEn) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Colours(@Nullable Long green, @Nullable Long yellow, @Nullable Long red) {}

    /// @param code area path; a district or province here holds the people whose commune is unknown
    /// @param suppressed true when at least one count of the line is hidden
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Commune(
            String code,
            String nameVi,
            String nameEn,
            @Nullable Long people,
            @Nullable Long carriedOver,
            @Nullable Long green,
            @Nullable Long yellow,
            @Nullable Long red,
            boolean suppressed) {}

    /// @param ageHours hours since it last delivered; null: never
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record SourceAge(
            String source,
            String labelVi,
            String labelEn,
            @Nullable Instant lastRunAt,
            @Nullable Double ageHours,
            long rows) {}
}
