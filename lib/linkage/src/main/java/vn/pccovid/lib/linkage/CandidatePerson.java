package vn.pccovid.lib.linkage;

import java.util.List;
import java.util.UUID;
import vn.pccovid.lib.identity.PersonDescription;

/// A person a record might be about, with what every linked record says of them.
///
/// @param personId the person
/// @param records descriptions of the records linked to the person; at least one
public record CandidatePerson(UUID personId, List<PersonDescription> records) {
    public CandidatePerson {
        records = List.copyOf(records);
        if (records.isEmpty()) {
            throw new IllegalArgumentException("a candidate person needs at least one record");
        }
    }
}
