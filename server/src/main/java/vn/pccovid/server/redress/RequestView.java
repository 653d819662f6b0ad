package vn.pccovid.server.redress;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.pccovid.server.access.Sentences;

/// One request as its person sees it.
///
/// @param number what to say on the phone or at the desk
/// @param kind code of a [Kind]
/// @param state `open`, `taken`, `asked`, `sent`, `answered` or `closed`
/// @param owner who owes the next step
/// @param dueAt until when; of an answered request, until when it may be reopened
/// @param overdue an answer is owed and `dueAt` has passed
/// @param outcome `accepted`, `refused` or `withdrawn`; missing while nothing is decided
/// @param about the fact pointed at, as it was when the request was opened
/// @param text in the person's words; empty if none
/// @param canReply the person was asked something
/// @param steps what happened, oldest first
public record RequestView(
        UUID id,
        String number,
        String kind,
        String state,
        Owner owner,
        Instant openedAt,
        Instant dueAt,
        boolean overdue,
        @Nullable String outcome,
        @Nullable About about,
        String text,
        boolean canReply,
        boolean canReopen,
        boolean canClose,
        List<StepLine> steps) {

    public RequestView {
        steps = List.copyOf(steps);
    }

    /// @param kind `commune`: the health station where the person lives; `source`: the system that
    ///   wrote the record
    /// @param name of the commune or other area, or code of the source; empty if unknown
    public record Owner(String kind, String name) {}

    /// The fact a request points at.
    ///
    /// @param date the day it holds from, in Vietnam
    public record About(String kind, LocalDate date, Map<String, Object> details, String source) {
        @Override
        public String toString() {
            return "About[•••]";
        }
    }

    /// Something that happened.
    ///
    /// @param kind `opened`, `taken`, `asked`, `replied`, `sent`, `handed_over`, `answered`,
    ///   `reopened` or `closed`
    /// @param office of the officer; empty for the person themselves
    /// @param remedy what an answer changed: `undo_link`, `accept_record`, `keep_apart`,
    ///   `to_source`, `no_change`, `refuse`; empty for other steps
    /// @param words what was written; the same text in both languages where a human wrote it
    public record StepLine(
            Instant at, String kind, String office, String remedy, @Nullable Sentences words) {
        @Override
        public String toString() {
            return "StepLine[" + kind + "]";
        }
    }

    @Override
    public String toString() {
        return "RequestView[" + id + ", " + kind + ", " + state + "]";
    }
}
