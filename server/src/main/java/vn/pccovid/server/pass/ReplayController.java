package vn.pccovid.server.pass;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;

/// What was shown to a person and what should have been, for auditors.
@RestController
@RequestMapping("/api/replays/{personId}")
class ReplayController {
    private final Replays replays;

    ReplayController(Replays replays) {
        this.replays = replays;
    }

    @GetMapping("/history")
    @Endpoint(purpose = Purpose.AUDIT, category = Category.PASS, roles = Role.AUDITOR)
    Replays.History history(@PathVariable UUID personId) {
        return replays.history(personId);
    }

    /// @param at the instant asked about, ISO 8601 UTC
    /// @param known facts and links as known at this instant; missing: at `at`
    /// @param pack `id version` to judge by; missing: what was in force
    @GetMapping
    @Endpoint(purpose = Purpose.AUDIT, category = Category.PASS, roles = Role.AUDITOR)
    Replays.Replay replay(
            @PathVariable UUID personId,
            @RequestParam(defaultValue = "") String at,
            @RequestParam(defaultValue = "") String known,
            @RequestParam(required = false) @Nullable String pack) {
        Instant asked = instant(at);
        return replays.replay(personId, asked, known.isBlank() ? asked : instant(known), pack);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException notAnInstant) {
            throw Problem.of("pass.replay_instant");
        }
    }
}
