package vn.pccovid.server.tracing;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.pccovid.server.access.Sentences;

/// What a contact is told of an exposure: its day, its kind and the rule, and nothing of the case.
///
/// @param day missing where fewer people than the setting asks could be the case
/// @param kind `place`, `vehicle`, `bluetooth`, `household` or `named`
/// @param degree 1 close contact, 2 contact of a contact
/// @param rule number of the text, @param text its sentence
/// @param toldAt when we learnt of it
/// @param withdrawn true when it turned out to be no exposure
public record ExposureView(
        UUID id,
        @Nullable LocalDate day,
        String kind,
        int degree,
        String rule,
        Sentences text,
        Instant toldAt,
        boolean withdrawn) {
    @Override
    public String toString() {
        return "ExposureView[" + id + "]";
    }
}
