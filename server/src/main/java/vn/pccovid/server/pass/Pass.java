package vn.pccovid.server.pass;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.colour.Colour;

/// The answer that stands for a person: two colours, what decided, and until when.
///
/// @param area residence the colour is for, an area path; empty: only the national floor applied
/// @param colour where the person lives
/// @param floorColour by the national floor alone, valid everywhere
/// @param since since when the person has had this colour
/// @param nextChange when anything shown changes if nothing happens; null: never
/// @param asOf when this was worked out
public record Pass(
        UUID personId,
        String area,
        Colour colour,
        Colour floorColour,
        String pack,
        String packVersion,
        String rule,
        boolean redForLackOfData,
        Instant since,
        @Nullable Instant nextChange,
        Instant asOf) {
    @Override
    public String toString() {
        return "Pass[" + personId + ", ...]";
    }
}
