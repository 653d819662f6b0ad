package vn.pccovid.lib.exposure;

import java.time.Duration;
import java.time.Instant;

/// Both were at one place, at the same time or the contact after the case.
///
/// @param place opaque key
public record SharedPlace(
        PlaceKind kind, String place, Stay.Span ofCase, Stay.Span ofContact, Masks masks)
        implements Evidence {
    @Override
    public Source source() {
        return Source.PLACE;
    }

    /// When both were there first; if the contact came after the case had left, when the contact
    /// came.
    @Override
    public Instant from() {
        return ofCase.enter().isAfter(ofContact.enter()) ? ofCase.enter() : ofContact.enter();
    }

    /// When the first of them left; of a contact who came later, when the contact left.
    @Override
    public Instant to() {
        if (overlap().isZero()) {
            return ofContact.leave().isBefore(from()) ? from() : ofContact.leave();
        }
        return ofCase.leave().isBefore(ofContact.leave()) ? ofCase.leave() : ofContact.leave();
    }

    /// How long both were there together.
    public Duration overlap() {
        Instant last =
                ofCase.leave().isBefore(ofContact.leave()) ? ofCase.leave() : ofContact.leave();
        return last.isAfter(from()) ? Duration.between(from(), last) : Duration.ZERO;
    }

    /// How long the contact was there after the case had left.
    public Duration after() {
        Instant begin =
                ofCase.leave().isAfter(ofContact.enter()) ? ofCase.leave() : ofContact.enter();
        return ofContact.leave().isAfter(begin)
                ? Duration.between(begin, ofContact.leave())
                : Duration.ZERO;
    }

    @Override
    public String toString() {
        return "SharedPlace[%s, %s, %s]".formatted(kind, ofCase, ofContact);
    }
}
