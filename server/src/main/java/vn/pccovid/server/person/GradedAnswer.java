package vn.pccovid.server.person;

import java.util.Locale;
import java.util.Optional;

/// What a register said about the fields of one record: never only yes or no, because each grade
/// asks something else of whoever reads it. Evidence about a record, not a verdict about a person:
/// no grade links, parts or colours anybody.
///
/// Rules: result codes of the insurer's card look-up (three fields: card, name, birth date) and the
/// yes/no confirmation of number, name, birth date and sex by the population register.
public sealed interface GradedAnswer {

    /// All fields asked agree.
    ///
    /// @param card what the insurer adds about the card itself
    record Matches(Card card) implements GradedAnswer {}

    /// The number exists and its name is another one.
    record NameDiffers() implements GradedAnswer {}

    /// The number exists; its name is another one whose words begin with the same letters: most
    /// often a slip of typing.
    record NameDiffersSameInitials() implements GradedAnswer {}

    /// Number and name agree, the birth date does not.
    record BirthDateDiffers() implements GradedAnswer {}

    /// The number itself is not one the register gave out, or a part of it was never valid.
    record NumberWrong(Part part) implements GradedAnswer {}

    /// The register holds nothing under this number. Lawful: newborns, people who moved, foreigners
    /// and those left out are real people.
    record NotFound(Absence absence) implements GradedAnswer {}

    /// The card is one the register gave out and it counts no more. Says nothing against the
    /// person.
    record Ended(End end) implements GradedAnswer {}

    /// Another register keeps this card; ask there.
    record HeldElsewhere(Holder holder) implements GradedAnswer {}

    /// The yes/no confirmation said no, and not what differs.
    record NotConfirmed() implements GradedAnswer {}

    /// No answer about the record: the source is down, slow, or will not talk to us. Asked again.
    record SourceUnavailable(Trouble trouble) implements GradedAnswer {}

    /// The source refuses the question as it stands; asking again the same way changes nothing.
    record QuestionRefused() implements GradedAnswer {}

    /// State of the card where the fields agree.
    enum Card {
        VALID,
        /// The card asked about is over and a new one was given out (003).
        REPLACED,
        /// The card asked about still counts beside a new one (004).
        RENEWED_EARLY
    }

    /// Which part of the number is wrong.
    enum Part {
        WHOLE,
        PROVINCE,
        BENEFIT
    }

    /// Why nothing was found.
    enum Absence {
        NO_DATA,
        /// A child of whom no card was made yet (130).
        CHILD_WITHOUT_CARD
    }

    /// How a card ended.
    enum End {
        EXPIRED,
        WITHDRAWN,
        STOPPED,
        MOVED_PROVINCE,
        MOVED_WITHIN_PROVINCE,
        ADDED_AGAIN,
        LEFT
    }

    /// Who keeps the card instead.
    enum Holder {
        DEFENCE,
        PUBLIC_SECURITY
    }

    /// Why there is no answer.
    enum Trouble {
        /// The source says so itself.
        SERVER,
        /// Nobody took the call, or the line broke.
        UNREACHABLE,
        TIMEOUT,
        /// Too many questions; it says when to come again.
        RATE_LIMIT,
        /// Our credentials are not accepted: an operator has to act.
        CREDENTIALS,
        /// It answered what nobody can read.
        UNREADABLE,
        /// We do not call for a while, because the last calls failed.
        BREAKER_OPEN
    }

    /// The grade of a code; empty for a code nobody listed, which must not count as any verdict.
    ///
    /// @param code as received; spaces around it and zeros lost in a spreadsheet (`60` for `060`)
    ///   do not matter
    static Optional<GradedAnswer> of(Register register, String code) {
        String stripped = code.strip();
        if (register == Register.POPULATION) {
            return Optional.ofNullable(ResultCodes.POPULATION.get(stripped));
        }
        boolean lostZeros =
                !stripped.isEmpty()
                        && stripped.length() < 3
                        && stripped.chars().allMatch(c -> c >= '0' && c <= '9');
        return Optional.ofNullable(
                ResultCodes.INSURANCE.get(
                        lostZeros ? "0".repeat(3 - stripped.length()) + stripped : stripped));
    }

    /// Stable name of the grade, as stored and shown: `name_differs`.
    default String grade() {
        return switch (this) {
            case Matches m -> "matches";
            case NameDiffers d -> "name_differs";
            case NameDiffersSameInitials d -> "name_differs_same_initials";
            case BirthDateDiffers d -> "birth_date_differs";
            case NumberWrong w -> "number_wrong";
            case NotFound n -> "not_found";
            case Ended e -> "ended";
            case HeldElsewhere h -> "held_elsewhere";
            case NotConfirmed n -> "not_confirmed";
            case SourceUnavailable u -> "source_unavailable";
            case QuestionRefused r -> "question_refused";
        };
    }

    /// More exact than the grade, empty where there is nothing more: `moved_province`.
    default String detail() {
        return switch (this) {
            case Matches(Card card) -> text(card);
            case NumberWrong(Part part) -> text(part);
            case NotFound(Absence absence) -> text(absence);
            case Ended(End end) -> text(end);
            case HeldElsewhere(Holder holder) -> text(holder);
            case SourceUnavailable(Trouble trouble) -> text(trouble);
            case NameDiffers d -> "";
            case NameDiffersSameInitials d -> "";
            case BirthDateDiffers d -> "";
            case NotConfirmed n -> "";
            case QuestionRefused r -> "";
        };
    }

    /// What a person reading it sees first.
    default Standing standing() {
        return switch (this) {
            case Matches m -> Standing.CONFIRMED;
            case NameDiffers d -> Standing.DIFFERS;
            case NameDiffersSameInitials d -> Standing.DIFFERS;
            case BirthDateDiffers d -> Standing.DIFFERS;
            case NumberWrong w -> Standing.DIFFERS;
            case NotFound n -> Standing.NOT_CONFIRMED;
            case Ended e -> Standing.NOT_CONFIRMED;
            case HeldElsewhere h -> Standing.NOT_CONFIRMED;
            case NotConfirmed n -> Standing.NOT_CONFIRMED;
            case SourceUnavailable u -> Standing.NO_ANSWER;
            case QuestionRefused r -> Standing.NO_ANSWER;
        };
    }

    /// True for an answer about the record; false where the source has said nothing about it yet
    /// and the question stays open.
    default boolean answered() {
        return !(this instanceof SourceUnavailable);
    }

    /// The grades in four words.
    enum Standing {
        CONFIRMED,
        /// A field is another one in the register: correct the record, or the register.
        DIFFERS,
        /// Nothing was found against the person, and nothing for them.
        NOT_CONFIRMED,
        NO_ANSWER;

        /// Name in answers: `not_confirmed`.
        public String text() {
            return GradedAnswer.text(this);
        }
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
