package vn.pccovid.server.person;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.Sex;

/// A person as shown on a screen. Where records disagree the population register's value is shown,
/// else the value most records carry; what was typed elsewhere stays in its record.
///
/// @param name as displayed, with accents where any record has them; null if nobody told
/// @param documents masked: `citizen_id ········1234`
/// @param phones masked
/// @param area current residence as an area path, empty if unknown
/// @param origins which record each shown value came from, by field name
/// @param verified true if the population register knows this person
public record PersonView(
        UUID personId,
        @Nullable String name,
        @Nullable BirthDate birthDate,
        Sex sex,
        List<String> documents,
        List<String> phones,
        String area,
        java.util.Map<String, Origin> origins,
        boolean verified) {

    /// The record a shown value came from.
    public record Origin(UUID recordId, String source) {}

    @Override
    public String toString() {
        return "PersonView[" + personId + ", ...]";
    }
}
