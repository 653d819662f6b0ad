package vn.pccovid.server.person;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// How much an answer weighs: m and u of each topic, read from one versioned table.
///
/// Three outcomes: the choice the record has, another choice, none of these. The owner of the
/// record gives them with `m`; somebody else with `u`: mostly an honest person whose own life
/// happens to agree (`near`: the value is where they live anyway), and a share of guessers, who tap
/// anything.
final class QuestionWeights {
    /// Version of the table; kept with each question.
    static final String VERSION = "questions-1";

    /// Claimants who would tap anything. An assumption, kept high: it bounds what an answer can
    /// weigh whatever the table says.
    static final double GUESSERS = 0.05;

    enum Outcome {
        AGREES,
        DIFFERS,
        NONE
    }

    /// One topic's line.
    ///
    /// @param ownerHits the owner picks the record's value
    /// @param ownerErrs the owner picks another
    /// @param otherNear an honest other person's life agrees, where the value is near to them
    /// @param otherFar the same elsewhere
    private record Line(double ownerHits, double ownerErrs, double otherNear, double otherFar) {}

    private static final QuestionWeights STANDARD = load();

    private final Map<Topic, Line> lines;

    private QuestionWeights(Map<Topic, Line> lines) {
        this.lines = lines;
    }

    static QuestionWeights standard() {
        return STANDARD;
    }

    private static QuestionWeights load() {
        Map<Topic, Line> lines = new EnumMap<>(Topic.class);
        try (InputStream in =
                Objects.requireNonNull(
                        QuestionWeights.class.getResourceAsStream(VERSION + ".csv"), VERSION)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .skip(1)
                    .forEach(row -> {
                        String[] cell = row.split(",", -1);
                        lines.put(
                                Topic.of(cell[0]).orElseThrow(),
                                new Line(
                                        share(cell[1]),
                                        share(cell[2]),
                                        share(cell[3]),
                                        share(cell[4])));
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (lines.size() != Topic.values().length) {
            throw new IllegalStateException(VERSION + ".csv lacks a topic: " + lines.keySet());
        }
        return new QuestionWeights(lines);
    }

    private static double share(String text) {
        double value = Double.parseDouble(text);
        if (!(value > 0 && value < 1)) {
            throw new IllegalStateException("a share must lie between 0 and 1, not " + text);
        }
        return value;
    }

    /// Probability of the outcome if the record is this person's.
    double m(Topic topic, Outcome outcome) {
        Line line = Objects.requireNonNull(lines.get(topic));
        return switch (outcome) {
            case AGREES -> line.ownerHits();
            case DIFFERS -> line.ownerErrs();
            case NONE -> 1 - line.ownerHits() - line.ownerErrs();
        };
    }

    /// Probability of the outcome if it is somebody else's.
    ///
    /// @param choices values shown, 2 or more
    /// @param near the record's value is one the person would name anyway
    double u(Topic topic, Outcome outcome, int choices, boolean near) {
        Line line = Objects.requireNonNull(lines.get(topic));
        double honest = near ? line.otherNear() : line.otherFar();
        double hit = (1 - GUESSERS) * honest + GUESSERS / choices;
        // An honest other person finds their own life among the decoys as often as not.
        double miss = (1 - GUESSERS) * (1 - honest) / 2 + GUESSERS * (choices - 1) / choices;
        return switch (outcome) {
            case AGREES -> hit;
            case DIFFERS -> miss;
            case NONE -> 1 - hit - miss;
        };
    }

    /// Weight of an outcome in bits: log2(m/u).
    double bits(Topic topic, Outcome outcome, int choices, boolean near) {
        return Math.log(m(topic, outcome) / u(topic, outcome, choices, near)) / Math.log(2);
    }

    /// How many bits of the doubt about this person the answer is expected to resolve: the mutual
    /// information between "the record is theirs" and the answer (Lindley 1956). 0 for what is
    /// certain anyway.
    ///
    /// @param prior probability that the record is this person's
    double gain(Topic topic, double prior, int choices, boolean near) {
        double gain = 0;
        for (Outcome outcome : Outcome.values()) {
            double own = prior * m(topic, outcome);
            double other = (1 - prior) * u(topic, outcome, choices, near);
            double both = own + other;
            gain += part(own, prior, both) + part(other, 1 - prior, both);
        }
        return Math.max(0, gain);
    }

    private static double part(double joint, double a, double b) {
        return joint <= 0 || a <= 0 || b <= 0 ? 0 : joint * Math.log(joint / (a * b)) / Math.log(2);
    }

    /// Probability after evidence of so many bits.
    static double after(double prior, double bits) {
        double odds = prior / (1 - prior) * Math.pow(2, bits);
        return odds / (1 + odds);
    }
}
