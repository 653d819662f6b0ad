package vn.pccovid.server.access;

import java.util.Optional;
import java.util.UUID;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenCardCode;
import vn.pccovid.lib.identity.DocumentNumber;

/// Finds the one person a second thing belongs to: a card in the hand, or a number together with
/// the birth date. Declared here, implemented by `person`. Never answers with more than the id, and
/// answers empty alike for "nobody" and "more than one".
public interface ClaimMatcher {

    /// The person whose citizen card carries this code: number, name and birth date must all agree.
    Optional<UUID> personByCard(CitizenCardCode card);

    /// The person with this document number and this birth date, compared at the precision we hold.
    Optional<UUID> personByNumberAndBirth(DocumentNumber number, BirthDate birthDate);
}
