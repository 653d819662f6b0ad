package vn.pccovid.server.gate;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.credential.GateClaims;
import vn.pccovid.lib.credential.GateCodes;
import vn.pccovid.lib.credential.Opened;
import vn.pccovid.lib.credential.Refusal;
import vn.pccovid.lib.identity.CitizenCardCode;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.ClaimMatcher;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.credential.Credentials;
import vn.pccovid.server.pass.Pass;
import vn.pccovid.server.pass.Passes;

/// Turns what was scanned into one answer. Our own codes answer by themselves; a citizen card names
/// a person, whose colour of now is looked up and leaves an access line. Thread-safe.
@Service
class Gate {

    private final Credentials credentials;
    private final ClaimMatcher matcher;
    private final Passes passes;
    private final AccessLines lines;
    private final TransactionTemplate transaction;

    Gate(
            Credentials credentials,
            ClaimMatcher matcher,
            Passes passes,
            AccessLines lines,
            PlatformTransactionManager transactions) {
        this.credentials = credentials;
        this.matcher = matcher;
        this.passes = passes;
        this.lines = lines;
        this.transaction = new TransactionTemplate(transactions);
    }

    GateAnswer check(String code) {
        if (code.startsWith(GateCodes.PREFIX)) {
            return switch (credentials.open(code)) {
                case Opened.Verified(GateClaims claims, String keyId) -> GateAnswer.of(claims);
                case Opened.Refused(Refusal refusal) -> GateAnswer.of(ReasonClass.of(refusal));
            };
        }
        CitizenCardCode card = CitizenCardCode.read(code).value();
        return card == null ? GateAnswer.of(ReasonClass.NOT_OURS) : ofCard(card);
    }

    private GateAnswer ofCard(CitizenCardCode card) {
        Optional<UUID> person = matcher.personByCard(card);
        return person.flatMap(this::colourNow)
                .map(colour -> GateAnswer.of(ReasonClass.of(colour), colour))
                .orElseGet(() -> GateAnswer.of(ReasonClass.NOT_FOUND));
    }

    /// Looks at this one person and at nobody else.
    private Optional<Colour> colourNow(UUID person) {
        return Scopes.call(
                Scopes.required().onlyPersons(List.of(person)),
                () -> {
                    transaction.executeWithoutResult(
                            status -> lines.record(List.of(person), "gate"));
                    return passes.of(person).map(Pass::colour);
                });
    }
}
