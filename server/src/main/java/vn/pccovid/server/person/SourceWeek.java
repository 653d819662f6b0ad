package vn.pccovid.server.person;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// How the records of one source fared in one week.
///
/// @param week its Monday, in Vietnam
/// @param items counts by `outcome:linked`, `waits:several_persons`, `lacks:PHONE`,
///   `vague:BIRTH_DATE`, `linked:NAME:exact` (level of the evidence of linked records),
///   `waiting:NAME:order` (of waiting ones with their best candidate); `outcome:undone` are links a
///   human took back
public record SourceWeek(String source, LocalDate week, Map<String, Long> items) {
    public SourceWeek {
        items = Collections.unmodifiableMap(new LinkedHashMap<>(items));
    }
}
