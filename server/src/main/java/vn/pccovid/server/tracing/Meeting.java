package vn.pccovid.server.tracing;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a contact rests on; stored sealed. No place is in it.
///
/// @param first, last begin and end of the meetings the text lists
/// @param anchor the instant the exposure counts from towards the person: the last meeting, or the
///   moment of listing where the day is withheld
/// @param dayShown whether the person sees the day
/// @param kind the source that matters most: `place`, `vehicle`, `bluetooth`, `household`, `named`
/// @param clause of the text, @param document its number, @param vi, en its sentence
/// @param sources every source with its part in the risk
record Meeting(
        Instant first,
        Instant last,
        Instant anchor,
        boolean dayShown,
        String kind,
        String clause,
        String document,
        String vi,
        String en,
        List<Part> sources) {
    Meeting {
        sources = List.copyOf(sources);
    }

    /// The same with its day shown or not.
    Meeting shown(boolean day) {
        return new Meeting(first, last, last, day, kind, clause, document, vi, en, sources);
    }

    /// The same, counted from another instant.
    Meeting from(Instant other) {
        return new Meeting(first, last, other, dayShown, kind, clause, document, vi, en, sources);
    }

    /// @param share of the dose, 0 to 1, @param alone probability from this source alone
    record Part(String source, double share, double alone, long minutes) {}

    @Override
    public String toString() {
        return "Meeting[" + kind + "]";
    }

    /// What the interview told of the course of the illness.
    record Course(
            java.time.@Nullable LocalDate onset,
            @Nullable Instant isolatedAt,
            @Nullable Instant metSourceAt) {
        static final Course UNTOLD = new Course(null, null, null);

        @Override
        public String toString() {
            return "Course[...]";
        }
    }

    /// What a case told of somebody they met.
    ///
    /// @param nearness, masks as lib/exposure names them
    record Named(
            Instant from,
            Instant to,
            boolean household,
            String nearness,
            boolean indoors,
            boolean caredUnprotected,
            String masks) {
        @Override
        public String toString() {
            return "Named[...]";
        }
    }
}
