package vn.pccovid.lib.colour;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One fact that would give a better colour earlier than it comes by itself.
///
/// @param kind as rules name it: `test.negative` (any method), `test.negative.pcr`,
///   `test.negative.rat`, `test.negative.lamp`, `test.positive.antibody`,
///   `declaration.no_symptoms`, `recovery`, `contraindication`; `dose` (of a usual course) and
///   `dose.single` (a course of one)
/// @param from the fact helps if it happens at this instant or later
/// @param before and before this one; null: as far as was looked
/// @param effective since when the colour is better, if the fact happens at `from`
/// @param colour the better colour
/// @param rule `pack/rule` that would decide then
public record Way(
        String kind,
        Instant from,
        @Nullable Instant before,
        Instant effective,
        Colour colour,
        String rule) {
    Way until(Instant end) {
        return new Way(kind, from, end, effective, colour, rule);
    }

    Way as(String other) {
        return new Way(other, from, before, effective, colour, rule);
    }
}
