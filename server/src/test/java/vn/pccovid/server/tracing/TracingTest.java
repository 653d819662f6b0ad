package vn.pccovid.server.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.credential.LaboratoryClaims;
import vn.pccovid.lib.credential.LaboratoryStatements;
import vn.pccovid.lib.credential.Signatures;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.StaffAccounts;
import vn.pccovid.server.care.ProvenCases;
import vn.pccovid.server.custody.LaboratoryKeys;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.laboratory.Laboratories;
import vn.pccovid.server.laboratory.Sample;
import vn.pccovid.server.laboratory.TubeResult;
import vn.pccovid.server.pass.Nation;
import vn.pccovid.server.person.People;
import vn.pccovid.server.place.Places;
import vn.pccovid.server.place.Venue;
import vn.pccovid.server.place.Visit;

@NullUnmarked
@DisplayName("From a positive result to the people at risk, and back")
class TracingTest {
    private static final String COMMUNE = "58/582/22741";
    private static final String NEIGHBOUR = "58/582/22744";
    private static final String ELSEWHERE = "48/490/20194";
    private static final String LABORATORY = "PXN tỉnh";

    private static Nation nation;
    private static KeyPair laboratory;
    private static String keyId;
    private static Browser tracer;
    private static Browser elsewhere;
    private static int next;

    @BeforeAll
    static void start() throws Exception {
        nation = new Nation();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        laboratory = generator.generateKeyPair();
        LaboratoryKeys keys = nation.server.bean(LaboratoryKeys.class);
        keyId =
                as(
                        "operator1",
                        () ->
                                keys.propose(
                                        LABORATORY,
                                        laboratory.getPublic().getEncoded(),
                                        Nation.at("2021-06-01T00:00"),
                                        Nation.at("2022-06-01T00:00")));
        assertThat(as("operator2", () -> keys.confirm(keyId))).isTrue();
        tracer = tracer("tracer.here", List.of("58/582"));
        elsewhere = tracer("tracer.there", List.of("48"));
    }

    private static Browser tracer(String name, List<String> areas) {
        return nation.server.staff(
                new StaffAccounts.Staff(
                        name, "Trịnh Văn Vết", "Trạm y tế thử", Set.of(Role.TRACER), areas));
    }

    @AfterAll
    static void stop() {
        nation.close();
    }

    @BeforeEach
    void morning() {
        nation.now("2021-10-10T08:00");
        settle();
    }

    private static <T> T as(String officer, Callable<T> body) {
        return Scopes.call(
                new Scope(
                        officer,
                        "Bộ Y tế",
                        "OPERATOR",
                        Purpose.OPERATION,
                        Category.SYSTEM,
                        List.of("*"),
                        List.of(),
                        DatabaseRole.APPLICATION),
                () -> {
                    try {
                        return body.call();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private static void settle() {
        nation.server.bean(ProvenCases.class).catchUp();
        nation.server.bean(Tracings.class).catchUp();
        nation.server.bean(ProvenCases.class).catchUp();
        nation.passes().catchUp();
    }

    private static String venue(String kind) {
        String id = "venue-" + ++next;
        nation.working(() ->
                nation.server
                        .bean(Places.class)
                        .register(
                                List.of(
                                        new Venue(
                                                id,
                                                "Quán thử",
                                                COMMUNE,
                                                "1 Đường A",
                                                "chủ",
                                                "",
                                                kind))));
        return id;
    }

    private static void visit(Nation.Somebody who, String venue, String from, String to) {
        nation.working(() ->
                nation.server
                        .bean(Places.class)
                        .visits(
                                List.of(
                                        new Visit(
                                                UUID.randomUUID().toString(),
                                                venue,
                                                who.record(),
                                                Nation.at(from),
                                                false),
                                        new Visit(
                                                UUID.randomUUID().toString(),
                                                venue,
                                                who.record(),
                                                Nation.at(to),
                                                true))));
    }

    private static String sampled(Nation.Somebody who, String taken) {
        String tube = "tube-" + ++next;
        nation.working(() ->
                nation.server
                        .bean(Laboratories.class)
                        .samples(
                                List.of(
                                        new Sample(
                                                "sample-" + tube,
                                                who.record(),
                                                tube,
                                                false,
                                                Nation.at(taken),
                                                "Trạm y tế thử",
                                                COMMUNE))));
        return tube;
    }

    /// The laboratory's signed word about a tube, four hours after the sample.
    private static void signed(
            Nation.Somebody who, String tube, String taken, TubeResult.Finding finding) {
        byte[] statement =
                LaboratoryStatements.sign(
                        Signatures.platform(),
                        new LaboratoryClaims(
                                LABORATORY,
                                "result-" + tube,
                                tube,
                                LaboratoryStatements.binding(tube, List.of(who.record())),
                                "PCR",
                                finding.name(),
                                OptionalDouble.empty(),
                                Nation.at(taken).plus(Duration.ofHours(4))),
                        keyId,
                        laboratory.getPrivate());
        nation.working(
                () -> nation.server.bean(Laboratories.class).signedResults(List.of(statement)));
        settle();
    }

    private static String positive(Nation.Somebody who, String taken) {
        String tube = sampled(who, taken);
        signed(who, tube, taken, TubeResult.Finding.POSITIVE);
        return tube;
    }

    private static Colour colour(Nation.Somebody who) {
        return nation.as(who, () -> nation.passes().view(who.person())).colour();
    }

    private static List<ExposureView> exposures(Nation.Somebody who) {
        return nation.as(who, () -> nation.server.bean(Tracings.class).exposuresOf(who.person()));
    }

    private static List<Fact> facts(Nation.Somebody who, String kind) {
        return nation.working(() -> nation.server.bean(Facts.class).of(who.person())).stream()
                .filter(f -> f.kind().equals(kind))
                .toList();
    }

    private static JsonNode caseOf(Nation.Somebody who) {
        for (JsonNode line : tracer.get("/api/tracing/cases?withdrawn=true").json()) {
            if (line.path("who").path("personId").asString().equals(who.person().toString())) {
                return line;
            }
        }
        throw new AssertionError("no case of this person");
    }

    private static JsonNode show(Nation.Somebody who) {
        return tracer.get("/api/tracing/cases/" + caseOf(who).path("id").asString()).json();
    }

    private static JsonNode contact(Nation.Somebody ill, Nation.Somebody who) {
        for (JsonNode line : show(ill).path("contacts")) {
            if (line.path("who").path("personId").asString().equals(who.person().toString())) {
                return line;
            }
        }
        throw new AssertionError("no such contact");
    }

    /// Six at a café together, so that nobody of them can tell who the case was.
    private record Round(Nation.Somebody ill, List<Nation.Somebody> others, String tube) {}

    private static Round atCafe() {
        String cafe = venue("Quán cà phê");
        Nation.Somebody ill = nation.adult(COMMUNE);
        List<Nation.Somebody> others = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            others.add(nation.adult(i == 4 ? ELSEWHERE : i == 3 ? NEIGHBOUR : COMMUNE));
        }
        visit(ill, cafe, "2021-10-08T12:00", "2021-10-08T13:00");
        others.forEach(who -> visit(who, cafe, "2021-10-08T12:10", "2021-10-08T12:50"));
        String tube = sampled(ill, "2021-10-09T09:00");
        return new Round(ill, others, tube);
    }

    private static Round proven() {
        Round round = atCafe();
        signed(round.ill(), round.tube(), "2021-10-09T09:00", TubeResult.Finding.POSITIVE);
        return round;
    }

    @Test
    void a_result_becomes_exposures_colours_and_work_and_a_second_look_changes_nothing() {
        Round round = atCafe();
        Nation.Somebody passer = nation.adult(COMMUNE);
        visit(passer, "venue-" + next, "2021-10-08T18:00", "2021-10-08T18:30");
        assertThat(colour(round.others().getFirst())).isEqualTo(Colour.YELLOW);

        signed(round.ill(), round.tube(), "2021-10-09T09:00", TubeResult.Finding.POSITIVE);

        for (Nation.Somebody who : round.others()) {
            assertThat(colour(who)).isEqualTo(Colour.RED);
            assertThat(exposures(who))
                    .singleElement()
                    .satisfies(e -> {
                        assertThat(e.day()).isEqualTo(LocalDate.of(2021, 10, 8));
                        assertThat(e.kind()).isEqualTo("place");
                        assertThat(e.degree()).isEqualTo(1);
                        assertThat(e.rule()).isEqualTo("3638/QĐ-BYT");
                    });
        }
        assertThat(exposures(passer)).isEmpty();
        assertThat(exposures(round.ill())).isEmpty();

        JsonNode line = caseOf(round.ill());
        assertThat(line.path("state").asString()).isEqualTo("open");
        assertThat(line.path("first").asInt()).isEqualTo(5);
        assertThat(line.path("second").asInt()).isZero();
        JsonNode view = show(round.ill());
        assertThat(view.path("contacts")).hasSize(4);
        assertThat(view.path("elsewhere").path(0).path("count").asInt()).isEqualTo(1);
        assertThat(view.path("chain")).hasSize(4);
        for (String stage : List.of("sample", "result", "received", "listed")) {
            assertThat(stage(view, stage)).as(stage).isNotEmpty();
        }
        assertThat(stage(view, "first_call")).isEmpty();

        long facts = rows("fact.fact");
        long steps = rows("tracing.step");
        nation.working(() -> {
            nation.server
                    .bean(TracingRows.class)
                    .ask(
                            List.of(UUID.fromString(line.path("id").asString())),
                            Nation.at("2021-10-10T08:00"));
            return 0;
        });
        settle();
        assertThat(rows("fact.fact")).isEqualTo(facts);
        assertThat(rows("tracing.step")).isEqualTo(steps);
    }

    private static String stage(JsonNode view, String name) {
        for (JsonNode stage : view.path("clock")) {
            if (stage.path("name").asString().equals(name)) {
                return stage.path("at").asString("");
            }
        }
        throw new AssertionError("no stage " + name);
    }

    private static long rows(String table) {
        return nation.working(() ->
                nation.server
                        .bean(JdbcClient.class)
                        .sql("SELECT count(*) FROM " + table)
                        .query(Long.class)
                        .single());
    }

    @Test
    @DisplayName("what the contact sees names no case, no place and no fact of somebody else")
    void what_the_contact_sees() {
        Round round = proven();
        Nation.Somebody who = round.others().getFirst();

        assertThat(facts(who, "exposure"))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.details()).containsKey("rests_on");
                    assertThat(f.shownDetails().keySet())
                            .containsExactlyInAnyOrder("setting", "degree", "rule", "clause");
                    assertThat(f.area()).isEmpty();
                });
        String shown =
                nation.as(who, () -> nation.passes().view(who.person())).evidence().toString();
        assertThat(shown).doesNotContain(caseOf(round.ill()).path("id").asString());
    }

    @Test
    @DisplayName("of two alone in a room the day is withheld, and counts from when it was told")
    void a_day_that_would_give_the_case_away() {
        String cafe = venue("Quán cà phê");
        Nation.Somebody ill = nation.adult(COMMUNE);
        Nation.Somebody who = nation.adult(COMMUNE);
        visit(ill, cafe, "2021-10-08T12:00", "2021-10-08T13:00");
        visit(who, cafe, "2021-10-08T12:10", "2021-10-08T12:50");
        positive(ill, "2021-10-09T09:00");

        assertThat(exposures(who)).singleElement().satisfies(e -> assertThat(e.day()).isNull());
        assertThat(facts(who, "exposure").getFirst().at()).isEqualTo(Nation.at("2021-10-10T08:00"));
        assertThat(colour(who)).isEqualTo(Colour.RED);
        // The tracer knows.
        assertThat(contact(ill, who).path("lastDay").asString()).isEqualTo("2021-10-08");
    }

    @Test
    void a_result_taken_back_withdraws_exposures_orders_colours_and_tasks_and_tells() {
        Round round = proven();
        Nation.Somebody who = round.others().getFirst();
        String contact = contact(round.ill(), who).path("id").asString();
        assertThat(
                        tracer.post(
                                        "/api/tracing/contacts/" + contact + "/order",
                                        Map.of("setting", "home", "document", "12/QĐ-UBND"))
                                .status())
                .isEqualTo(201);
        settle();
        assertThat(facts(who, "stay_order")).hasSize(1);

        signed(round.ill(), round.tube(), "2021-10-09T09:00", TubeResult.Finding.NEGATIVE);

        assertThat(caseOf(round.ill()).path("state").asString()).isEqualTo("withdrawn");
        for (Nation.Somebody one : round.others()) {
            assertThat(colour(one)).isEqualTo(Colour.YELLOW);
            assertThat(facts(one, "exposure")).isEmpty();
            assertThat(exposures(one))
                    .singleElement()
                    .satisfies(e -> assertThat(e.withdrawn()).isTrue());
        }
        assertThat(facts(who, "stay_order")).isEmpty();
        assertThat(tracer.get("/api/tracing/contacts").text()).doesNotContain(contact);
        assertThat(tracer.get("/api/tracing/contacts/" + contact).json().path("steps").toString())
                .contains("withdrawn");
        assertThat(
                        tracer.post(
                                        "/api/tracing/contacts/" + contact + "/calls",
                                        Map.of("outcome", "reached"))
                                .code())
                .isEqualTo("tracing.contact_closed");
    }

    @Test
    @DisplayName(
            "un-linking the record of the proof withdraws what was traced for the wrong person")
    void unlinked() {
        Round round = atCafe();
        Nation.Somebody again = nation.again(round.ill(), "laboratory");
        String tube = sampled(again, "2021-10-09T10:00");
        signed(again, tube, "2021-10-09T10:00", TubeResult.Finding.POSITIVE);
        Nation.Somebody who = round.others().getFirst();
        assertThat(exposures(who)).hasSize(1);

        nation.working(() ->
                nation.server
                        .bean(People.class)
                        .split(
                                round.ill().person(),
                                List.of(again.record()),
                                "steward:thu",
                                "nhầm người"));
        settle();

        assertThat(facts(who, "exposure")).isEmpty();
        assertThat(colour(who)).isEqualTo(Colour.YELLOW);
        assertThat(colour(round.ill())).isEqualTo(Colour.YELLOW);
    }

    @Test
    void a_result_nobody_signed_opens_nothing_and_waits_for_officers() {
        Round round = atCafe();
        nation.working(() ->
                nation.server
                        .bean(Laboratories.class)
                        .results(
                                List.of(
                                        new TubeResult(
                                                "typed-" + round.tube(),
                                                round.tube(),
                                                TubeResult.Method.PCR,
                                                TubeResult.Finding.POSITIVE,
                                                null,
                                                Nation.at("2021-10-09T13:00"),
                                                LABORATORY))));
        settle();

        JsonNode line = caseOf(round.ill());
        assertThat(line.path("state").asString()).isEqualTo("refused");
        assertThat(line.path("refusal").asString()).isEqualTo("no_signature");
        round.others().forEach(who -> assertThat(exposures(who)).isEmpty());
    }

    @Test
    void calls_go_by_the_clock_and_an_order_ends_by_the_rule_in_force() {
        Round round = proven();
        Nation.Somebody who = round.others().get(1);
        String contact = contact(round.ill(), who).path("id").asString();
        nation.now("2021-10-11T09:00");
        settle();
        assertThat(contact(round.ill(), who).path("late").asBoolean()).isTrue();

        Browser.Answer called =
                tracer.post(
                        "/api/tracing/contacts/" + contact + "/calls",
                        Map.of("outcome", "reached", "note", "Ở nhà một mình"));
        assertThat(called.status()).as(called.text()).isEqualTo(201);
        assertThat(contact(round.ill(), who).path("late").asBoolean()).isFalse();
        assertThat(stage(show(round.ill()), "first_call")).isEqualTo("2021-10-11T02:00:00Z");
        assertThat(called.json().path("order").path("lastDay").asString()).isEqualTo("2021-10-24");

        Browser.Answer ordered =
                tracer.post(
                        "/api/tracing/contacts/" + contact + "/order",
                        Map.of("setting", "home", "document", "15/QĐ-UBND"));
        settle();
        assertThat(ordered.status()).as(ordered.text()).isEqualTo(201);
        assertThat(ordered.json().path("stays").path(0).path("lastDay").asString())
                .isEqualTo("2021-10-24");
        nation.now("2021-10-24T23:59");
        settle();
        assertThat(colour(who)).isEqualTo(Colour.RED);
        nation.now("2021-10-25T00:00");
        settle();
        assertThat(colour(who)).isEqualTo(Colour.YELLOW);
    }

    @Test
    void an_early_release_frees_at_once_and_keeps_nobody_by_the_exposure() {
        Round round = proven();
        Nation.Somebody who = round.others().get(2);
        String contact = contact(round.ill(), who).path("id").asString();
        tracer.post("/api/tracing/contacts/" + contact + "/order", Map.of("setting", "home"));
        settle();
        assertThat(colour(who)).isEqualTo(Colour.RED);

        Browser.Answer released =
                tracer.post(
                        "/api/tracing/contacts/" + contact + "/release",
                        Map.of("reason", "Đã xác minh lại"));
        assertThat(released.status()).as(released.text()).isEqualTo(200);
        settle();

        assertThat(colour(who)).isEqualTo(Colour.YELLOW);
        assertThat(facts(who, "exposure").getFirst().details()).containsEntry("released", true);
    }

    @Test
    @DisplayName("somebody named without phone or number is a contact at once")
    void an_interview_adds_who_has_no_papers() {
        Round round = proven();
        String id = caseOf(round.ill()).path("id").asString();

        Browser.Answer added =
                tracer.post(
                        "/api/tracing/cases/" + id + "/contacts",
                        Map.of(
                                "name", "Cụ Sáu Bán Xôi",
                                "birth", "1941",
                                "area", COMMUNE,
                                "from", "2021-10-08T01:00:00Z",
                                "to", "2021-10-08T02:00:00Z",
                                "nearness", "within_2_m",
                                "masks", "none"));
        assertThat(added.status()).as(added.text()).isEqualTo(201);
        settle();

        JsonNode line = caseOf(round.ill());
        assertThat(line.path("first").asInt()).isEqualTo(6);
        boolean found = false;
        for (JsonNode contact : show(round.ill()).path("contacts")) {
            found |= contact.path("kind").asString().equals("named");
        }
        assertThat(found).isTrue();
    }

    @Test
    void a_tracer_of_another_area_sees_their_contact_and_not_the_case() {
        Round round = proven();
        String id = caseOf(round.ill()).path("id").asString();

        assertThat(elsewhere.get("/api/tracing/cases/" + id).code())
                .isEqualTo("tracing.case_unknown");
        JsonNode todo = elsewhere.get("/api/tracing/contacts").json();
        assertThat(todo.path("items").toString())
                .contains(round.others().get(4).person().toString())
                .doesNotContain(round.ill().person().toString())
                .doesNotContain(round.others().getFirst().person().toString());
        String here = contact(round.ill(), round.others().getFirst()).path("id").asString();
        for (String what : List.of("calls", "order", "release", "extend")) {
            assertThat(
                            elsewhere
                                    .post(
                                            "/api/tracing/contacts/" + here + "/" + what,
                                            Map.of(
                                                    "outcome", "reached",
                                                    "setting", "home",
                                                    "lastDay", "2021-10-30",
                                                    "reason", "lý do"))
                                    .code())
                    .as(what)
                    .isEqualTo("tracing.contact_unknown");
        }
    }

    @Test
    void the_list_goes_on_paper_and_each_look_leaves_a_line() {
        Round round = proven();
        Nation.Somebody who = round.others().getFirst();
        long before = lines(who);

        Browser.Answer table =
                tracer.get(
                        "/api/tracing/cases/"
                                + caseOf(round.ill()).path("id").asString()
                                + "/contacts.csv");

        assertThat(table.status()).isEqualTo(200);
        assertThat(table.text().lines().count()).isEqualTo(5);
        assertThat(table.text()).contains("F1").contains("08/10/2021").contains("Cùng địa điểm");
        assertThat(lines(who)).isGreaterThan(before);
        assertThat(PaperList.cell("=1+1")).isEqualTo("\"'=1+1\"");
    }

    private static long lines(Nation.Somebody who) {
        TransactionTemplate transaction =
                new TransactionTemplate(nation.server.bean(PlatformTransactionManager.class));
        return nation.as(
                who,
                () ->
                        transaction.execute(status ->
                                nation
                                        .server
                                        .bean(AccessLines.class)
                                        .of(List.of(who.person()), 500)
                                        .stream()
                                        .filter(line -> line.purpose().equals("TRACING"))
                                        .count()));
    }

    @Test
    @DisplayName("no table says in the clear when or where a contact met a case")
    void nothing_in_the_clear() {
        Round round = proven();
        String dump =
                nation.working(() ->
                        nation.server
                                .bean(JdbcClient.class)
                                .sql("SELECT string_agg(c::text, '|') FROM tracing.contact c")
                                .query(String.class)
                                .single());
        assertThat(dump).contains(round.others().getFirst().record().toString());
        assertThat(dump).doesNotContain("venue-").doesNotContain("2021-10-08");
        assertThat(new String(dump.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .doesNotContain("cà phê");
        Instant met = Nation.at("2021-10-08T12:10");
        assertThat(dump).doesNotContain(met.toString().substring(0, 13));
    }
}
