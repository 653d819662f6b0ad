package vn.pccovid.server.person;

import java.util.List;
import java.util.UUID;

/// One question to a person about a record that may be theirs. Tells nothing of whose record it is
/// or what else is in it.
///
/// @param topic `dose_commune`, `dose_month`, `dose_vaccine`, `phone_tail` or `home_commune`
/// @param choices to pick from, in the order shown; "none of these" and "I'd rather not say" come
///   with every question
public record Question(UUID id, String topic, List<Choice> choices) {
    /// @param value area path, month as `2021-08`, two digits, or a name
    /// @param label as people call it; the value itself where it has no other name
    public record Choice(String value, String label) {}

    public Question {
        choices = List.copyOf(choices);
    }

    @Override
    public String toString() {
        return "Question[" + id + ", " + topic + "]";
    }
}
