package vn.pccovid.server.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.identity.SocialInsuranceNumber;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.StaffAccounts;
import vn.pccovid.server.person.Invented;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.RecordOutcome;
import vn.pccovid.server.person.Register;
import vn.pccovid.server.person.Verifications;
import vn.pccovid.simulation.RegisterFaults;
import vn.pccovid.simulation.RegisterServer;

/// The queue, the line and the two registers as a local server, with everything a network does.
@NullUnmarked
@DisplayName("Registers are asked over HTTP")
class RegisterCallsTest {
    private static RegisterServer registers;
    private static RunningServer server;
    private static People people;
    private static Verifications verifications;
    private static JdbcClient jdbc;
    private static TransactionTemplate transaction;
    private static int next = 700_000;

    /// A running clock in the autumn for which there are rules of colours.
    @TestConfiguration(proxyBeanMethods = false)
    static class AutumnClock {
        @Bean
        @Primary
        Clock autumn() {
            Clock real = Clock.systemUTC();
            return Clock.offset(
                    real, Duration.between(real.instant(), Instant.parse("2021-10-10T01:00:00Z")));
        }
    }

    @BeforeAll
    static void start() throws IOException {
        registers = new RegisterServer(LocalDate.of(2021, 10, 10), 1);
        server = new RunningServer(properties(registers), AutumnClock.class);
        people = server.bean(People.class);
        verifications = server.bean(Verifications.class);
        jdbc = server.bean(JdbcClient.class);
        transaction = new TransactionTemplate(server.bean(PlatformTransactionManager.class));
    }

    static Map<String, Object> properties(RegisterServer registers) {
        Map<String, Object> properties = new HashMap<>();
        for (String register : List.of("population", "insurance")) {
            String prefix = "pccovid.registers." + register + ".";
            properties.put(
                    prefix + "url",
                    register.equals("population") ? registers.population() : registers.insurance());
            properties.put(prefix + "connect", "1s");
            properties.put(prefix + "answer", "700ms");
            properties.put(prefix + "first-pause", "20ms");
            properties.put(prefix + "open-for", "700ms");
            properties.put(prefix + "window", "10");
        }
        properties.put("pccovid.verification.first-pause", "100ms");
        properties.put("pccovid.verification.longest-pause", "400ms");
        properties.put("pccovid.verification.look", "20ms");
        properties.put("pccovid.verification.lease", "20s");
        return properties;
    }

    @AfterAll
    static void stop() {
        server.close();
        registers.close();
    }

    @BeforeEach
    void healthy() {
        registers.faults(RegisterFaults.none());
        registers.token("");
    }

    static <T> T asWorker(java.util.function.Supplier<T> work) {
        return Scopes.call(
                Scope.worker(Purpose.DATA_QUALITY),
                () -> Objects.requireNonNull(transaction.execute(status -> work.get())));
    }

    static RecordOutcome link(String source, String key, PersonDescription person) {
        return asWorker(
                () -> people.link(List.of(Invented.record(source, key, person))).getFirst());
    }

    /// An invented person with a card of the insurer.
    static PersonDescription person(int n) {
        return Invented.person(n).toBuilder()
                .insurance(new SocialInsuranceNumber("56%08d".formatted(n)))
                .build();
    }

    static String birth(PersonDescription person) {
        return "%02d/%02d/%04d"
                .formatted(
                        person.birthDate().day(),
                        person.birthDate().month(),
                        person.birthDate().year());
    }

    /// Both registers know this person as described.
    static void known(PersonDescription person) {
        registers.citizen(
                person.citizenId().value(),
                person.name().display(),
                birth(person),
                person.sex() == Sex.MALE);
        registers.card(
                person.insurance().value(),
                person.name().display(),
                birth(person),
                LocalDate.of(2021, 12, 31));
    }

    static UUID ask(UUID record, Register register) {
        return asWorker(() -> verifications.request(record, register, "test").orElseThrow());
    }

    static String state(UUID request) {
        return asWorker(() ->
                jdbc.sql(
                                """
                                SELECT v.state || ' ' || coalesce((SELECT string_agg(a.grade || ' ' || a.standing || ' ' || a.channel, ',')
                                    FROM person.verification_answer a WHERE a.request_id = v.request_id), '')
                                FROM person.verification_request v WHERE request_id = ?
                                """)
                        .param(request)
                        .query(String.class)
                        .single());
    }

    static void await(BooleanSupplier wanted) {
        Instant until = Instant.now().plus(Duration.ofSeconds(30));
        while (!wanted.getAsBoolean()) {
            if (Instant.now().isAfter(until)) {
                throw new AssertionError("not within 30 s");
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void awaitAnswered(UUID request, String answer) {
        await(() -> state(request).startsWith("answered"));
        assertThat(state(request)).isEqualTo("answered " + answer + " call");
    }

    @Test
    @DisplayName("match, another name, same initials, another date, unknown, over: each its grade")
    void answers_come_back_graded() {
        int n = next++;
        PersonDescription true_ = person(n);
        known(true_);
        UUID same = link("ncovi", "same" + n, true_).recordId();
        awaitAnswered(ask(same, Register.INSURANCE), "matches confirmed");
        awaitAnswered(ask(same, Register.POPULATION), "matches confirmed");

        PersonDescription named = person(next++);
        registers.card(named.insurance().value(), "Ức Ểnh Ương", birth(named), LocalDate.MAX);
        awaitAnswered(
                ask(link("ncovi", "name" + n, named).recordId(), Register.INSURANCE),
                "name_differs differs");

        PersonDescription near =
                person(next++).toBuilder().name(Invented.name("Trần Văn Hạnh")).build();
        registers.card(near.insurance().value(), "Trần Vinh Hoa", birth(near), LocalDate.MAX);
        awaitAnswered(
                ask(link("ncovi", "near" + n, near).recordId(), Register.INSURANCE),
                "name_differs_same_initials differs");

        PersonDescription dated = person(next++);
        registers.card(
                dated.insurance().value(), dated.name().display(), "01/01/1931", LocalDate.MAX);
        awaitAnswered(
                ask(link("ncovi", "date" + n, dated).recordId(), Register.INSURANCE),
                "birth_date_differs differs");

        PersonDescription unknown = person(next++);
        UUID lawful = link("ncovi", "unknown" + n, unknown).recordId();
        awaitAnswered(ask(lawful, Register.INSURANCE), "not_found not_confirmed");
        awaitAnswered(ask(lawful, Register.POPULATION), "not_found not_confirmed");

        PersonDescription over = person(next++);
        registers.card(
                over.insurance().value(),
                over.name().display(),
                birth(over),
                LocalDate.of(2021, 9, 30));
        awaitAnswered(
                ask(link("ncovi", "over" + n, over).recordId(), Register.INSURANCE),
                "ended not_confirmed");
    }

    @Test
    @DisplayName("an outage opens the breaker, loses nothing, and all is answered when it is over")
    void an_outage_loses_nothing() {
        registers.faults(RegisterFaults.outage());
        List<UUID> requests = new ArrayList<>();
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            PersonDescription person = person(next++);
            known(person);
            numbers.add(person.insurance().value());
            requests.add(
                    ask(link("ncovi", "outage" + next, person).recordId(), Register.INSURANCE));
        }
        MeterRegistry meters = server.bean(MeterRegistry.class);
        await(() ->
                meters.get("pccovid.verification.breaker")
                                .tag("register", "insurance")
                                .gauge()
                                .value()
                        > 0);
        int before = registers.calls();
        sleep(400);
        assertThat(registers.calls() - before)
                .as("calls while the breaker is open: 30 questions wait, a few probes at most")
                .isLessThan(15);
        assertThat(requests).allMatch(r -> state(r).equals("waiting "));

        registers.faults(RegisterFaults.none());
        await(() -> requests.stream().allMatch(r -> state(r).startsWith("answered")));
        assertThat(requests).allMatch(r -> state(r).equals("answered matches confirmed call"));
        assertThat(numbers).as("each asked once").allMatch(n -> registers.answersAbout(n) == 1);
    }

    @Test
    @DisplayName("slow, failing, silent and garbled answers, and a rate limit: all end answered")
    void a_bad_day_ends_well() {
        registers.faults(new RegisterFaults(Duration.ofMillis(30), 0.2, 0.05, 0.1, 20, false));
        List<UUID> requests = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            PersonDescription person = person(next++);
            known(person);
            UUID record = link("ncovi", "bad" + next, person).recordId();
            requests.add(ask(record, Register.POPULATION));
        }
        await(() -> requests.stream().allMatch(r -> state(r).startsWith("answered")));
        assertThat(requests).allMatch(r -> state(r).equals("answered matches confirmed call"));
    }

    @Test
    @DisplayName("wrong credentials are no verdict: the question waits for an operator")
    void credentials_are_no_verdict() {
        registers.token("a new one");
        PersonDescription person = person(next++);
        known(person);
        UUID request = ask(link("ncovi", "auth" + next, person).recordId(), Register.INSURANCE);
        await(() ->
                asWorker(() ->
                                jdbc.sql(
                                                "SELECT trouble FROM person.verification_request WHERE request_id = ?")
                                        .param(request)
                                        .query(String.class)
                                        .single())
                        .equals("credentials"));
        assertThat(state(request)).isEqualTo("waiting ");
        registers.token("");
        awaitAnswered(request, "matches confirmed");
    }

    @Test
    @DisplayName("a code nobody listed counts as no answer")
    void an_unlisted_code_is_no_answer() {
        PersonDescription person = person(next++);
        known(person);
        registers.force(person.insurance().value(), "777");
        UUID request = ask(link("ncovi", "odd" + next, person).recordId(), Register.INSURANCE);
        await(() -> registers.answersAbout(person.insurance().value()) > 1);
        assertThat(state(request)).isEqualTo("waiting ");
        registers.force(person.insurance().value(), "123");
        awaitAnswered(request, "ended not_confirmed");
    }

    @Test
    @DisplayName("\"not found\" and every contradiction leave link, facts and colour as they were")
    void no_answer_touches_a_colour() {
        PersonDescription registered = person(next++);
        UUID person = link("population", "p" + next, registered).personId();
        PersonDescription typed =
                registered.toBuilder().name(Invented.name(registered.name().base())).build();
        RecordOutcome row = link("ncovi", "typed" + next, typed);
        assertThat(row.personId()).isEqualTo(person);
        server.bean(vn.pccovid.server.pass.Passes.class).catchUp();
        await(() -> everything(row.recordId()).contains("colour "));
        String before = everything(row.recordId());
        registers.card(typed.insurance().value(), "Ức Ểnh Ương", birth(registered), LocalDate.MAX);
        awaitAnswered(ask(row.recordId(), Register.INSURANCE), "name_differs differs");
        awaitAnswered(ask(row.recordId(), Register.POPULATION), "not_found not_confirmed");
        sleep(300);
        assertThat(everything(row.recordId())).isEqualTo(before);

        assertThat(asWorker(() -> people.view(person)).name())
                .as("the register's value is shown")
                .isEqualTo(registered.name().display());
        assertThat(
                        asWorker(() -> people.descriptionsOf(List.of(row.recordId())))
                                .get(row.recordId())
                                .name())
                .as("what was typed is kept")
                .isEqualTo(typed.name());
    }

    private static String everything(UUID record) {
        return asWorker(() ->
                String.join(
                        "\n",
                        jdbc.sql(
                                        """
                                        SELECT 'link ' || record_id || ' ' || person_id || ' ' || event_id FROM person.record_person WHERE record_id = ?
                                        UNION ALL SELECT 'fact ' || f::text FROM fact.person_fact f
                                            JOIN person.record_person l ON l.person_id = f.person_id WHERE l.record_id = ?
                                        UNION ALL SELECT 'colour ' || p.person_id || ' ' || p.colour || ' ' || p.floor_colour FROM pass.pass p
                                            JOIN person.record_person l ON l.person_id = p.person_id WHERE l.record_id = ?
                                        ORDER BY 1
                                        """)
                                .params(record, record, record)
                                .query(String.class)
                                .list()));
    }

    @Test
    @DisplayName("each call leaves an access line under an epidemic purpose before it is made")
    void each_call_leaves_a_line() {
        PersonDescription person = person(next++);
        known(person);
        RecordOutcome outcome = link("ncovi", "line" + next, person);
        UUID request = ask(outcome.recordId(), Register.INSURANCE);
        awaitAnswered(request, "matches confirmed");
        assertThat(accessLines(outcome.personId()))
                .contains("verification DATA_QUALITY IDENTITY verification-insurance");
    }

    private static List<String> accessLines(UUID person) {
        return Scopes.call(
                new Scope(
                        "auditor",
                        "Audit",
                        "AUDITOR",
                        Purpose.AUDIT,
                        vn.pccovid.server.access.Category.ACCESS_LOG,
                        List.of(),
                        List.of(),
                        vn.pccovid.server.access.DatabaseRole.APPLICATION),
                () ->
                        transaction.execute(status ->
                                jdbc.sql(
                                                "SELECT actor || ' ' || purpose || ' ' || category || ' ' || what FROM access.access_line WHERE person_id = ?")
                                        .param(person)
                                        .query(String.class)
                                        .list()));
    }

    @Test
    @DisplayName("a steward asks about a record and sees the answer; a stranger's area is hidden")
    void stewards_ask_and_see() {
        PersonDescription person = person(next++);
        RecordOutcome row = link("ncovi", "seen" + next, person);
        Browser here = server.staff(staff("v.here" + next, Role.DATA_STEWARD, "56"));
        Browser there = server.staff(staff("v.there" + next, Role.DATA_STEWARD, "01"));
        String ask = "/api/records/" + row.recordId() + "/verifications";
        assertThat(there.post(ask, Map.of("register", "insurance")).code())
                .isEqualTo("person.record_unknown");
        assertThat(here.post(ask, Map.of("register", "police")).code())
                .isEqualTo("person.register_unknown");
        assertThat(here.post(ask, Map.of("register", "insurance")).status()).isEqualTo(202);
        String see = "/api/people/" + row.personId() + "/verifications";
        await(() -> here.get(see).text().contains("not_found"));
        JsonNode seen = here.get(see).json().get(0);
        assertThat(seen.path("standing").asString()).isEqualTo("not_confirmed");
        assertThat(seen.path("register").asString()).isEqualTo("insurance");
        assertThat(seen.path("channel").asString()).isEqualTo("call");
        assertThat(seen.path("answeredAt").asString()).startsWith("2021-10-10");
        assertThat(there.get(see).code()).isEqualTo("person.person_unknown");

        Browser nurse = server.staff(staff("v.nurse" + next, Role.HEALTH_WORKER, "56"));
        JsonNode desk =
                nurse.get("/api/desk/people/" + row.personId() + "/verifications").json().get(0);
        assertThat(desk.path("grade").asString()).isEqualTo("not_found");
        assertThat(nurse.get(see).status()).isEqualTo(403);

        PersonDescription bare = Invented.person(next++).toBuilder().citizenId(null).build();
        UUID nameless = link("ncovi", "bare" + next, bare).recordId();
        assertThat(
                        here.post(
                                        "/api/records/" + nameless + "/verifications",
                                        Map.of("register", "population"))
                                .code())
                .isEqualTo("person.verification_impossible");
    }

    private static StaffAccounts.Staff staff(String name, Role role, String area) {
        return new StaffAccounts.Staff(
                name, "Lê Văn Bình", "Trạm y tế", Set.of(role), List.of(area));
    }

    @Test
    @DisplayName("asking twice is one question")
    void asking_twice_is_one_question() {
        registers.faults(RegisterFaults.outage());
        PersonDescription person = person(next++);
        UUID record = link("ncovi", "twice" + next, person).recordId();
        assertThat(ask(record, Register.POPULATION)).isEqualTo(ask(record, Register.POPULATION));
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
