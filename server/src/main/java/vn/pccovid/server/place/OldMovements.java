package vn.pccovid.server.place;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.custody.Custody;
import vn.pccovid.server.custody.MovementClass;

/// Moves rows that were sealed before tables had days: opened and sealed again, since their tokens
/// cannot be computed without the keys. A batch is written, committed, and only then deleted where
/// it was; cut off in between, it is written again and counts once. Runs at every start until
/// nothing is left.
@Component
class OldMovements {
    private static final int BATCH = 1_000;

    private final Custody custody;
    private final Places places;
    private final TransactionTemplate transaction;
    private final JsonMapper json = JsonMapper.builder().build();

    OldMovements(Custody custody, Places places, PlatformTransactionManager transactions) {
        this.custody = custody;
        this.places = places;
        this.transaction = new TransactionTemplate(transactions);
    }

    @EventListener(ApplicationReadyEvent.class)
    void move() {
        for (String table : List.of("visit_at_place", "movement_of_record")) {
            int moved = 1;
            while (moved > 0) {
                moved =
                        custody.reseal(
                                MovementClass.VISITS,
                                "place.old_" + table,
                                table.equals("visit_at_place")
                                        ? "visit_at_place".getBytes(StandardCharsets.UTF_8)
                                        : "movement".getBytes(StandardCharsets.UTF_8),
                                BATCH,
                                this::keep);
            }
        }
    }

    private void keep(List<byte[]> rows) {
        List<Visit> visits = new ArrayList<>();
        List<Trip> trips = new ArrayList<>();
        List<Passage> passages = new ArrayList<>();
        for (byte[] row : rows) {
            JsonNode told = json.readTree(row);
            if (told.has("visitId")) {
                visits.add(
                        new Visit(
                                told.path("visitId").asString(),
                                told.path("venueId").asString(),
                                UUID.fromString(told.path("recordId").asString()),
                                Instant.parse(told.path("at").asString()),
                                told.path("leaving").asBoolean()));
            } else if (told.has("scanId")) {
                passages.add(
                        new Passage(
                                UUID.fromString(told.path("scanId").asString()),
                                UUID.fromString(told.path("gateId").asString()),
                                told.path("subjectKind").asString(),
                                UUID.fromString(told.path("subject").asString()),
                                Instant.parse(told.path("at").asString())));
            } else {
                trips.add(
                        new Trip(
                                told.path("tripId").asString(),
                                UUID.fromString(told.path("recordId").asString()),
                                told.path("fromArea").asString(),
                                told.path("fromAddress").asString(),
                                told.path("toArea").asString(),
                                told.path("toAddress").asString(),
                                told.path("vehicle").asString(),
                                told.path("plate").asString(),
                                Instant.parse(told.path("leavingAt").asString()),
                                told.path("reason").asString()));
            }
        }
        Scopes.run(
                Scope.worker(Purpose.OPERATION),
                () ->
                        Objects.requireNonNull(
                                transaction.execute(status -> {
                                    places.visits(visits);
                                    places.trips(trips);
                                    places.passages(passages);
                                    return true;
                                })));
    }
}
