package vn.pccovid.server.access;

import java.util.Optional;
import java.util.UUID;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenCardCode;
import vn.pccovid.lib.identity.DocumentNumber;
import vn.pccovid.lib.identity.InsuranceCardCode;
import vn.pccovid.lib.identity.UnifiedCode;

/// Finds the one person a second thing belongs to: a card in the hand, or a number together with
/// the birth date. Declared here, implemented by `person`. Never answers with more than the id, and
/// answers empty alike for "nobody" and "more than one".
public interface ClaimMatcher {

    /// The person whose citizen card carries this code: number, name and birth date must all agree.
    Optional<UUID> personByCard(CitizenCardCode card);

    /// The person with this document number and this birth date, compared at the precision we hold.
    Optional<UUID> personByNumberAndBirth(DocumentNumber number, BirthDate birthDate);

    /// One person, and the record of theirs that says so: the register's before another.
    record Holder(UUID person, UUID record) {}

    /// As [#personByNumberAndBirth], with the record: what is issued to a number stays with the
    /// record when persons are joined or parted.
    Optional<Holder> holderByNumberAndBirth(DocumentNumber number, BirthDate birthDate);

    /// The person whose health insurance card carries this code: number, name and birth date must
    /// all agree. The card itself may be an old one: only its last ten digits join.
    Optional<UUID> personByInsuranceCard(InsuranceCardCode card);

    /// The person a unified code of Decision 1405 names: its number, or the QID of a code whose
    /// number is masked, and name and birth date as far as they are shown must all agree.
    Optional<UUID> personByUnifiedCode(UnifiedCode code);
}
