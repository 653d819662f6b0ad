package vn.pccovid.server.resident;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.lib.proximity.Seen;
import vn.pccovid.lib.proximity.TempId;
import vn.pccovid.server.access.Caller;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.custody.Cases;
import vn.pccovid.server.place.VisitTokens;
import vn.pccovid.server.proximity.BluetoothIds;
import vn.pccovid.server.proximity.Encounters;

/// What a phone needs to be counted where it was, and what its owner may know of it: tokens for
/// venues, identifiers for Bluetooth, handing over after a proven test, and every opening that
/// concerned them. `{id}` is the id of a claim.
@RestController
class MovementController {
    private final Claims claims;
    private final SureRecords records;
    private final VisitTokens tokens;
    private final BluetoothIds phones;
    private final Encounters encounters;
    private final Cases cases;

    MovementController(
            Claims claims,
            SureRecords records,
            VisitTokens tokens,
            BluetoothIds phones,
            Encounters encounters,
            Cases cases) {
        this.claims = claims;
        this.records = records;
        this.tokens = tokens;
        this.phones = phones;
        this.encounters = encounters;
        this.cases = cases;
    }

    /// @param token text to show, or to send with a poster's code; good for a day
    record VisitToken(String token) {}

    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.PASS, roles = Role.RESIDENT)
    @PostMapping("/api/resident/claims/{id}/visit-token")
    VisitToken visitToken(@PathVariable UUID id) {
        return new VisitToken(tokens.issue(record(id)));
    }

    /// Identifiers to send by Bluetooth, one every quarter of an hour from now on.
    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.PASS, roles = Role.RESIDENT)
    @PostMapping("/api/resident/claims/{id}/bluetooth-ids")
    List<TempId> bluetoothIds(@PathVariable UUID id) {
        return phones.batch(record(id));
    }

    /// One message as the phone kept it.
    record Message(
            @Nullable String tempId,
            @Nullable String model,
            int rssi,
            @Nullable Integer txPower,
            @Nullable Instant at) {
        @Override
        public String toString() {
            return "Message[...]";
        }
    }

    /// @param code one-time code that a tracer gave
    /// @param consent version of the text agreed to
    record Handover(
            @Nullable String code, @Nullable String consent, @Nullable List<Message> history) {
        @Override
        public String toString() {
            return "Handover[...]";
        }
    }

    /// @param foreign not ours or changed
    record HandedOver(int kept, int foreign, int misplaced, int outside) {}

    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.SYSTEM, roles = Role.RESIDENT)
    @PostMapping("/api/resident/encounters")
    HandedOver handOver(@RequestBody Handover told) {
        String code = told.code();
        String consent = told.consent();
        List<Message> history = told.history();
        if (code == null
                || code.length() > 40
                || history == null
                || history.size() > Encounters.MOST_MESSAGES) {
            throw Problem.of("resident.handover_unreadable");
        }
        if (consent == null || consent.isBlank() || consent.length() > 40) {
            throw Problem.of("resident.handover_consent");
        }
        List<Seen> seen = new ArrayList<>(history.size());
        for (Message message : history) {
            seen.add(seen(message));
        }
        return switch (encounters.upload(code, consent, seen)) {
            case Encounters.Received.CodeRefused() -> throw Problem.of("resident.handover_code");
            case Encounters.Received.Taken(var kept, var foreign, var misplaced, var outside) ->
                    new HandedOver(kept, foreign, misplaced, outside);
        };
    }

    private static Seen seen(Message message) {
        String tempId = message.tempId();
        String model = message.model();
        Instant at = message.at();
        Integer power = message.txPower();
        if (tempId == null || at == null) {
            throw Problem.of("resident.handover_unreadable");
        }
        try {
            return new Seen(
                    tempId,
                    model == null ? "" : model,
                    message.rssi(),
                    power == null ? Seen.UNKNOWN_POWER : power,
                    at);
        } catch (IllegalArgumentException e) {
            throw Problem.of("resident.handover_unreadable");
        }
    }

    /// An opening that concerned this person: not whose case it was.
    ///
    /// @param hop 0: their own case; 1: they met one; 2: they met somebody who did
    record OpeningLine(
            Instant at, LocalDate day, String what, int hop, String office, String basis) {}

    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.ACCESS_LOG, roles = Role.RESIDENT)
    @GetMapping("/api/resident/claims/{id}/openings")
    List<OpeningLine> openings(@PathVariable UUID id) {
        return cases.concerning(records.of(claims.own(caller(), id).personId())).stream()
                .map(o ->
                        new OpeningLine(o.at(), o.day(), o.what(), o.hop(), o.office(), o.basis()))
                .toList();
    }

    private UUID record(UUID claimId) {
        return records.oldest(claims.own(caller(), claimId).personId())
                .orElseThrow(() -> Problem.of("resident.record_unsure", Map.of()));
    }

    private static Caller.Resident caller() {
        if (Caller.current() instanceof Caller.Resident resident) {
            return resident;
        }
        throw new IllegalStateException("an endpoint for residents was reached by somebody else");
    }
}
