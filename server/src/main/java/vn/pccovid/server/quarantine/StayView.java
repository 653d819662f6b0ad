package vn.pccovid.server.quarantine;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.pccovid.server.access.Sentences;

/// An order to stay as the person and the officers see it.
///
/// @param kind `isolation` of a case, `quarantine` of anybody else
/// @param reason `contact`, `case`, `arrival`, `entry`
/// @param setting `home` or `centralised`
/// @param place where, for `centralised`
/// @param document number of the decision on paper
/// @param office that ordered it
/// @param orderedAt when it was ordered
/// @param anchor from where it is counted: `start`, `last_exposure`, `arrival`, `entry`,
///   `first_positive`, `discharge`
/// @param anchorDay that day, in Vietnam
/// @param until the first instant at which the person need not stay; missing: no end is known
/// @param lastDay the last day of the stay, in Vietnam
/// @param testDays days on which tests are due
/// @param state `in_force`, `ended` or `released`
/// @param extended true when an officer set a later end than the rule
/// @param note why it was released or extended
/// @param rule `pack/rule` and version, @param text the legal text, @param source where it stands
/// @param nextStep what to do now
public record StayView(
        UUID orderId,
        String kind,
        String reason,
        String setting,
        String place,
        String document,
        String office,
        Instant orderedAt,
        String anchor,
        LocalDate anchorDay,
        @Nullable Instant until,
        @Nullable LocalDate lastDay,
        List<LocalDate> testDays,
        String state,
        boolean extended,
        String note,
        String rule,
        Sentences text,
        String source,
        Sentences nextStep) {
    @Override
    public String toString() {
        return "StayView[" + orderId + "]";
    }
}
