package vn.pccovid.server.person;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

/// Stewards ask a register about a record, and see what registers answered.
@RestController
@RequestMapping("/api")
class VerificationController {
    private final Verifications verifications;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    VerificationController(
            Verifications verifications, JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.verifications = verifications;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// @param register `population` or `insurance`
    record Asked(@Nullable String register) {}

    record Waiting(UUID requestId) {}

    /// The newest answers about the records of a person, and questions that still wait.
    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @GetMapping("/people/{id}/verifications")
    List<Verifications.Seen> ofPerson(@PathVariable UUID id) {
        return verifications.ofPerson(id);
    }

    /// The same of one record, which may wait for a steward.
    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @GetMapping("/records/{id}/verifications")
    List<Verifications.Seen> ofRecord(@PathVariable UUID id) {
        return verifications.ofRecords(List.of(id));
    }

    /// Puts the question into the queue; the answer comes when the register gives it.
    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @PostMapping("/records/{id}/verifications")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Waiting ask(@PathVariable UUID id, @RequestBody Asked asked) {
        Register register =
                Register.of(asked.register() == null ? "" : asked.register())
                        .orElseThrow(() -> Problem.of("person.register_unknown"));
        Scope scope = Scopes.required();
        boolean visible =
                Objects.requireNonNull(
                        transaction.execute(status ->
                                jdbc.sql(
                                                "SELECT EXISTS (SELECT 1 FROM person.record WHERE record_id = ?)")
                                        .param(id)
                                        .query(Boolean.class)
                                        .single()));
        if (!visible) {
            throw Problem.of("person.record_unknown");
        }
        Optional<UUID> request =
                Scopes.call(
                        scope.asWorker(), () -> verifications.request(id, register, scope.actor()));
        return new Waiting(request.orElseThrow(() -> Problem.of("person.verification_impossible")));
    }
}
