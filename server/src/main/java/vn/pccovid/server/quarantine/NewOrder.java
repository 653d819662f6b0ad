package vn.pccovid.server.quarantine;

import java.util.List;
import java.util.UUID;
import vn.pccovid.server.fact.StayRules;

/// An order to stay that an officer gives.
///
/// @param recordId the record whose subject stays; the order follows its links
/// @param grounds what the order stands on, such as a contact or a case of another module: it falls
///   when the last of them falls
/// @param restsOn the facts it rests on
/// @param because the same as the rules read it: exposures, positive tests, arrivals; at least one
/// @param place where a centralised quarantine is, at most 200 characters; empty at home
/// @param document number of the decision on paper, at most 80 characters; may be empty
public record NewOrder(
        UUID recordId,
        Reason reason,
        Setting setting,
        List<UUID> grounds,
        List<UUID> restsOn,
        List<StayRules.Ground> because,
        String place,
        String document) {
    private static final int LONGEST_PLACE = 200;
    private static final int LONGEST_DOCUMENT = 80;

    public NewOrder {
        grounds = List.copyOf(grounds);
        restsOn = List.copyOf(restsOn);
        because = List.copyOf(because);
        if (grounds.isEmpty() || because.isEmpty()) {
            throw new IllegalArgumentException("an order to stay names what it stands on");
        }
        if (place.length() > LONGEST_PLACE || document.length() > LONGEST_DOCUMENT) {
            throw new IllegalArgumentException("a place or document too long");
        }
    }

    @Override
    public String toString() {
        return "NewOrder[" + reason + ", " + setting + ", ...]";
    }
}
