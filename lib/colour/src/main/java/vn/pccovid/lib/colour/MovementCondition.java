package vn.pccovid.lib.colour;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// When a movement rule holds: Boolean logic over what a [Journey] tells. Small enough that the
/// gate's page works it out from the same tree without a network.
public sealed interface MovementCondition {

    boolean holds(Journey journey);

    /// The same as lists and maps of texts and numbers, for JSON: `true`, `{"all": […]}`, `{"any":
    /// […]}`, `{"not": …}`, `{"in": ["colour", ["RED"]]}`, `{"between": ["origin", 3, 4]}`,
    /// `{"permit": "TRAVEL"}`.
    Object tree();

    record Always(boolean value) implements MovementCondition {
        @Override
        public boolean holds(Journey journey) {
            return value;
        }

        @Override
        public Object tree() {
            return value;
        }
    }

    record All(List<MovementCondition> parts) implements MovementCondition {
        public All {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean holds(Journey journey) {
            for (MovementCondition part : parts) {
                if (!part.holds(journey)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public Object tree() {
            return Map.of("all", parts.stream().map(MovementCondition::tree).toList());
        }
    }

    record Any(List<MovementCondition> parts) implements MovementCondition {
        public Any {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean holds(Journey journey) {
            for (MovementCondition part : parts) {
                if (part.holds(journey)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public Object tree() {
            return Map.of("any", parts.stream().map(MovementCondition::tree).toList());
        }
    }

    record Not(MovementCondition part) implements MovementCondition {
        @Override
        public boolean holds(Journey journey) {
            return !part.holds(journey);
        }

        @Override
        public Object tree() {
            return Map.of("not", part.tree());
        }
    }

    /// The words of a text a rule may ask for.
    enum Text {
        COLOUR,
        CROSSING,
        PURPOSE;

        String of(Journey journey) {
            return switch (this) {
                case COLOUR -> journey.standing().name();
                case CROSSING -> journey.crossing().name();
                case PURPOSE -> journey.purpose().name();
            };
        }

        /// Values it can have.
        Set<String> words() {
            Enum<?>[] all =
                    switch (this) {
                        case COLOUR -> Journey.Standing.values();
                        case CROSSING -> Journey.Crossing.values();
                        case PURPOSE -> Journey.Purpose.values();
                    };
            Set<String> names = new TreeSet<>();
            for (Enum<?> one : all) {
                names.add(one.name());
            }
            return names;
        }
    }

    record In(Text text, Set<String> values) implements MovementCondition {
        public In {
            values = Set.copyOf(values);
        }

        @Override
        public boolean holds(Journey journey) {
            return values.contains(text.of(journey));
        }

        @Override
        public Object tree() {
            return Map.of(
                    "in",
                    List.of(
                            text.name().toLowerCase(Locale.ROOT),
                            List.copyOf(new TreeSet<>(values))));
        }
    }

    /// The numbers a rule may ask for.
    enum Measure {
        ORIGIN,
        DESTINATION,
        HOUR;

        int of(Journey journey) {
            return switch (this) {
                case ORIGIN -> journey.origin();
                case DESTINATION -> journey.destination();
                case HOUR -> journey.hour();
            };
        }
    }

    /// Both ends belong to it.
    record Between(Measure number, int least, int most) implements MovementCondition {
        @Override
        public boolean holds(Journey journey) {
            int value = number.of(journey);
            return least <= value && value <= most;
        }

        @Override
        public Object tree() {
            return Map.of("between", List.of(number.name().toLowerCase(Locale.ROOT), least, most));
        }
    }

    record Has(Journey.Permit permit) implements MovementCondition {
        @Override
        public boolean holds(Journey journey) {
            return journey.permits().contains(permit);
        }

        @Override
        public Object tree() {
            return Map.of("permit", permit.name());
        }
    }
}
