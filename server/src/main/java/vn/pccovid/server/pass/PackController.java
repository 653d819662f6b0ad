package vn.pccovid.server.pass;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;

/// The rule desk: packs, their differences, rehearsals, approvals, activation and roll-back.
@RestController
@RequestMapping("/api/rules")
class PackController {
    private final Packs packs;
    private final Rehearsals rehearsals;

    PackController(Packs packs, Rehearsals rehearsals) {
        this.packs = packs;
        this.rehearsals = rehearsals;
    }

    /// @param content the pack as YAML
    record NewPack(String content) {}

    /// @param at an instant; absent: now
    record When(@Nullable Instant at) {}

    record Why(String reason) {}

    record Started(UUID rehearsal) {}

    @Endpoint(
            purpose = Purpose.RULE_MAKING,
            category = Category.SYSTEM,
            roles = {Role.AUTHORITY, Role.AUDITOR, Role.OPERATOR})
    @GetMapping("/packs")
    List<Packs.Line> list() {
        return packs.list();
    }

    @Endpoint(
            purpose = Purpose.RULE_MAKING,
            category = Category.SYSTEM,
            roles = {Role.AUTHORITY, Role.AUDITOR, Role.OPERATOR})
    @GetMapping("/packs/{pack}/{version}")
    Packs.View pack(@PathVariable String pack, @PathVariable String version) {
        return packs.view(pack, version);
    }

    /// @param beside the other version; empty: the one in force, or the one before
    @Endpoint(
            purpose = Purpose.RULE_MAKING,
            category = Category.SYSTEM,
            roles = {Role.AUTHORITY, Role.AUDITOR, Role.OPERATOR})
    @GetMapping("/packs/{pack}/{version}/diff")
    Packs.Diff diff(
            @PathVariable String pack,
            @PathVariable String version,
            @RequestParam(defaultValue = "") String beside) {
        return packs.diff(pack, version, beside);
    }

    @Endpoint(
            purpose = Purpose.RULE_MAKING,
            category = Category.SYSTEM,
            roles = {Role.AUTHORITY})
    @PostMapping("/packs")
    Packs.View add(@RequestBody NewPack pack) {
        return packs.add(pack.content());
    }

    @Endpoint(
            purpose = Purpose.RULE_MAKING,
            category = Category.SYSTEM,
            roles = {Role.AUTHORITY})
    @PostMapping("/packs/{pack}/{version}/check")
    Packs.View check(@PathVariable String pack, @PathVariable String version) {
        return packs.check(pack, version);
    }

    @Endpoint(
            purpose = Purpose.REHEARSAL,
            category = Category.COUNTS,
            roles = {Role.AUTHORITY})
    @PostMapping("/packs/{pack}/{version}/rehearse")
    Started rehearse(
            @PathVariable String pack, @PathVariable String version, @RequestBody When when) {
        return new Started(rehearsals.start(pack, version, when.at()));
    }

    /// @param area an area path; empty: the widest the caller is in charge of
    @Endpoint(
            purpose = Purpose.REHEARSAL,
            category = Category.COUNTS,
            roles = {Role.AUTHORITY, Role.AUDITOR})
    @GetMapping("/rehearsals/{rehearsalId}")
    RehearsalView rehearsal(
            @PathVariable UUID rehearsalId, @RequestParam(defaultValue = "") String area) {
        return rehearsals.view(rehearsalId, area);
    }

    @Endpoint(
            purpose = Purpose.RULE_MAKING,
            category = Category.SYSTEM,
            roles = {Role.AUTHORITY})
    @PostMapping("/packs/{pack}/{version}/approve")
    Packs.View approve(@PathVariable String pack, @PathVariable String version) {
        return packs.approve(pack, version);
    }

    @Endpoint(
            purpose = Purpose.RULE_MAKING,
            category = Category.SYSTEM,
            roles = {Role.AUTHORITY})
    @PostMapping("/packs/{pack}/{version}/schedule")
    Packs.View schedule(
            @PathVariable String pack, @PathVariable String version, @RequestBody When when) {
        return packs.schedule(pack, version, when.at());
    }

    @Endpoint(
            purpose = Purpose.RULE_MAKING,
            category = Category.SYSTEM,
            roles = {Role.AUTHORITY, Role.OPERATOR})
    @PostMapping("/packs/{pack}/{version}/roll-back")
    Packs.View rollBack(
            @PathVariable String pack, @PathVariable String version, @RequestBody Why why) {
        return packs.rollBack(pack, version, why.reason());
    }
}
