package vn.pccovid.lib.colour;

import java.util.EnumSet;
import java.util.Set;

/// What a gate knows about one person who wants to pass: everything a movement rule may ask, and
/// nothing about health but the colour.
///
/// @param standing the colour shown, or why there is none
/// @param origin published level of where the person lives, 1 to 4; 0: none is published
/// @param destination published level of the area behind the gate, 1 to 4; 0: none is published
/// @param crossing the widest border between the two
/// @param permits kinds of permit in force for the person at this instant and place
/// @param purpose what the person travels for, as told to the keeper
/// @param hour hour of the day in Vietnam, 0 to 23
public record Journey(
        Standing standing,
        int origin,
        int destination,
        Crossing crossing,
        Set<Permit> permits,
        Purpose purpose,
        int hour) {

    /// A colour, or the reason why a gate has none.
    public enum Standing {
        GREEN,
        YELLOW,
        RED,
        /// Nobody is known under what was shown: no data, which is nobody's fault.
        UNKNOWN,
        /// A certificate of another country that our rules for entry accept.
        FOREIGN
    }

    /// The widest border between two communes. Unknown residence counts as another province.
    public enum Crossing {
        NONE,
        COMMUNE,
        DISTRICT,
        PROVINCE
    }

    /// Papers that authorities and employers issue.
    public enum Permit {
        /// Leave to make one journey or a series of journeys (giấy đi đường).
        TRAVEL,
        /// Works where work may not stop: food, medicine, power, health.
        ESSENTIAL_WORKER,
        /// Ambulance, birth, dialysis, fire.
        EMERGENCY
    }

    /// What somebody travels for. Asked only where a rule needs it.
    public enum Purpose {
        /// Nobody has asked.
        UNSTATED,
        HOME,
        WORK,
        MEDICAL,
        ESSENTIAL_GOODS,
        OTHER
    }

    public Journey {
        permits = permits.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(permits));
        if (origin < 0 || origin > 4 || destination < 0 || destination > 4) {
            throw new IllegalArgumentException(
                    "levels are 1 to 4, 0 for none: " + origin + " and " + destination);
        }
        if (hour < 0 || hour > 23) {
            throw new IllegalArgumentException("want an hour from 0 to 23: " + hour);
        }
    }

    /// The widest border between two area paths (`56/568/22363`).
    public static Crossing crossing(String from, String to) {
        String[] a = from.split("/", -1);
        String[] b = to.split("/", -1);
        if (from.isEmpty() || to.isEmpty() || !a[0].equals(b[0])) {
            return Crossing.PROVINCE;
        }
        if (a.length < 2 || b.length < 2) {
            return Crossing.NONE;
        }
        if (!a[1].equals(b[1])) {
            return Crossing.DISTRICT;
        }
        return a.length < 3 || b.length < 3 || a[2].equals(b[2]) ? Crossing.NONE : Crossing.COMMUNE;
    }
}
