package vn.pccovid.server.person;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenCardCode;
import vn.pccovid.lib.identity.DocumentNumber;
import vn.pccovid.lib.identity.InsuranceCardCode;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.UnifiedCode;
import vn.pccovid.server.access.ClaimMatcher;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

/// Finds the person a card or number belongs to, for an account that does not stand for anybody
/// yet: the only look-up that is not bound by what the caller may see, and it answers an id or
/// nothing. Call it outside a transaction.
@Component
class ClaimLookup implements ClaimMatcher {
    private final Linker linker;
    private final BlindIndex index;
    private final TransactionTemplate transaction;

    ClaimLookup(Linker linker, BlindIndex index, PlatformTransactionManager transactions) {
        this.linker = linker;
        this.index = index;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public Optional<UUID> personByCard(CitizenCardCode card) {
        PersonDescription asked = card.description();
        return only(
                asked,
                d ->
                        Matching.hasDocument(d, card.citizenId())
                                && Matching.sameName(asked, d)
                                && Matching.sameBirth(asked.birthDate(), d.birthDate()));
    }

    @Override
    public Optional<UUID> personByNumberAndBirth(DocumentNumber number, BirthDate birthDate) {
        return holderByNumberAndBirth(number, birthDate).map(Holder::person);
    }

    @Override
    public Optional<Holder> holderByNumberAndBirth(DocumentNumber number, BirthDate birthDate) {
        return holder(
                PersonDescription.builder().document(number).birthDate(birthDate).build(),
                d ->
                        Matching.hasDocument(d, number)
                                && Matching.sameBirth(birthDate, d.birthDate()));
    }

    @Override
    public Optional<UUID> personByInsuranceCard(InsuranceCardCode card) {
        PersonDescription asked = card.description();
        return only(
                asked,
                d ->
                        card.number().equals(d.insurance())
                                && Matching.sameName(asked, d)
                                && Matching.sameBirth(asked.birthDate(), d.birthDate()));
    }

    @Override
    public Optional<UUID> personByUnifiedCode(UnifiedCode code) {
        PersonDescription asked = code.description();
        DocumentNumber number = code.document();
        String qid = code.qid();
        return only(
                asked,
                d ->
                        ((number != null && Matching.hasDocument(d, number))
                                        || (qid != null && qid.equals(d.qid())))
                                && Matching.sameName(asked, d)
                                && (code.birthDate() == null
                                        || Matching.sameBirth(code.birthDate(), d.birthDate())));
    }

    /// The one person of whom the register, or else some record, says so. A number typed into
    /// somebody else's record does not count against the register's word.
    private Optional<UUID> only(PersonDescription asked, Predicate<PersonDescription> matches) {
        return holder(asked, matches).map(Holder::person);
    }

    private Optional<Holder> holder(PersonDescription asked, Predicate<PersonDescription> matches) {
        return Scopes.call(
                Scope.worker(Purpose.SIGN_IN),
                () -> {
                    @Nullable List<Holder> said =
                            transaction.execute(status -> said(asked, matches));
                    return said != null && said.size() == 1
                            ? Optional.of(said.getFirst())
                            : Optional.empty();
                });
    }

    private List<Holder> said(PersonDescription asked, Predicate<PersonDescription> matches) {
        List<Long> keys = index.of(asked).all();
        List<Holder> said = new ArrayList<>();
        List<Holder> verified = new ArrayList<>();
        for (Linker.Subject person : linker.around(keys).candidates(keys)) {
            List<Stored> saying =
                    person.records.stream().filter(r -> matches.test(r.description())).toList();
            if (!saying.isEmpty()) {
                said.add(new Holder(person.id, saying.getFirst().recordId()));
            }
            saying.stream()
                    .filter(Stored::authoritative)
                    .findFirst()
                    .ifPresent(record -> verified.add(new Holder(person.id, record.recordId())));
        }
        return verified.isEmpty() ? said : verified;
    }
}
