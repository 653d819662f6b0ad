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
}
