package vn.pccovid.server.gate;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.lib.colour.Journey;
import vn.pccovid.lib.colour.MovementPack;
import vn.pccovid.lib.colour.PackRule;
import vn.pccovid.lib.colour.RulePack;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.credential.Credentials;
import vn.pccovid.server.credential.VerificationKey;
import vn.pccovid.server.territory.Territories;

/// What a gate needs: the answer to what is shown while online, and everything to answer without a
/// network: keys, movement rules, levels, the filter of worsened codes.
@RestController
@RequestMapping("/api/gate")
class GateController {

    /// Longer than any code a person carries.
    private static final int MAX_CODE = 4_000;

    /// A bus with its crew.
    private static final int MOST_IN_GROUP = 80;

    private static final int LONGEST_TYPED = 40;

    private final Credentials credentials;
    private final Gate gate;
    private final Posts posts;
    private final GateDevices devices;
    private final Scans scans;
    private final Worsened worsened;
    private final GateConfiguration.MovementRules rules;
    private final Territories territories;
    private final TransactionTemplate transaction;
    private final Clock clock;

    GateController(
            Credentials credentials,
            Gate gate,
            Posts posts,
            GateDevices devices,
            Scans scans,
            Worsened worsened,
            GateConfiguration.MovementRules rules,
            Territories territories,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.credentials = credentials;
        this.gate = gate;
        this.posts = posts;
        this.devices = devices;
        this.scans = scans;
        this.worsened = worsened;
        this.rules = rules;
        this.territories = territories;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// @param keys public keys, newest first
    /// @param asOf server time, from which a gate learns its clock difference
    record Keys(List<VerificationKey> keys, Instant asOf) {}

    /// Either `code`, or `number` with `birthDate`.
    ///
    /// @param code text of a scanned code, 1 to 4000 characters
    /// @param number of a document, typed by hand, with the birth date printed beside it
    /// @param purpose what the person told the keeper, null while nobody has asked
    record Scan(
            @Nullable String code,
            @Nullable String number,
            @Nullable String birthDate,
            Journey.@Nullable Purpose purpose) {
        @Override
        public String toString() {
            return "Scan[•••]";
        }
    }

    /// @param codes of everybody in a vehicle, 1 to 80
    record GroupScan(List<String> codes, Journey.@Nullable Purpose purpose) {
        @Override
        public String toString() {
            return "GroupScan[•••]";
        }
    }

    /// @param packs movement packs in force at the gate, with conditions as trees
    /// @param levels published level by area path
    /// @param asOf server time
    record Rules(
            Posts.Duty duty, List<PackView> packs, Map<String, Integer> levels, Instant asOf) {}

    record PackView(
            String id,
            String version,
            String jurisdiction,
            Instant from,
            @Nullable Instant until,
            List<RuleView> rules) {}

    /// @param when condition as a tree of lists and maps, see `docs/rules/movement.md`
    record RuleView(
            String id,
            MovementPack.Answer answer,
            String reasonClass,
            Object when,
            PackRule.Words reason,
            PackRule.Words instruction,
            GateAnswer.@Nullable Sentence sentence) {}

    record Label(@Nullable String label) {}

    /// @param forgotten the device says that its data is gone
    record Report(UUID deviceId, String secret, @Nullable Boolean forgotten) {
        @Override
        public String toString() {
            return "Report[" + deviceId + "]";
        }
    }

    record Delivery(UUID deviceId, String secret, Scans.Batch batch) {
        @Override
        public String toString() {
            return "Delivery[" + deviceId + "]";
        }
    }

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
        return gate.check(shown(scan), purpose(scan.purpose()), posts.duty().area());
    }

    @PostMapping("/check/group")
    @Endpoint(
            purpose = Purpose.GATE_CHECK,
            category = Category.PASS,
            roles = {Role.GATE_KEEPER, Role.HEALTH_WORKER})
    Gate.Group group(@RequestBody GroupScan scan) {
        if (scan.codes() == null
                || scan.codes().isEmpty()
                || scan.codes().size() > MOST_IN_GROUP
                || scan.codes().stream().anyMatch(code -> code == null || code.isBlank())) {
            throw Problem.of("gate.group_size", Map.of("most", MOST_IN_GROUP));
        }
        return gate.group(
                scan.codes().stream().map(GateController::read).toList(),
                purpose(scan.purpose()),
                posts.duty().area());
    }

    /// Where the caller serves, and what it takes to answer there without a network.
    @GetMapping("/rules")
    @Endpoint(
            purpose = Purpose.GATE_CHECK,
            category = Category.SYSTEM,
            roles = {Role.GATE_KEEPER, Role.HEALTH_WORKER})
    Rules rules() {
        Posts.Duty duty = posts.duty();
        Instant now = clock.instant();
        Map<String, Integer> levels =
                Objects.requireNonNull(transaction.execute(status -> territories.levels(now)));
        return new Rules(
                duty,
                rules.packs().stream()
                        .filter(pack -> pack.covers(duty.area(), now))
                        .map(GateController::view)
                        .toList(),
                levels,
                now);
    }

    @PostMapping("/devices")
    @ResponseStatus(HttpStatus.CREATED)
    @Endpoint(purpose = Purpose.GATE_CHECK, category = Category.SYSTEM, roles = Role.GATE_KEEPER)
    GateDevices.Enrolled enrol(@RequestBody Label label) {
        return devices.enrol(label.label() == null ? "" : label.label());
    }

    /// Open to anyone with a device's secret: a lost device must hear that it is lost after its
    /// keeper's session has ended.
    @PostMapping("/devices/contact")
    @Endpoint(purpose = Purpose.GATE_CHECK, category = Category.SYSTEM, roles = Role.ANYONE)
    GateDevices.Contact contact(@RequestBody Report report) {
        if (report.deviceId() == null || report.secret() == null) {
            throw Problem.of("gate.device_unknown");
        }
        return devices.contact(
                report.deviceId(), report.secret(), Boolean.TRUE.equals(report.forgotten()));
    }

    /// @param have instant up to which the device has everything; nothing yet when absent
    @GetMapping("/filters")
    @Endpoint(purpose = Purpose.GATE_CHECK, category = Category.SYSTEM, roles = Role.GATE_KEEPER)
    List<Worsened.Listed> filters(@RequestParam(required = false) @Nullable Instant have) {
        return worsened.since(have == null ? Instant.EPOCH : have);
    }

    /// @param kind `FULL` or `DELTA`
    /// @param until seconds since 1970
    @GetMapping(value = "/filters/{kind}/{until}", produces = "application/octet-stream")
    @Endpoint(purpose = Purpose.GATE_CHECK, category = Category.SYSTEM, roles = Role.GATE_KEEPER)
    ResponseEntity<byte[]> filter(@PathVariable String kind, @PathVariable long until) {
        byte[] signed =
                worsened.filter(kind, Instant.ofEpochSecond(until))
                        .orElseThrow(() -> Problem.of("gate.filter_unknown"));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .cacheControl(CacheControl.noStore())
                .body(signed);
    }

    @PostMapping("/scans")
    @Endpoint(purpose = Purpose.GATE_CHECK, category = Category.SYSTEM, roles = Role.GATE_KEEPER)
    Scans.Received receive(@RequestBody Delivery delivery) {
        if (delivery.deviceId() == null || delivery.secret() == null || delivery.batch() == null) {
            throw Problem.of("gate.batch_unreadable");
        }
        return scans.receive(delivery.deviceId(), delivery.secret(), delivery.batch());
    }

    private static Shown shown(Scan scan) {
        String number = scan.number();
        if (number != null && !number.isBlank()) {
            String birth = scan.birthDate() == null ? "" : scan.birthDate().strip();
            if (number.length() > LONGEST_TYPED || birth.length() > LONGEST_TYPED) {
                throw Problem.of("gate.code_missing");
            }
            return Shown.typed(number.strip(), birth);
        }
        return read(scan.code());
    }

    private static Shown read(@Nullable String code) {
        if (code == null || code.isBlank() || code.length() > MAX_CODE) {
            throw Problem.of("gate.code_missing");
        }
        return Shown.read(code);
    }

    private static Journey.Purpose purpose(Journey.@Nullable Purpose stated) {
        return stated == null ? Journey.Purpose.UNSTATED : stated;
    }

    private static PackView view(MovementPack pack) {
        return new PackView(
                pack.id(),
                pack.version(),
                pack.jurisdiction(),
                pack.from(),
                pack.until(),
                pack.rules().stream()
                        .map(rule -> {
                            RulePack.Sentence s = pack.sentences().get(rule.sentence());
                            return new RuleView(
                                    rule.id(),
                                    rule.answer(),
                                    rule.reasonClass(),
                                    rule.condition().tree(),
                                    rule.reason(),
                                    rule.instruction(),
                                    s == null
                                            ? null
                                            : new GateAnswer.Sentence(
                                                    rule.sentence(),
                                                    s.vietnamese(),
                                                    s.text(),
                                                    s.source()));
                        })
                        .toList());
    }
}
