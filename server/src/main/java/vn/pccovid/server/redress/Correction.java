package vn.pccovid.server.redress;

import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a source has to put right because a person said so and an officer agreed.
///
/// @param number of the request
/// @param recordId of the row meant; null when the row is missing
/// @param factKind `dose` or another kind; empty when the person's own fields are meant
/// @param date of the fact, in Vietnam; null without one
/// @param details of the fact as the source told them, so that it finds the line
/// @param code key of the sentence for the source
/// @param nameDisputed the column of the name is meant
/// @param suggestion by the officer; may be empty
public record Correction(
        String number,
        @Nullable UUID recordId,
        String factKind,
        @Nullable LocalDate date,
        Map<String, Object> details,
        String code,
        boolean nameDisputed,
        String suggestion) {
    @Override
    public String toString() {
        return "Correction[" + number + "]";
    }
}
