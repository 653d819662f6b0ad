package vn.pccovid.server.fact;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.colour.PackRule;

/// How long the rules in force keep somebody where they are. Declared here so that whoever orders a
/// stay takes its end and its tests from the same rules as the colour; implemented where the rules
/// are. Needs a scope in which the person's facts may be read; thread-safe.
public interface StayRules {
    /// What may keep a person: an exposure, an order, a positive test, an arrival.
    ///
    /// @param kind of fact, as the rules read it
    record Ground(String kind, Instant at, Map<String, Object> details) {
        public Ground {
            details = Map.copyOf(details);
        }

        @Override
        public String toString() {
            return "Ground[" + kind + "]";
        }
    }

    /// A stay by the rule in force.
    ///
    /// @param rule `pack/rule`, and the version of that pack
    /// @param anchor from where it is counted
    /// @param testDays days after the anchor's day on which tests are due
    /// @param sentence the text it rests on, and where that stands
    /// @param from since when the rules keep the person without a break
    /// @param until when they no longer do if nothing happens; null: never
    record Stay(
            String rule,
            String version,
            PackRule.Anchor anchor,
            List<Integer> testDays,
            PackRule.Words sentence,
            String source,
            PackRule.Words nextStep,
            Instant from,
            @Nullable Instant until) {}

    /// The stay at an instant, given these grounds and nothing else that could keep the person;
    /// doses, recoveries and contraindications that count for the person may shorten it.
    ///
    /// @param person null while nobody knows who it is: then nothing shortens it
    Optional<Stay> stay(@Nullable UUID person, List<Ground> grounds, Instant at);
}
