package vn.pccovid.server.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.credential.LaboratoryClaims;
import vn.pccovid.lib.credential.LaboratoryStatements;
import vn.pccovid.lib.credential.Signatures;
import vn.pccovid.lib.proximity.Seen;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.custody.Admission;
import vn.pccovid.server.custody.CaseRefusal;
import vn.pccovid.server.custody.CaseRequest;
import vn.pccovid.server.custody.Cases;
import vn.pccovid.server.custody.LaboratoryKeys;
import vn.pccovid.server.custody.OpeningSeen;
import vn.pccovid.server.custody.Window;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.laboratory.Laboratories;
import vn.pccovid.server.laboratory.Sample;
import vn.pccovid.server.person.Invented;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.RecordOutcome;
import vn.pccovid.server.proximity.BluetoothIds;
import vn.pccovid.server.proximity.CaseEncounters;
import vn.pccovid.server.proximity.EncounterRequest;
import vn.pccovid.server.proximity.Encounters;

@NullUnmarked
@DisplayName("Movements open for a proven case, for nobody else and no further")
class MovementsTest {
    private static final Instant NOW = Instant.parse("2021-10-10T05:00:00Z");

    /// Sunday noon in Viet Nam, two days before.
    private static final Instant NOON = Instant.parse("2021-10-08T05:00:00Z");

    private static final Window WINDOW =
            new Window(NOON.minus(Duration.ofDays(3)), NOON.plus(Duration.ofDays(1)));

    private static RunningServer server;
    private static Places places;
    private static Movements movements;
    private static Cases cases;
    private static KeyPair laboratory;
    private static String keyId;
    private static int next = 700_000;

    static class OctoberClock {
        @Bean
        @Primary
        Clock october() {
            return Clock.fixed(NOW, ZoneOffset.UTC);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        server = new RunningServer(Map.of("pccovid.custody.shown-after", "0s"), OctoberClock.class);
        places = server.bean(Places.class);
        movements = server.bean(Movements.class);
        cases = server.bean(Cases.class);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        laboratory = generator.generateKeyPair();
        LaboratoryKeys keys = server.bean(LaboratoryKeys.class);
        keyId =
                as(
                        "operator1",
                        "Bộ Y tế",
                        () ->
                                keys.propose(
                                        "PXN tỉnh",
                                        laboratory.getPublic().getEncoded(),
                                        NOW.minus(Duration.ofDays(100)),
                                        NOW.plus(Duration.ofDays(100))));
        assertThat(as("operator1", "Bộ Y tế", () -> keys.confirm(keyId)))
                .as("nobody confirms their own proposal")
                .isFalse();
        assertThat(keys.find(keyId)).isEmpty();
        assertThat(as("operator2", "Bộ Y tế", () -> keys.confirm(keyId))).isTrue();
        work(() ->
                places.register(
                        List.of(
                                new Venue(
                                        "cafe",
                                        "Quán",
                                        "56/575/22738",
                                        "1 Đường A",
                                        "chủ",
                                        "",
                                        "Quán cà phê"))));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static <T> T as(String officer, String office, Callable<T> body) {
        return Scopes.call(
                new Scope(
                        officer,
                        office,
                        "TRACER",
                        Purpose.TRACING,
                        Category.MOVEMENT,
                        List.of("*"),
                        List.of(),
                        DatabaseRole.APPLICATION),
                () -> {
                    try {
                        return body.call();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private static <T> T work(Callable<T> body) {
        TransactionTemplate transaction =
                new TransactionTemplate(server.bean(PlatformTransactionManager.class));
        return Scopes.call(
                Scope.worker(Purpose.IMPORT),
                () ->
                        transaction.execute(status -> {
                            try {
                                return body.call();
                            } catch (RuntimeException e) {
                                throw e;
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        }));
    }

    private static UUID someone() {
        int n = next++;
        return linked(n).recordId();
    }

    private static RecordOutcome linked(int n) {
        return work(() ->
                server.bean(People.class)
                        .link(
                                List.of(
                                        Invented.record(
                                                "qr-checkin", "visitor-" + n, Invented.person(n))))
                        .getFirst());
    }

    private static void visits(Visit... visits) {
        assertThat(work(() -> places.visits(List.of(visits)))).containsOnly(Kept.NEW);
    }

    private static Visit came(UUID who, String venue, Instant at) {
        return new Visit(UUID.randomUUID().toString(), venue, who, at, false);
    }

    private static Visit left(UUID who, String venue, Instant at) {
        return new Visit(UUID.randomUUID().toString(), venue, who, at, true);
    }

    private static Instant noonPlus(int minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }

    private static byte[] statement(String tube, String finding, UUID... records) {
        return statement(tube, tube, finding, laboratory, records);
    }

    private static byte[] statement(
            String result, String tube, String finding, KeyPair by, UUID... records) {
        return LaboratoryStatements.sign(
                Signatures.platform(),
                new LaboratoryClaims(
                        "PXN tỉnh",
                        result,
                        tube,
                        LaboratoryStatements.binding(tube, List.of(records)),
                        "PCR",
                        finding,
                        OptionalDouble.of(22.5),
                        NOON.plus(Duration.ofHours(20))),
                keyId,
                by.getPrivate());
    }

    private static Admission admit(UUID caseId, UUID record, Window window, byte[] statement) {
        return as(
                "tracer1",
                "CDC tỉnh",
                () ->
                        cases.admit(List.of(new CaseRequest(caseId, record, window, statement)))
                                .getFirst());
    }

    private static UUID proven(UUID record) {
        UUID caseId = UUID.randomUUID();
        Admission admission =
                admit(caseId, record, WINDOW, statement("tube-" + caseId, "POSITIVE", record));
        assertThat(admission).isInstanceOf(Admission.Admitted.class);
        return caseId;
    }

    private static FirstHop hop(UUID caseId, Window window) {
        return as(
                "tracer1",
                "CDC tỉnh",
                () ->
                        movements
                                .firstHop(
                                        List.of(
                                                new HopRequest(
                                                        caseId, window, Duration.ofHours(1))))
                                .getFirst());
    }

    @Nested
    @DisplayName("What a case sees")
    class First {
        @Test
        void everybody_who_was_there_with_overlap_and_after_stay() {
            UUID ill = someone();
            UUID beside = someone();
            UUID before = someone();
            UUID after = someone();
            UUID late = someone();
            UUID elsewhere = someone();
            visits(
                    came(ill, "cafe", noonPlus(0)),
                    left(ill, "cafe", noonPlus(40)),
                    came(beside, "cafe", noonPlus(-20)),
                    left(beside, "cafe", noonPlus(25)),
                    came(before, "cafe", noonPlus(-90)),
                    left(before, "cafe", noonPlus(-1)),
                    came(after, "cafe", noonPlus(70)),
                    came(late, "cafe", noonPlus(101)),
                    came(elsewhere, "market", noonPlus(5)));
            FirstHop found = hop(proven(ill), WINDOW);

            assertThat(found.refused()).isEmpty();
            assertThat(found.stays())
                    .singleElement()
                    .satisfies(stay -> {
                        assertThat(stay.from()).isEqualTo(noonPlus(0));
                        assertThat(stay.to()).isEqualTo(noonPlus(40));
                        assertThat(stay.exitInferred()).isFalse();
                        assertThat(stay.place().venueKind()).isEqualTo("Quán cà phê");
                        assertThat(stay.place().area()).isEqualTo("56/575/22738");
                    });
            assertThat(found.present())
                    .extracting(p -> p.ofContact().who().id(), CoPresence::overlap, CoPresence::gap)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple(
                                    beside, Duration.ofMinutes(25), Duration.ZERO),
                            org.assertj.core.groups.Tuple.tuple(
                                    after, Duration.ZERO, Duration.ofMinutes(30)));
        }

        @Test
        void an_entry_without_exit_takes_as_long_as_such_a_venue_usually_does() {
            UUID ill = someone();
            UUID there = someone();
            visits(
                    came(ill, "cafe", noonPlus(300)),
                    came(there, "cafe", noonPlus(299 - 59)),
                    came(someone(), "cafe", noonPlus(299 - 61)));
            FirstHop found = hop(proven(ill), WINDOW);
            assertThat(found.stays().getFirst().exitInferred()).isTrue();
            assertThat(found.stays().getFirst().to()).isEqualTo(noonPlus(360));
            assertThat(found.present())
                    .extracting(p -> p.ofContact().who().id())
                    .containsExactly(there);
        }

        @Test
        void many_visits_on_one_day_are_all_found_and_a_corrected_one_counts_once() {
            UUID ill = someone();
            List<Visit> all = new ArrayList<>();
            for (int i = 0; i < 23; i++) {
                all.add(new Visit("many-" + ill + i, "venue-" + i, ill, noonPlus(i * 20), false));
            }
            for (Visit one : all) {
                visits(one); // One transaction each, as people arrive.
            }
            assertThat(work(() -> places.visits(all))).containsOnly(Kept.REPEATED);
            Visit moved = new Visit("many-" + ill + 5, "venue-moved", ill, noonPlus(101), false);
            assertThat(work(() -> places.visits(List.of(moved)))).containsExactly(Kept.CORRECTED);
            visits(came(ill, "venue-last", noonPlus(500)));

            assertThat(hop(proven(ill), WINDOW).stays())
                    .extracting(s -> s.place().id())
                    .hasSize(24)
                    .contains("venue-moved", "venue-last", "venue-22")
                    .doesNotContain("venue-5");
        }

        @Test
        void fellow_passengers_by_vehicle_and_time() {
            UUID ill = someone();
            UUID fellow = someone();
            UUID nextDay = someone();
            work(() ->
                    places.trips(
                            List.of(
                                    trip(ill, "79B-012.34", "5A", noonPlus(0)),
                                    trip(fellow, "79b 01234", "5B", noonPlus(10)),
                                    trip(nextDay, "79B01234", "5A", noonPlus(60 * 20)),
                                    trip(someone(), "", "", noonPlus(0)),
                                    trip(someone(), "51F-999.99", "5B", noonPlus(0)))));
            FirstHop found = hop(proven(ill), WINDOW);
            assertThat(found.rides())
                    .singleElement()
                    .satisfies(r -> assertThat(r.seat()).isEqualTo("5A"));
            assertThat(found.fellows())
                    .singleElement()
                    .satisfies(f -> {
                        assertThat(f.ofContact().who().id()).isEqualTo(fellow);
                        assertThat(f.ofContact().seat()).isEqualTo("5B");
                    });
        }

        private static Trip trip(UUID who, String plate, String seat, Instant at) {
            return new Trip(
                    UUID.randomUUID().toString(),
                    who,
                    "56/575/22738",
                    "bến A",
                    "79/768/27001",
                    "bến B",
                    "Xe khách",
                    plate,
                    seat,
                    at,
                    at.plus(Duration.ofHours(4)),
                    "về quê");
        }

        @Test
        void the_second_hop_goes_through_contacts_of_the_case_only() {
            UUID ill = someone();
            UUID contact = someone();
            UUID contactOfContact = someone();
            UUID stranger = someone();
            visits(
                    came(ill, "second-a", noonPlus(0)),
                    came(contact, "second-a", noonPlus(5)),
                    came(contact, "second-b", noonPlus(400)),
                    came(contactOfContact, "second-b", noonPlus(410)),
                    came(stranger, "second-b", noonPlus(-2_000)));
            UUID caseId = proven(ill);
            hop(caseId, WINDOW);
            Window later = new Window(noonPlus(300), noonPlus(600));
            SecondHop found = second(caseId, contact, later);
            assertThat(found.refused()).isEmpty();
            assertThat(found.present().get(contact))
                    .extracting(p -> p.ofContact().who().id())
                    .containsExactly(contactOfContact);

            assertThat(second(caseId, stranger, later).refused())
                    .contains(CaseRefusal.NOT_A_CONTACT);
            assertThat(second(caseId, contactOfContact, later).refused())
                    .as("a third hop would be needed")
                    .contains(CaseRefusal.NOT_A_CONTACT);
            assertThat(
                            second(caseId, contact, new Window(noonPlus(0), noonPlus(100_000)))
                                    .refused())
                    .contains(CaseRefusal.WINDOW_OUTSIDE);
            assertThat(as("tracer1", "CDC tỉnh", () -> cases.name(caseId, List.of(stranger))))
                    .isEmpty();
            assertThat(second(caseId, stranger, later).refused()).isEmpty();
        }

        private static SecondHop second(UUID caseId, UUID via, Window window) {
            return as(
                    "tracer1",
                    "CDC tỉnh",
                    () ->
                            movements
                                    .secondHop(
                                            List.of(
                                                    new SecondHopRequest(
                                                            caseId,
                                                            List.of(
                                                                    new SecondHopRequest.Via(
                                                                            via, window)),
                                                            Duration.ZERO)))
                                    .getFirst());
        }

        @Test
        void a_batch_answers_as_one_by_one() {
            List<UUID> all = new ArrayList<>();
            List<Visit> told = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                UUID who = someone();
                all.add(who);
                told.add(came(who, "batch-" + i / 2, noonPlus(i)));
                told.add(came(who, "batch-x", noonPlus(200 + i)));
            }
            visits(told.toArray(Visit[]::new));
            List<UUID> ids = all.stream().map(MovementsTest::proven).toList();
            List<FirstHop> batch =
                    as(
                            "tracer1",
                            "CDC tỉnh",
                            () ->
                                    movements.firstHop(
                                            ids.stream()
                                                    .map(id ->
                                                            new HopRequest(
                                                                    id,
                                                                    WINDOW,
                                                                    Duration.ofHours(1)))
                                                    .toList()));
            for (int i = 0; i < ids.size(); i++) {
                assertThat(batch.get(i).present())
                        .hasSize(6)
                        .containsExactlyInAnyOrderElementsOf(hop(ids.get(i), WINDOW).present());
            }
        }
    }

    @Nested
    @DisplayName("What opens nothing")
    class Refused {
        private final UUID victim = someone();

        private CaseRefusal refusal(Admission admission) {
            return ((Admission.Refused) admission).reason();
        }

        @Test
        @DisplayName("the invented infection: a health office is asked to fake a case")
        void an_invented_infection_fails() throws Exception {
            UUID other = someone();
            UUID id = UUID.randomUUID();
            assertThat(refusal(admit(id, victim, WINDOW, new byte[0])))
                    .as("a result typed by somebody")
                    .isEqualTo(CaseRefusal.NO_SIGNATURE);
            assertThat(refusal(admit(id, victim, WINDOW, statement("t1", "POSITIVE", other))))
                    .as("another person's result")
                    .isEqualTo(CaseRefusal.OTHER_RECORD);
            assertThat(
                            refusal(
                                    admit(
                                            id,
                                            victim,
                                            WINDOW,
                                            statement("t2", "POSITIVE", other, victim))))
                    .as("a pool")
                    .isEqualTo(CaseRefusal.OTHER_RECORD);
            assertThat(refusal(admit(id, victim, WINDOW, statement("t3", "NEGATIVE", victim))))
                    .isEqualTo(CaseRefusal.NOT_POSITIVE);
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair own = generator.generateKeyPair();
            assertThat(
                            refusal(
                                    admit(
                                            id,
                                            victim,
                                            WINDOW,
                                            statement("t4", "t4", "POSITIVE", own, victim))))
                    .as("signed with a key of one's own")
                    .isEqualTo(CaseRefusal.BAD_SIGNATURE);
            byte[] changed = statement("t5", "POSITIVE", victim);
            changed[changed.length - 1] ^= 1;
            assertThat(refusal(admit(id, victim, WINDOW, changed)))
                    .isEqualTo(CaseRefusal.BAD_SIGNATURE);
            assertThat(hop(id, WINDOW).refused()).contains(CaseRefusal.UNKNOWN_CASE);
            assertThat(
                            JdbcClient.create(server.database().custody().dataSource())
                                    .sql(
                                            "SELECT DISTINCT officer FROM custody.refusal WHERE case_id = ?")
                                    .param(id)
                                    .query(String.class)
                                    .list())
                    .as("what was tried stands there")
                    .containsExactly("tracer1");
        }

        @Test
        @DisplayName("a key that somebody wrote into the table lets nobody in")
        void a_laboratory_by_sql_is_none() throws Exception {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair own = generator.generateKeyPair();
            LaboratoryKeys keys = server.bean(LaboratoryKeys.class);
            String proposed =
                    as(
                            "mallory",
                            "x",
                            () ->
                                    keys.propose(
                                            "PXN tỉnh",
                                            own.getPublic().getEncoded(),
                                            NOW.minus(Duration.ofDays(9)),
                                            NOW.plus(Duration.ofDays(9))));
            JdbcClient.create(server.database().custody().dataSource())
                    .sql("UPDATE custody.laboratory_key SET confirmed_by = 'x' WHERE key_id = ?")
                    .param(proposed)
                    .update();
            assertThat(keys.find(proposed)).isEmpty();
        }

        @Test
        void a_result_proves_one_case() {
            byte[] statement = statement("one", "POSITIVE", victim);
            UUID first = UUID.randomUUID();
            assertThat(admit(first, victim, WINDOW, statement))
                    .isInstanceOf(Admission.Admitted.class);
            assertThat(admit(first, victim, WINDOW, statement))
                    .as("asked again")
                    .isInstanceOf(Admission.Admitted.class);
            assertThat(refusal(admit(UUID.randomUUID(), victim, WINDOW, statement)))
                    .isEqualTo(CaseRefusal.ALREADY_A_CASE);
        }

        @Test
        void beyond_the_window_nothing_opens() {
            UUID caseId = proven(victim);
            assertThat(
                            hop(caseId, new Window(WINDOW.from().minusSeconds(1), WINDOW.to()))
                                    .refused())
                    .contains(CaseRefusal.WINDOW_OUTSIDE);
            Instant result = NOON.plus(Duration.ofHours(20));
            byte[] statement = statement("w", "POSITIVE", victim);
            assertThat(
                            refusal(
                                    admit(
                                            UUID.randomUUID(),
                                            victim,
                                            new Window(
                                                    result.minus(Duration.ofDays(21))
                                                            .minusSeconds(1),
                                                    result),
                                            statement)))
                    .isEqualTo(CaseRefusal.WINDOW_OUTSIDE);
            assertThat(
                            refusal(
                                    admit(
                                            UUID.randomUUID(),
                                            victim,
                                            new Window(
                                                    result.minus(Duration.ofDays(20)),
                                                    result.plus(Duration.ofDays(9))),
                                            statement)))
                    .isEqualTo(CaseRefusal.WINDOW_TOO_LONG);
        }

        @Test
        void a_retracted_case_is_closed_and_stays_so() {
            UUID caseId = proven(victim);
            assertThat(hop(caseId, WINDOW).refused()).isEmpty();
            assertThat(as("tracer1", "CDC tỉnh", () -> cases.close(caseId, "nhầm mẫu"))).isTrue();
            assertThat(as("tracer1", "CDC tỉnh", () -> cases.close(caseId, "nhầm mẫu"))).isFalse();
            assertThat(hop(caseId, WINDOW).refused()).contains(CaseRefusal.CLOSED);
            assertThat(
                            refusal(
                                    admit(
                                            caseId,
                                            victim,
                                            WINDOW,
                                            statement("tube-" + caseId, "POSITIVE", victim))))
                    .isEqualTo(CaseRefusal.CLOSED);
        }

        @Test
        void two_officers_are_two_and_of_two_offices() {
            UUID caseId = UUID.randomUUID();
            UUID proposal =
                    as(
                            "tracer1",
                            "CDC tỉnh",
                            () ->
                                    cases.propose(
                                            caseId, victim, WINDOW, "kết quả giấy của bệnh viện"));
            assertThat(refusal(as("tracer1", "Sở Y tế", () -> cases.confirm(proposal))))
                    .isEqualTo(CaseRefusal.SAME_OFFICER);
            assertThat(refusal(as("tracer2", "CDC tỉnh", () -> cases.confirm(proposal))))
                    .isEqualTo(CaseRefusal.SAME_OFFICE);
            assertThat(hop(caseId, WINDOW).refused()).contains(CaseRefusal.UNKNOWN_CASE);
            assertThat(as("supervisor1", "Sở Y tế", () -> cases.confirm(proposal)))
                    .isInstanceOfSatisfying(
                            Admission.Admitted.class,
                            a -> assertThat(a.openCase().basis()).isEqualTo("officers"));
            assertThat(hop(caseId, WINDOW).refused()).isEmpty();
        }

        @Test
        void inside_a_transaction_nothing_opens() {
            assertThatThrownBy(() -> work(() -> cases.close(UUID.randomUUID(), "x")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("outside");
        }
    }

    @Test
    @DisplayName("a record that is nobody's above the burden threshold opens nothing")
    void a_waiting_record_opens_nothing() {
        UUID record = UUID.randomUUID();
        UUID caseId = UUID.randomUUID();
        assertThat(admit(caseId, record, WINDOW, statement("nobody", "POSITIVE", record)))
                .isEqualTo(new Admission.Refused(caseId, CaseRefusal.NOT_LINKED));
    }

    @Test
    @DisplayName("the people an opening concerned see it, without whose case it was")
    void openings_are_visible_to_the_people_concerned() {
        UUID ill = someone();
        UUID beside = someone();
        UUID bystander = someone();
        visits(
                came(ill, "seen", noonPlus(0)),
                came(beside, "seen", noonPlus(5)),
                came(bystander, "seen", noonPlus(-3_000)));
        hop(proven(ill), WINDOW);
        assertThat(cases.concerning(List.of(ill))).extracting(OpeningSeen::hop).containsExactly(0);
        assertThat(cases.concerning(List.of(beside)))
                .singleElement()
                .satisfies(seen -> {
                    assertThat(seen.hop()).isEqualTo(1);
                    assertThat(seen.day()).isEqualTo(vn.pccovid.server.custody.Custody.day(NOON));
                    assertThat(seen.office()).isEqualTo("CDC tỉnh");
                    assertThat(seen.basis()).isEqualTo("laboratory");
                });
        assertThat(cases.concerning(List.of(bystander))).isEmpty();
    }

    @Test
    @DisplayName("the laboratory's own way: order, binding, signature, fact, case")
    void a_signed_result_comes_from_the_tube_to_the_case() {
        UUID ill = someone();
        Laboratories door = server.bean(Laboratories.class);
        work(() ->
                door.samples(
                        List.of(
                                new Sample(
                                        "S-" + ill,
                                        ill,
                                        "TUBE-" + ill,
                                        false,
                                        NOON,
                                        "trạm",
                                        "56/575/22738"))));
        byte[] binding = work(() -> door.binding("TUBE-" + ill)).orElseThrow();
        assertThat(binding).isEqualTo(LaboratoryStatements.binding("TUBE-" + ill, List.of(ill)));
        byte[] statement = statement("TUBE-" + ill, "POSITIVE", ill);
        byte[] forged = statement.clone();
        forged[forged.length - 2] ^= 4;
        assertThat(work(() -> door.signedResults(List.of(forged, statement))))
                .extracting(r -> r.outcome().isPresent())
                .containsExactly(false, true);
        Fact fact =
                work(() -> server.bean(Facts.class).toldBy(List.of(ill))).stream()
                        .filter(f -> f.kind().equals("test_result"))
                        .findFirst()
                        .orElseThrow();
        assertThat(fact.details())
                .containsEntry("result", "positive")
                .containsEntry("signed", true);
        byte[] kept = work(() -> door.signedResultsOf(ill)).getFirst().statement();
        assertThat(kept).isEqualTo(statement);
        assertThat(work(() -> door.signedPositive(ill, fact.at()))).contains(statement);
        assertThat(work(() -> door.signedPositive(ill, fact.at().plusSeconds(1)))).isEmpty();
        assertThat(admit(UUID.randomUUID(), ill, WINDOW, kept))
                .isInstanceOf(Admission.Admitted.class);
    }

    /// Everything of both tables in the order it lies there, as a dump or a stolen disk shows it.
    private record Dumped(String table, String token, int bytes, long transaction, String sealed) {}

    private static List<Dumped> dump() {
        List<Dumped> rows = new ArrayList<>();
        for (String[] table :
                new String[][] {
                    {"visit_at_place", "place_token"}, {"movement_of_record", "movement_token"}
                }) {
            rows.addAll(
                    JdbcClient.create(
                                    vn.pccovid.postgres.testing.TestDatabases.server()
                                            .superuser(server.database().name())
                                            .dataSource())
                            .sql(
                                    """
                                    SELECT '%1$s', encode(%2$s, 'hex'), length(sealed), xmin::text::bigint, encode(sealed, 'hex')
                                      FROM place.%1$s ORDER BY tableoid, ctid
                                    """
                                            .formatted(table[0], table[1]))
                            .query((row, n) ->
                                    new Dumped(
                                            row.getString(1),
                                            row.getString(2),
                                            row.getInt(3),
                                            row.getLong(4),
                                            row.getString(5)))
                            .list());
        }
        return rows;
    }

    @Nested
    @DisplayName("A copy of the database and the application's role")
    class Stolen {
        private static final int TRIALS = 64;

        /// The attacker knows five visits of somebody, sees by the transaction which two rows each
        /// of them is, and knows from own visits which rows lie under the two places where the
        /// sixth may have been. Two people came to them at the same minute: which row is whose?
        @Test
        @DisplayName("who knows five visits of somebody does no better than chance about the sixth")
        void five_known_visits_tell_nothing_about_the_sixth() {
            java.util.Random random = new java.util.Random(5);
            int right = 0;
            int rightBefore = 0;
            for (int trial = 0; trial < TRIALS; trial++) {
                UUID victim = UUID.randomUUID();
                UUID other = UUID.randomUUID();
                List<Dumped> known = new ArrayList<>();
                long mark = last();
                for (int i = 0; i < 5; i++) {
                    visits(came(victim, "known-" + trial + "-" + i, noonPlus(i * 50)));
                    visits(came(other, "cover-" + trial + "-" + i, noonPlus(i * 50)));
                }
                List<Dumped> five = since(mark);
                for (int i = 0; i < five.size(); i += 2) {
                    known.add(five.get(i));
                }
                boolean first = random.nextBoolean();
                mark = last();
                visits(came(first ? victim : other, "sixth-x-" + trial, noonPlus(300)));
                visits(came(first ? other : victim, "sixth-y-" + trial, noonPlus(300)));
                List<Dumped> two = since(mark);
                if ((nearer(two.get(0), two.get(1), known) == 0) == first) {
                    right++;
                }
                // The same attack where a record has one token a day, as it was before.
                String token = "of one day " + victim;
                List<Dumped> linked =
                        known.stream().map(k -> new Dumped("", token, 0, 0, k.sealed())).toList();
                Dumped own = new Dumped("", token, 0, 0, two.get(0).sealed());
                if ((nearer(first ? own : two.get(0), first ? two.get(1) : own, linked) == 0)
                        == first) {
                    rightBefore++;
                }
            }
            assertThat(rightBefore).as("the attack itself works").isEqualTo(TRIALS);
            // 32 expected, standard deviation 4.
            assertThat(right).as("right of " + TRIALS).isBetween(20, 44);
        }

        private static long last() {
            return dump().stream().mapToLong(Dumped::transaction).max().orElse(0);
        }

        /// Rows under records written since, in the order of their transactions.
        private static List<Dumped> since(long mark) {
            return dump().stream()
                    .filter(d -> d.transaction() > mark && d.table().equals("movement_of_record"))
                    .sorted(java.util.Comparator.comparingLong(Dumped::transaction))
                    .toList();
        }

        /// Which of two rows is more like the known ones: by equal tokens, sizes, and bytes.
        private static int nearer(Dumped one, Dumped two, List<Dumped> known) {
            return Double.compare(likeness(two, known), likeness(one, known)) <= 0 ? 0 : 1;
        }

        private static double likeness(Dumped row, List<Dumped> known) {
            double likeness = 0;
            for (Dumped one : known) {
                likeness += row.token().equals(one.token()) ? 1_000 : 0;
                likeness += row.bytes() == one.bytes() ? 1 : 0;
                int same = 0;
                for (int i = 0; i < Math.min(row.sealed().length(), one.sealed().length()); i++) {
                    same += row.sealed().charAt(i) == one.sealed().charAt(i) ? 1 : 0;
                }
                likeness += same / 1_000.0;
            }
            return likeness;
        }

        @Test
        @DisplayName("no value stands in both tables, none twice under records, all rows of a size")
        void no_value_joins() {
            visits(came(someone(), "join-a", noonPlus(1)), came(someone(), "join-b", noonPlus(2)));
            List<Dumped> all = dump();
            List<String> ofRecords =
                    all.stream()
                            .filter(d -> d.table().equals("movement_of_record"))
                            .map(Dumped::token)
                            .toList();
            assertThat(ofRecords).doesNotHaveDuplicates();
            assertThat(
                            all.stream()
                                    .filter(d -> d.table().equals("visit_at_place"))
                                    .map(Dumped::token))
                    .doesNotContainAnyElementsOf(ofRecords);
            assertThat(all.stream().map(Dumped::sealed)).doesNotHaveDuplicates();
            assertThat(
                            all.stream()
                                    .filter(d -> d.table().equals("visit_at_place"))
                                    .map(Dumped::bytes)
                                    .distinct())
                    .as("visits of one size")
                    .hasSize(1);
        }

        @Test
        @DisplayName("after destruction nothing opens, also not from a backup of the database")
        void a_backup_brings_nothing_back() {
            UUID ill = someone();
            UUID beside = someone();
            Instant then = NOON.minus(Duration.ofDays(2));
            java.time.LocalDate day = vn.pccovid.server.custody.Custody.day(then);
            visits(
                    came(ill, "gone", then),
                    came(beside, "gone", then.plusSeconds(60)),
                    came(ill, "stays", noonPlus(0)));
            UUID caseId = proven(ill);
            assertThat(hop(caseId, WINDOW).present()).isNotEmpty();
            JdbcClient thief =
                    JdbcClient.create(
                            vn.pccovid.postgres.testing.TestDatabases.server()
                                    .superuser(server.database().name())
                                    .dataSource());
            thief.sql("CREATE TABLE public.backup_v AS SELECT * FROM place.visit_at_place")
                    .update();
            thief.sql("CREATE TABLE public.backup_m AS SELECT * FROM place.movement_of_record")
                    .update();

            vn.pccovid.server.custody.Custody custody =
                    server.bean(vn.pccovid.server.custody.Custody.class);
            assertThat(
                            custody.destroy(
                                    vn.pccovid.server.custody.MovementClass.VISITS, day, "order 1"))
                    .isPresent();

            assertThat(hop(caseId, WINDOW).stays())
                    .extracting(s -> s.place().id())
                    .containsExactly("stays");
            assertThat(
                            thief.sql("SELECT count(*) FROM place.visit_at_place WHERE day = ?")
                                    .param(java.sql.Date.valueOf(day))
                                    .query(Integer.class)
                                    .single())
                    .isZero();
            thief.sql("SELECT place.make_day(?)")
                    .param(java.sql.Date.valueOf(day))
                    .query(Boolean.class)
                    .single();
            thief.sql(
                            "INSERT INTO place.visit_at_place SELECT * FROM public.backup_v WHERE day = ?")
                    .param(java.sql.Date.valueOf(day))
                    .update();
            thief.sql(
                            "INSERT INTO place.movement_of_record SELECT * FROM public.backup_m WHERE day = ?")
                    .param(java.sql.Date.valueOf(day))
                    .update();
            assertThat(hop(caseId, WINDOW).stays())
                    .as("restored rows open to nobody")
                    .extracting(s -> s.place().id())
                    .containsExactly("stays");
            assertThat(work(() -> places.visits(List.of(came(ill, "gone", then)))))
                    .containsExactly(Kept.TOO_OLD);
            custody.destroyExpired();
            assertThat(
                            thief.sql("SELECT count(*) FROM place.visit_at_place WHERE day = ?")
                                    .param(java.sql.Date.valueOf(day))
                                    .query(Integer.class)
                                    .single())
                    .as("and are dropped again")
                    .isZero();
        }
    }

    @Nested
    @DisplayName("Check-ins with a visit token and a poster")
    class Scanned {
        private final Venues venues = server.bean(Venues.class);
        private final VisitTokens tokens = server.bean(VisitTokens.class);
        private final CheckIns checkIns = server.bean(CheckIns.class);

        private CheckIns.Fate scan(String id, String token, String poster, Instant at) {
            return checkIns.keep(List.of(new CheckIns.Scan(id, token, poster, at))).getFirst();
        }

        @Test
        void a_scan_is_kept_once_and_found_for_the_case() {
            UUID ill = someone();
            UUID beside = someone();
            String enter = venues.code("cafe", false);
            String leave = venues.code("cafe", true);
            Instant at = NOW.minus(Duration.ofMinutes(200));
            assertThat(scan("device-001", tokens.issue(ill), enter, NOW))
                    .isEqualTo(CheckIns.Fate.KEPT);
            assertThat(scan("device-001", tokens.issue(ill), enter, NOW))
                    .isEqualTo(CheckIns.Fate.REPEATED);
            assertThat(scan("device-002", tokens.issue(beside), enter, NOW.minusSeconds(60)))
                    .isEqualTo(CheckIns.Fate.KEPT);
            assertThat(scan("device-003", tokens.issue(ill), leave, NOW.plusSeconds(300)))
                    .isEqualTo(CheckIns.Fate.KEPT);
            assertThat(scan("device-004", tokens.issue(ill), enter, at))
                    .as("before the token was issued")
                    .isEqualTo(CheckIns.Fate.TOKEN_REFUSED);
            Window window = new Window(NOW.minus(Duration.ofDays(2)), NOW.plus(Duration.ofDays(1)));
            UUID caseId = UUID.randomUUID();
            admit(caseId, ill, window, statement("scan-" + caseId, "POSITIVE", ill));
            FirstHop found = hop(caseId, window);
            assertThat(found.stays())
                    .singleElement()
                    .satisfies(s -> {
                        assertThat(s.from()).isEqualTo(NOW);
                        assertThat(s.to()).isEqualTo(NOW.plusSeconds(300));
                        assertThat(s.exitInferred()).isFalse();
                    });
            assertThat(found.present())
                    .extracting(p -> p.ofContact().who().id())
                    .containsExactly(beside);
        }

        @Test
        void what_is_not_ours_is_refused() {
            String token = tokens.issue(someone());
            String poster = venues.code("cafe", false);
            assertThat(scan("device-101", token, poster.replace("cafe", "bank"), NOW))
                    .isEqualTo(CheckIns.Fate.POSTER_REFUSED);
            assertThat(scan("device-102", token, poster.replace(":E:", ":L:"), NOW))
                    .isEqualTo(CheckIns.Fate.POSTER_REFUSED);
            char[] changed = token.toCharArray();
            changed[60] = changed[60] == 'A' ? 'B' : 'A';
            assertThat(scan("device-103", new String(changed), poster, NOW))
                    .isEqualTo(CheckIns.Fate.TOKEN_REFUSED);
            assertThat(scan("device-104", "PCT1:", poster, NOW))
                    .isEqualTo(CheckIns.Fate.TOKEN_REFUSED);
            assertThat(scan("device-105", token, poster, NOW.plus(Duration.ofHours(1))))
                    .isEqualTo(CheckIns.Fate.TIME_REFUSED);
            assertThat(scan("device-106", token, poster, NOW.minus(Duration.ofHours(50))))
                    .isEqualTo(CheckIns.Fate.TIME_REFUSED);
        }

        @Test
        void many_devices_at_once_lose_nothing() throws Exception {
            String poster = venues.code("cafe", false);
            String token = tokens.issue(someone());
            List<java.util.concurrent.Future<List<CheckIns.Fate>>> all = new ArrayList<>();
            try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
                for (int d = 0; d < 40; d++) {
                    int device = d;
                    all.add(
                            threads.submit(() ->
                                    checkIns.keep(
                                            java.util.stream.IntStream.range(0, 25)
                                                    .mapToObj(i ->
                                                            new CheckIns.Scan(
                                                                    "many-" + device + "-" + i,
                                                                    token,
                                                                    poster,
                                                                    NOW))
                                                    .toList())));
                }
            }
            for (var one : all) {
                assertThat(one.get()).hasSize(25).containsOnly(CheckIns.Fate.KEPT);
            }
        }

        @Test
        void a_keeper_registers_places_and_prints_posters() throws Exception {
            var shop =
                    new Venues.NewVenue(
                            "Tạp hóa Hoa",
                            "Tạp hóa",
                            "56/575/22738",
                            "12 Đường Số 3",
                            "",
                            "0900000000");
            Venues.Own own =
                    ((Venues.Registration.Registered) venues.register("keeper-1", shop, false))
                            .venue();
            var again =
                    new Venues.NewVenue(
                            "Sạp vải Lan", "Chợ", "56/575/22738", "Số 12, đường số 3", "", "");
            assertThat(venues.register("keeper-1", again, false))
                    .as("the same address, typed differently")
                    .isInstanceOf(Venues.Registration.SameAddress.class);
            assertThat(venues.register("keeper-1", again, true))
                    .isInstanceOf(Venues.Registration.Registered.class);
            assertThat(venues.register("keeper-1", shop, true))
                    .as("the same place twice, whatever the keeper says")
                    .isInstanceOf(Venues.Registration.SameAddress.class);
            var branch =
                    new Venues.NewVenue(
                            "Chi nhánh 7",
                            "Siêu thị",
                            "56/575/22738",
                            "90 Trần Phú",
                            "Siêu thị Sao",
                            "");
            Venues.Own second =
                    ((Venues.Registration.Registered) venues.register("keeper-1", branch, false))
                            .venue();
            assertThat(second.venue().name()).isEqualTo("Siêu thị Sao – Chi nhánh 7");
            assertThat(venues.of("keeper-1")).hasSize(3);
            assertThat(venues.of("keeper-2")).isEmpty();
            assertThat(venues.find("keeper-2", own.venueId())).isEmpty();

            Posters posters = server.bean(Posters.class);
            for (boolean leaving : new boolean[] {false, true}) {
                byte[] pdf = posters.pdf(own.venue(), leaving);
                try (var document = org.apache.pdfbox.Loader.loadPDF(pdf)) {
                    assertThat(document.getNumberOfPages()).isEqualTo(1);
                    assertThat(new org.apache.pdfbox.text.PDFTextStripper().getText(document))
                            .contains("Tạp hóa Hoa", leaving ? "QUÉT KHI RA VỀ" : "QUÉT KHI VÀO");
                    var image =
                            new org.apache.pdfbox.rendering.PDFRenderer(document)
                                    .renderImageWithDPI(0, 100);
                    int[] pixels =
                            image.getRGB(
                                    0,
                                    0,
                                    image.getWidth(),
                                    image.getHeight(),
                                    null,
                                    0,
                                    image.getWidth());
                    String read =
                            new com.google.zxing.qrcode.QRCodeReader()
                                    .decode(
                                            new com.google.zxing.BinaryBitmap(
                                                    new com.google.zxing.common.HybridBinarizer(
                                                            new com.google.zxing.RGBLuminanceSource(
                                                                    image.getWidth(),
                                                                    image.getHeight(),
                                                                    pixels))))
                                    .getText();
                    assertThat(venues.read(read))
                            .contains(new Venues.Poster(own.venueId(), leaving));
                }
                assertThat(posters.svg(own.venue(), leaving))
                        .startsWith("<svg")
                        .contains("Tạp hóa Hoa");
            }
        }
    }

    @Nested
    @DisplayName("Bluetooth: handed over after a proven test, with a one-time code")
    class Bluetooth {
        private final Encounters encounters = server.bean(Encounters.class);
        private final BluetoothIds phones = server.bean(BluetoothIds.class);

        private Seen seen(UUID other, int minutes) {
            Instant at = NOW.plus(Duration.ofMinutes(minutes));
            String id =
                    phones.batch(other).stream()
                            .filter(t -> t.isCurrent(at))
                            .findFirst()
                            .orElseThrow()
                            .text();
            return new Seen(id, "Bphone", -60, -40, at);
        }

        @Test
        void a_history_is_sealed_for_both_sides_and_the_code_works_once() {
            UUID ill = someone();
            UUID near = someone();
            Window window = new Window(NOW.minus(Duration.ofDays(2)), NOW.plus(Duration.ofDays(1)));
            UUID caseId = UUID.randomUUID();
            assertThat(encounters.code(caseId, ill)).as("no case, no code").isEmpty();
            admit(caseId, ill, window, statement("ble-" + caseId, "POSITIVE", ill));
            String code = encounters.code(caseId, ill).orElseThrow();
            Seen changed = seen(near, 40);
            String last =
                    changed.tempId().substring(0, 20) + "AAAA" + changed.tempId().substring(24);
            List<Seen> history =
                    List.of(
                            seen(near, 1),
                            seen(near, 6),
                            new Seen(last, "", -60, Seen.UNKNOWN_POWER, NOW),
                            new Seen(
                                    seen(near, 1).tempId(),
                                    "",
                                    -60,
                                    Seen.UNKNOWN_POWER,
                                    NOW.plus(Duration.ofHours(3))),
                            new Seen(
                                    seen(near, 1).tempId(),
                                    "",
                                    -60,
                                    Seen.UNKNOWN_POWER,
                                    NOW.plus(Duration.ofDays(3))));
            assertThatThrownBy(() -> encounters.upload(code, " ", history))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(encounters.upload("WRONGCODE2", "1", history))
                    .isEqualTo(new Encounters.Received.CodeRefused());
            assertThat(encounters.upload(code.toLowerCase(java.util.Locale.ROOT), "1", history))
                    .isEqualTo(new Encounters.Received.Taken(2, 1, 1, 1));
            assertThat(encounters.upload(code, "1", history))
                    .isEqualTo(new Encounters.Received.CodeRefused());

            CaseEncounters found =
                    as(
                            "tracer1",
                            "CDC tỉnh",
                            () ->
                                    encounters
                                            .open(List.of(new EncounterRequest(caseId, window)))
                                            .getFirst());
            assertThat(found.encounters())
                    .singleElement()
                    .satisfies(e -> {
                        assertThat(e.observer()).isEqualTo(ill);
                        assertThat(e.observed()).isEqualTo(near);
                        assertThat(e.sightings()).hasSize(2);
                        assertThat(e.sightings().getFirst().attenuationDb()).isEqualTo(20);
                    });
            assertThat(
                            as(
                                            "tracer1",
                                            "CDC tỉnh",
                                            () ->
                                                    encounters
                                                            .open(
                                                                    List.of(
                                                                            new EncounterRequest(
                                                                                    caseId,
                                                                                    window,
                                                                                    List.of(
                                                                                            someone()))))
                                                            .getFirst())
                                    .refused())
                    .contains(CaseRefusal.NOT_A_CONTACT);
            // The other side finds it too, once it is a case itself.
            UUID second = UUID.randomUUID();
            admit(second, near, window, statement("ble-" + second, "POSITIVE", near));
            assertThat(
                            as(
                                            "tracer1",
                                            "CDC tỉnh",
                                            () ->
                                                    encounters
                                                            .open(
                                                                    List.of(
                                                                            new EncounterRequest(
                                                                                    second,
                                                                                    window)))
                                                            .getFirst())
                                    .encounters())
                    .hasSize(1);
        }
    }
}
