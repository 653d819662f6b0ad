package vn.pccovid.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import vn.pccovid.lib.credential.GateClaims;
import vn.pccovid.lib.credential.Opened;
import vn.pccovid.lib.credential.WorsenedFilter;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.credential.Credentials;

@NullUnmarked
class ScansTest {
    private static Checkpoint post;
    private static String device;
    private static String secret;

    @BeforeAll
    static void start() {
        post = new Checkpoint(true);
        Browser.Answer enrolled = post.keeper.post("/api/gate/devices", Map.of("label", "Máy 1"));
        assertThat(enrolled.status()).as(enrolled.text()).isEqualTo(201);
        device = enrolled.json().path("deviceId").asString();
        secret = enrolled.json().path("secret").asString();
    }

    @AfterAll
    static void stop() {
        post.close();
    }

    private static UUID credential(String shown) {
        GateClaims claims =
                ((Opened.Verified) post.server.bean(Credentials.class).open(shown)).claims();
        ByteBuffer id = ByteBuffer.wrap(claims.credentialId());
        return new UUID(id.getLong(), id.getLong());
    }

    private static Browser.Answer deliver(UUID batch, List<?> counts, List<?> passes) {
        return post.keeper.post(
                "/api/gate/scans",
                Map.of(
                        "deviceId",
                        device,
                        "secret",
                        secret,
                        "batch",
                        Map.of("batchId", batch.toString(), "counts", counts, "passes", passes)));
    }

    private static Map<String, Object> count(String answer, int scans) {
        return Map.of(
                "hour",
                post.now().toString(),
                "shown",
                "live",
                "answer",
                answer,
                "offline",
                true,
                "scans",
                scans);
    }

    @Nested
    @DisplayName("Scans leave no map")
    class NoMap {
        @Test
        void a_batch_counts_once_however_often_it_arrives() {
            UUID batch = UUID.randomUUID();
            List<?> counts = List.of(count("go", 7), count("stop", 2));
            assertThat(deliver(batch, counts, List.of()).json().path("repeated").asBoolean())
                    .isFalse();
            for (int i = 0; i < 3; i++) {
                assertThat(deliver(batch, counts, List.of()).json().path("repeated").asBoolean())
                        .isTrue();
            }
            assertThat(
                            post.strings(
                                    """
                                    SELECT answer || ' ' || scans FROM gate.scan_count
                                     WHERE shown = 'live' AND answer = 'stop'
                                    """))
                    .containsExactly("stop 2");
        }

        @Test
        void a_passage_is_sealed_once() {
            Checkpoint.Resident someone = post.resident(2);
            UUID id = credential(post.phone(someone).shows(post.now()));
            UUID scan = UUID.randomUUID();
            List<?> passes =
                    List.of(
                            Map.of(
                                    "scanId",
                                    scan.toString(),
                                    "credentialId",
                                    id.toString(),
                                    "at",
                                    post.now().toString()));
            for (int i = 0; i < 2; i++) {
                assertThat(deliver(UUID.randomUUID(), List.of(count("go", 1)), passes).status())
                        .isEqualTo(200);
            }
            List<String> rows =
                    post.strings(
                            "SELECT encode(sealed, 'escape') FROM place.visit_at_place UNION ALL"
                                    + " SELECT encode(sealed, 'escape') FROM place.movement_of_record");
            assertThat(rows).as("sealed once, in both tables").hasSize(2);
            assertThat(rows).noneMatch(r -> r.contains(id.toString()));
        }

        /// Everything a scan leaves, searched as whoever stole the whole database would.
        @Test
        void no_table_joins_a_person_a_gate_and_a_time() {
            Checkpoint.Resident someone = post.resident(2);
            Checkpoint.Phone phone = post.phone(someone);
            String shown = phone.shows(post.now());
            UUID id = credential(shown);
            assertThat(post.check(shown).status()).isEqualTo(200);
            assertThat(post.check(someone.card()).status()).isEqualTo(200);
            deliver(
                    UUID.randomUUID(),
                    List.of(count("go", 2)),
                    List.of(
                            Map.of(
                                    "scanId",
                                    UUID.randomUUID().toString(),
                                    "credentialId",
                                    id.toString(),
                                    "at",
                                    post.now().toString())));
            List<String> personTables = new ArrayList<>();
            List<String> gateTables = new ArrayList<>();
            for (String table :
                    post.strings(
                            """
                            SELECT format('%I.%I', n.nspname, c.relname)
                              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                             WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%'
                               AND n.nspname <> 'information_schema'
                            """)) {
                String rows =
                        String.join("\n", post.strings("SELECT t::text FROM " + table + " t"));
                boolean person =
                        rows.contains(someone.person().toString()) || rows.contains(id.toString());
                boolean gate = rows.contains(post.gate.toString());
                if (person) {
                    personTables.add(table);
                }
                if (gate) {
                    gateTables.add(table);
                }
                assertThat(person && gate).as(table + " holds a person and a gate").isFalse();
            }
            assertThat(personTables).contains("access.access_line", "credential.issued");
            assertThat(new TreeSet<>(gateTables))
                    .containsExactly("gate.device", "gate.gate", "gate.scan_count", "gate.shift");
        }

        @Test
        void what_is_no_batch_is_refused() {
            assertThat(deliver(UUID.randomUUID(), List.of(count("maybe", 1)), List.of()).code())
                    .isEqualTo("gate.batch_unreadable");
            assertThat(deliver(UUID.randomUUID(), List.of(count("go", 0)), List.of()).code())
                    .isEqualTo("gate.batch_unreadable");
        }
    }

    @Nested
    @DisplayName("A lost device is revoked centrally and forgets")
    class LostDevice {
        @Test
        void it_hears_so_after_its_keepers_session_ended_and_says_when_it_has_forgotten() {
            Browser keeper = post.staff("chot.mat", "Chốt số 1", Role.GATE_KEEPER, "56/568");
            post.assign(post.gate, "chot.mat");
            Browser.Answer enrolled = keeper.post("/api/gate/devices", Map.of("label", "Máy mất"));
            String id = enrolled.json().path("deviceId").asString();
            String key = enrolled.json().path("secret").asString();
            Instant lease = Instant.parse(enrolled.json().path("leaseUntil").asString());
            assertThat(Duration.between(post.now(), lease))
                    .isGreaterThanOrEqualTo(Duration.ofHours(24));
            assertThat(contact(id, key, false)).isEqualTo("ACTIVE");

            assertThat(
                            post.authority
                                    .post("/api/gates/devices/" + id + "/revoke", Map.of())
                                    .status())
                    .isEqualTo(204);
            assertThat(keeper.get("/api/session").json().path("kind").asString())
                    .isEqualTo("anonymous");
            assertThat(contact(id, key, false)).isEqualTo("REVOKED");
            assertThat(contact(id, key, true)).isEqualTo("REVOKED");
            String seen = post.authority.get("/api/gates/" + post.gate).text();
            assertThat(seen).contains("forgotAt", "Máy mất").doesNotContain(key);
            assertThat(contact(id, "guess", false)).isEqualTo("REVOKED");
        }

        private static String contact(String id, String key, boolean forgotten) {
            return post.server
                    .browser()
                    .post(
                            "/api/gate/devices/contact",
                            Map.of("deviceId", id, "secret", key, "forgotten", forgotten))
                    .json()
                    .path("standing")
                    .asString();
        }
    }

    @Nested
    @DisplayName("What worsened since issue is told to gates")
    class Filters {
        @Test
        void a_code_whose_holder_worsened_is_in_the_next_delta_and_in_no_earlier_one() {
            Worsened worsened = post.server.bean(Worsened.class);
            Checkpoint.Resident stays = post.resident(2);
            Checkpoint.Resident falls = post.resident(2);
            UUID good = credential(post.printed(stays).code());
            UUID bad = credential(post.printed(falls).code());
            post.clock().step(Duration.ofMinutes(16));
            worsened.make();
            Instant have = post.now();
            assertThat(anyFilter(Instant.EPOCH, bad)).isFalse();

            // Symptoms told at the desk: the pass turns yellow.
            Browser nurse = post.staff("tramyte.sot", "Trạm y tế", Role.HEALTH_WORKER, "56/568");
            assertThat(
                            nurse.post(
                                            "/api/desk/people/" + falls.person() + "/declarations",
                                            Map.of(
                                                    "symptoms",
                                                    List.of("fever"),
                                                    "contactWithCase",
                                                    true))
                                    .status())
                    .isEqualTo(204);
            post.server.bean(vn.pccovid.server.pass.Passes.class).catchUp();
            post.clock().step(Duration.ofMinutes(16));
            assertThat(worsened.make()).isPositive();
            assertThat(anyFilter(have.minus(Duration.ofMinutes(20)), bad)).isTrue();
            assertThat(anyFilter(Instant.EPOCH, bad)).isTrue();
            assertThat(anyFilter(Instant.EPOCH, good)).isFalse();
            assertThat(worsened.make()).as("made once").isZero();

            // Online the colour of now answers, whatever the code says.
            Browser.Answer answer = post.check(post.printed(falls).code());
            assertThat(answer.json().path("answer").asString()).isNotEqualTo("go");

            // The next midnight's full list still has it; a gate that was away needs that alone.
            post.clock().step(Duration.ofHours(24));
            worsened.make();
            assertThat(anyFilter(Instant.EPOCH, bad)).isTrue();
            var listed = post.keeper.get("/api/gate/filters").json();
            assertThat(listed.path(0).path("kind").asString()).isEqualTo("FULL");
        }

        /// Khánh Hòa calls red whoever has no dose; what is red stays red there, while the rest of
        /// the country had let the holder pass with restrictions until the test was positive.
        @Test
        void a_code_whose_colour_worsened_by_the_floor_alone_is_in_it_too() {
            Worsened worsened = post.server.bean(Worsened.class);
            Checkpoint.Resident falls = post.resident(0);
            UUID bad = credential(post.printed(falls).code());
            assertThat(pass(falls)).containsExactly("RED YELLOW");
            post.clock().step(Duration.ofMinutes(16));
            worsened.make();

            post.positive(falls);
            assertThat(pass(falls)).containsExactly("RED RED");
            post.clock().step(Duration.ofMinutes(16));
            worsened.make();
            assertThat(anyFilter(Instant.EPOCH, bad)).isTrue();
        }

        private static List<String> pass(Checkpoint.Resident resident) {
            return post.strings(
                    "SELECT colour || ' ' || floor_colour FROM pass.pass WHERE person_id = '"
                            + resident.person()
                            + "'");
        }

        private static boolean anyFilter(Instant have, UUID credential) {
            byte[] id =
                    ByteBuffer.allocate(16)
                            .putLong(credential.getMostSignificantBits())
                            .putLong(credential.getLeastSignificantBits())
                            .array();
            Worsened worsened = post.server.bean(Worsened.class);
            Credentials credentials = post.server.bean(Credentials.class);
            return worsened.since(have).stream()
                    .map(l -> worsened.filter(l.kind(), l.until()).orElseThrow())
                    .map(b -> WorsenedFilter.open(b, credentials::trustedKey).orElseThrow())
                    .anyMatch(f -> f.mayContain(id));
        }

        @Test
        void filters_are_for_gate_accounts_only() {
            assertThat(post.authority.get("/api/gate/filters").code()).isEqualTo("access.refused");
        }
    }
}
