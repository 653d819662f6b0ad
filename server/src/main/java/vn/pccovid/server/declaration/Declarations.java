package vn.pccovid.server.declaration;

import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.pccovid.server.fact.FactOutcome;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.NewFact;
import vn.pccovid.server.keys.KeyClass;

/// The door to health declarations. Each is a fact of the record of the person it is about.
/// Thread-safe.
@Service
public class Declarations {
    private final Facts facts;

    Declarations(Facts facts) {
        this.facts = facts;
    }

    /// Records a batch within the caller's transaction; the same declaration again changes nothing.
    /// Needs the worker's scope.
    ///
    /// @return one outcome per declaration, in order
    @Transactional
    public List<FactOutcome> record(List<HealthDeclaration> declarations) {
        return facts.record(declarations.stream().map(Declarations::fact).toList());
    }

    private static NewFact fact(HealthDeclaration told) {
        return new NewFact(
                told.recordId(),
                "declaration:" + told.declarationId(),
                "declaration",
                told.at(),
                told.area(),
                Map.of(
                        "symptoms", !told.symptoms().isEmpty(),
                        "contact", told.contactWithCase(),
                        "symptom_list", told.symptoms(),
                        "by_proxy", told.byProxy()),
                KeyClass.HEALTH,
                told.source());
    }
}
