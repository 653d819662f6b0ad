package vn.pccovid.server.gate;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.credential.Credentials;
import vn.pccovid.server.credential.VerificationKey;

/// What a gate needs: the keys to check codes offline, and the answer to a code while online.
@RestController
@RequestMapping("/api/gate")
class GateController {

    /// Longer than any code a person carries.
    private static final int MAX_CODE = 4_000;

    private final Credentials credentials;
    private final Gate gate;
    private final Clock clock;

    GateController(Credentials credentials, Gate gate, Clock clock) {
        this.credentials = credentials;
        this.gate = gate;
        this.clock = clock;
    }

    /// @param keys public keys, newest first
    /// @param asOf server time, from which a gate learns its clock difference
    record Keys(List<VerificationKey> keys, Instant asOf) {}

    /// @param code text of a scanned code, or a number typed by hand, 1 to 4000 characters
    record Scan(String code) {}

    /// Public, as public keys are: a code must be checkable by anybody it is shown to.
    @GetMapping("/keys")
    @Endpoint(purpose = Purpose.GATE_CHECK, category = Category.SYSTEM, roles = Role.ANYONE)
    Keys keys() {
        return new Keys(credentials.verificationKeys(), clock.instant());
    }

    @PostMapping("/check")
    @Endpoint(
            purpose = Purpose.GATE_CHECK,
            category = Category.PASS,
            roles = {Role.GATE_KEEPER, Role.HEALTH_WORKER})
    GateAnswer check(@RequestBody Scan scan) {
        String code = scan.code();
        if (code == null || code.isBlank() || code.length() > MAX_CODE) {
            throw Problem.of("gate.code_missing");
        }
        return gate.check(code.strip());
    }
}
