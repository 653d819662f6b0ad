package vn.pccovid.server.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.linkage.Veto;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.NewFact;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.person.People;

@NullUnmarked
@DisplayName(
        "O1 Two officers of the right roles may set a colour, for at most 14 days; in bulk it is held")
class OverridesTest {
    private static final int BANK_CUSTOMERS = 1_317;

    private static Nation nation;
    private static Overrides overrides;
    private static int tests;

    /// Officers, offices and district of one test, so that no test counts for another.
    private static String me;

    private static String district;
    private static String commune;

    @BeforeAll
    static void start() {
        nation = new Nation();
        overrides = nation.server.bean(Overrides.class);
    }

    @AfterAll
    static void stop() {
        nation.close();
    }

    @BeforeEach
    void morning() {
        tests++;
        me = "t" + tests + ".";
        district = "58/9%02d".formatted(tests);
        commune = district + "/22741";
        nation.now("2021-10-10T08:00");
    }

    @Test
    void two_officers_set_a_colour_that_the_person_sees_with_the_offices_and_never_the_names() {
        Nation.Somebody who = vaccinated("p1");

        UUID id = propose(worker("a.tam"), who, "RED", 3);
        assertThat(colour(who)).as("one officer alone changes nothing").isEqualTo(Colour.GREEN);
        Overrides.Proposal confirmed = as(authority("b.minh"), () -> overrides.confirm(id, "Minh"));

        assertThat(confirmed.state()).isEqualTo("confirmed");
        PassView view = nation.as(who, () -> nation.passes().view(who.person()));
        assertThat(view.colour()).isEqualTo(Colour.RED);
        assertThat(view.sentence().id()).isEqualTo("O1");
        assertThat(view.sooner()).isEmpty();
        assertThat(view.setBy())
                .satisfies(set -> {
                    assertThat(set.offices())
                            .containsExactly(
                                    "office of " + me + "a.tam", "office of " + me + "b.minh");
                    assertThat(set.document()).isEqualTo("12/QĐ-UBND " + me + "p1");
                    assertThat(set.until()).isEqualTo(Nation.at("2021-10-13T08:00"));
                });
        assertThat(view.setBy().toString()).doesNotContain("Tâm", "Minh");
        assertThat(as(auditor(), overrides::audited))
                .filteredOn(line -> line.personId().equals(who.person()))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.proposerName()).isEqualTo("Tâm");
                    assertThat(line.confirmerName()).isEqualTo("Minh");
                    assertThat(line.explained()).isFalse();
                });
        assertThat(linesOf(who)).contains("OVERRIDE");

        nation.now("2021-10-13T08:00");
        assertThat(colour(who)).as("it ends by itself").isEqualTo(Colour.GREEN);
    }

    @Test
    void whoever_proposed_cannot_confirm_and_nobody_acts_on_people_elsewhere() {
        Nation.Somebody who = vaccinated("q1");
        UUID id = propose(worker("both"), who, "RED", 3);

        assertThatThrownBy(() -> as(authority("both"), () -> overrides.confirm(id, "Both")))
                .hasMessage("pass.override_same_officer");
        assertThatThrownBy(() ->
                        as(officer("far", "SUPERVISOR", "56"), () -> overrides.confirm(id, "Far")))
                .hasMessage("pass.override_unknown");
        assertThatThrownBy(() ->
                        as(
                                officer("far", "HEALTH_WORKER", "56"),
                                () -> overrides.propose(who.person(), wanted("x", "RED", 3), "F")))
                .hasMessage("pass.person_unknown");
        assertThat(colour(who)).isEqualTo(Colour.GREEN);
    }

    @Test
    void who_proposed_withdraws_and_nobody_else() {
        Nation.Somebody who = vaccinated("w1");
        UUID id = propose(worker("a.tam"), who, "RED", 3);

        assertThatThrownBy(() -> as(worker("c.hoa"), () -> overrides.withdraw(id)))
                .hasMessage("pass.override_other_officer");
        assertThat(as(worker("a.tam"), () -> overrides.withdraw(id)).state())
                .isEqualTo("withdrawn");
        assertThatThrownBy(() -> as(authority("b.minh"), () -> overrides.confirm(id, "Minh")))
                .hasMessage("pass.override_unknown");
        assertThat(as(authority("b.minh"), overrides::waiting))
                .noneMatch(one -> one.id().equals(id));
        assertThat(colour(who)).isEqualTo(Colour.GREEN);
    }

    @Test
    void what_is_in_force_is_listed_for_the_officers_of_the_area_until_it_ends() {
        Nation.Somebody who = vaccinated("f1");
        UUID id = propose(worker("a.tam"), who, "RED", 3);
        assertThat(current(authority("b.minh"), id)).isEmpty();
        as(authority("b.minh"), () -> overrides.confirm(id, "Minh"));

        assertThat(current(authority("d.lan"), id))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.id()).isEqualTo(id);
                    assertThat(one.colour()).isEqualTo(Colour.RED);
                    assertThat(one.offices())
                            .containsExactly(
                                    "office of " + me + "a.tam", "office of " + me + "b.minh");
                    assertThat(one.own()).isFalse();
                });
        assertThat(current(worker("a.tam"), id))
                .singleElement()
                .satisfies(one -> assertThat(one.own()).isTrue());
        assertThat(current(officer("far", "SUPERVISOR", "56"), id)).isEmpty();

        as(
                authority("d.lan"),
                () -> {
                    overrides.end(id);
                    return true;
                });
        assertThat(current(authority("d.lan"), id)).isEmpty();
        assertThat(colour(who)).isEqualTo(Colour.GREEN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void it_follows_its_person_into_another_and_comes_back_alone(boolean older) {
        Nation.Somebody one = vaccinated("m1");
        // Ids are in order of time to the millisecond.
        nation.now("2021-10-10T08:30");
        Nation.Somebody two = vaccinated("m2");
        Nation.Somebody who = older ? one : two;
        Nation.Somebody other = older ? two : one;
        UUID id = propose(worker("a.tam"), who, "RED", 14);
        as(authority("b.minh"), () -> overrides.confirm(id, "Minh"));
        People people = nation.server.bean(People.class);
        assertThat(List.of(colour(who), colour(other))).containsExactly(Colour.RED, Colour.GREEN);

        UUID decision =
                nation.working(() ->
                        people.merge(
                                who.person(),
                                other.person(),
                                Stream.concat(
                                                Arrays.stream(Veto.values()).map(Veto::code),
                                                Stream.of("both_registered"))
                                        .toList(),
                                "t.so",
                                "one woman, two cards"));
        nation.passes().catchUp();
        assertThat(now(who).person()).as("the older id stays").isEqualTo(one.person());
        assertThat(colour(now(who))).isEqualTo(Colour.RED);

        nation.later("2021-10-10T08:00", 1);
        nation.working(() -> people.takeBack(decision, "t.so", "two women after all"));
        nation.passes().catchUp();
        assertThat(List.of(colour(now(who)), colour(now(other))))
                .as("the override stays with the one it was set for")
                .containsExactly(Colour.RED, Colour.GREEN);
        assertThat(as(auditor(), overrides::audited))
                .filteredOn(line -> line.id().equals(id))
                .hasSize(1);
    }

    private static Nation.Somebody now(Nation.Somebody who) {
        return new Nation.Somebody(
                who.record(),
                nation.working(() ->
                                nation.server.bean(People.class).linksOf(List.of(who.record())))
                        .get(who.record())
                        .personId());
    }

    private static List<Overrides.InForce> current(Scope officer, UUID id) {
        return as(officer, overrides::current).stream().filter(o -> o.id().equals(id)).toList();
    }

    @Test
    void the_edges_of_what_may_be_proposed() {
        Nation.Somebody who = vaccinated("e1");
        Scope worker = worker("a.tam");

        assertThat(propose(worker, who, "RED", 14)).isNotNull();
        for (Overrides.Wanted wrong :
                List.of(
                        wanted("13/QĐ", "RED", 15),
                        wanted("13/QĐ", "RED", 0),
                        wanted("13/QĐ", "ORANGE", 3),
                        new Overrides.Wanted("RED", "because", "12/QĐ", "ten letters", 3),
                        new Overrides.Wanted("RED", "decision", "1", "ten letters", 3),
                        new Overrides.Wanted("RED", "decision", "12/QĐ", "short", 3))) {
            assertThatThrownBy(
                            () -> as(worker, () -> overrides.propose(who.person(), wrong, "Tâm")))
                    .isInstanceOf(Problem.class)
                    .hasMessage("pass.override_incomplete");
        }
        assertThatThrownBy(() ->
                        as(
                                worker,
                                () ->
                                        overrides.propose(
                                                who.person(), wanted("13/QĐ", "GREEN", 3), "Tâm")))
                .hasMessage("pass.override_same_colour");
    }

    @Test
    void a_proposal_nobody_confirms_within_72_hours_lapses() {
        Nation.Somebody who = vaccinated("l1");
        UUID id = propose(worker("a.tam"), who, "RED", 14);

        nation.now("2021-10-13T08:00");

        assertThatThrownBy(() -> as(authority("b.minh"), () -> overrides.confirm(id, "Minh")))
                .hasMessage("pass.override_lapsed");
    }

    @Test
    void one_officer_ends_it_and_the_rules_decide_again_at_once() {
        Nation.Somebody who = vaccinated("n1");
        UUID id = propose(worker("a.tam"), who, "RED", 14);
        as(authority("b.minh"), () -> overrides.confirm(id, "Minh"));
        assertThat(colour(who)).isEqualTo(Colour.RED);

        nation.now("2021-10-11T08:00");
        as(
                worker("c.lan"),
                () -> {
                    overrides.end(id);
                    return true;
                });

        assertThat(colour(who)).isEqualTo(Colour.GREEN);
    }

    @Nested
    @DisplayName("The database itself asks for two officers and fourteen days")
    class InTheDatabase {
        @Test
        void one_officer_cannot_write_both_names() {
            Nation.Somebody who = vaccinated("db1");
            UUID id = propose(worker("a.tam"), who, "RED", 3);

            assertThatThrownBy(() -> write(who, id, "a.tam", "a.tam", "a.tam", 72))
                    .hasStackTraceContaining("check");
            assertThatThrownBy(() -> write(who, id, "a.tam", "a.tam", "b.minh", 72))
                    .as("acting as one, naming another")
                    .hasStackTraceContaining("row-level security");
            assertThatThrownBy(() -> write(who, UUID.randomUUID(), "b.minh", "a.tam", "b.minh", 72))
                    .as("without a proposal")
                    .hasStackTraceContaining("row-level security");
            assertThatThrownBy(() -> write(who, id, "b.minh", "a.tam", "b.minh", 73))
                    .as("longer than proposed")
                    .hasStackTraceContaining("row-level security");
            assertThat(write(who, id, "b.minh", "a.tam", "b.minh", 72)).isEqualTo(1);
        }

        @Test
        void none_is_longer_than_fourteen_days_and_none_is_changed_afterwards() {
            Nation.Somebody who = vaccinated("db2");
            UUID id = propose(worker("a.tam"), who, "RED", 14);
            as(authority("b.minh"), () -> overrides.confirm(id, "Minh"));

            assertThatThrownBy(() ->
                            as(
                                    worker("a.tam").asWorker(),
                                    () ->
                                            nation.transaction(() ->
                                                    sql(
                                                            """
                                                            INSERT INTO pass.override_proposal
                                                            SELECT person_id, gen_random_uuid(), area, colour, prior_colour, basis,
                                                                   document_hash, proposed_by, proposer_office, proposer_role,
                                                                   proposed_at, proposed_at + interval '336 hours 1 second',
                                                                   'open', NULL, NULL, sealed
                                                            FROM pass.override_proposal WHERE override_id = '%s'
                                                            """
                                                                    .formatted(id)))))
                    .hasStackTraceContaining("check");
            for (String change :
                    List.of(
                            "UPDATE pass.override SET ends_at = ends_at + interval '1 day'",
                            "DELETE FROM pass.override",
                            "UPDATE pass.override_proposal SET proposed_by = 'b.minh'",
                            "DELETE FROM pass.override_end")) {
                assertThatThrownBy(() ->
                                as(
                                        authority("b.minh").asWorker(),
                                        () -> nation.transaction(() -> sql(change))))
                        .hasStackTraceContaining("permission denied");
            }
        }

        private int write(
                Nation.Somebody who,
                UUID id,
                String actor,
                String proposer,
                String confirmer,
                int hours) {
            return as(
                    authority(actor).asWorker(),
                    () ->
                            nation.transaction(() ->
                                    sql(
                                            """
                                            INSERT INTO pass.override
                                            SELECT person_id, '%s', area, colour, prior_colour, basis, document_hash, true, false,
                                                   '%s', proposer_office, proposer_role, '%s', 'x', 'SUPERVISOR',
                                                   proposed_at, proposed_at + interval '%d hours', sealed
                                            FROM pass.override_proposal WHERE person_id = '%s'
                                            """
                                                    .formatted(
                                                            id,
                                                            me + proposer,
                                                            me + confirmer,
                                                            hours,
                                                            who.person()))));
        }

        private int sql(String text) {
            return nation.server.bean(JdbcClient.class).sql(text).update();
        }
    }

    @Nested
    @DisplayName("Zhengzhou, June 2022: 1,317 customers of a bank are turned red by two officers")
    class Zhengzhou {
        @Test
        void all_in_one_hour_stops_at_the_sixth_and_the_auditor_sees_it_and_undoes_them() {
            List<Nation.Somebody> customers = customers(BANK_CUSTOMERS);

            Tally tally = attack(customers, i -> "2021-10-10T08:00", 1, i -> "same paper " + me);

            assertThat(tally.confirmed).isEqualTo(5);
            assertThat(tally.held).isEqualTo(BANK_CUSTOMERS - 5);
            assertThat(red()).isEqualTo(5);
            List<OverrideAlarms.Alarm> alarms = alarms();
            assertThat(alarms)
                    .extracting(OverrideAlarms.Alarm::pattern)
                    .contains("proposer", "confirmer");

            int ended =
                    as(
                            auditor(),
                            () ->
                                    overrides.uphold(
                                            alarm(alarms, "confirmer"),
                                            "no fact explains any of them"));

            assertThat(ended).isEqualTo(5);
            assertThat(red()).isZero();
        }

        @Test
        void three_a_day_for_months_stops_within_the_first_week() {
            Tally tally =
                    attack(
                            customers(300),
                            i -> "2021-10-10T08:00@" + i / 3,
                            1,
                            i -> "paper " + me + i);

            assertThat(tally.confirmed).isEqualTo(15);
        }

        @Test
        void one_every_third_day_stops_at_forty_in_a_year() {
            Tally tally =
                    attack(
                            customers(130),
                            i -> "2021-10-10T08:00@" + i * 3,
                            1,
                            i -> "paper " + me + i);

            assertThat(tally.confirmed).as("of 122 within a year").isEqualTo(40);
        }

        @Test
        void many_proposers_in_many_offices_do_not_hide_the_one_who_confirms() {
            Tally tally =
                    attack(
                            customers(200),
                            i -> "2021-10-10T08:00@" + i / 20,
                            50,
                            i -> "paper " + me + i);

            assertThat(tally.confirmed).isEqualTo(5);
        }

        @Test
        void an_outbreak_that_the_laboratory_explains_raises_no_alarm() {
            List<Nation.Somebody> cases = customers(60);
            for (int i = 0; i < cases.size(); i++) {
                laboratory(cases.get(i), me + "case-" + i);
            }

            Tally tally = attack(cases, i -> "2021-10-10T08:00", 1, i -> "same paper " + me);

            assertThat(tally.confirmed).isEqualTo(60);
            assertThat(alarms()).isEmpty();
        }

        @Test
        void what_the_desk_itself_wrote_explains_nothing() {
            List<Nation.Somebody> customers = customers(20);
            for (int i = 0; i < customers.size(); i++) {
                fact(customers.get(i), "desk", "diagnosis", me + "desk-" + i, Map.of());
            }
            // The desk's own word makes them red by the rules; the officers set yellow instead.
            int confirmed = 0;
            for (int i = 0; i < customers.size(); i++) {
                UUID id = propose(worker("a.tam"), customers.get(i), "YELLOW", 3);
                confirmed +=
                        as(authority("b.minh"), () -> overrides.confirm(id, "Minh"))
                                        .state()
                                        .equals("confirmed")
                                ? 1
                                : 0;
            }

            assertThat(confirmed).as("better is watched like worse").isEqualTo(5);
        }

        @Test
        void an_alarm_an_auditor_released_counts_anew_and_one_of_honest_work_stays_free() {
            attack(customers(7), i -> "2021-10-10T08:00", 1, i -> "paper " + me + i);
            List<OverrideAlarms.Alarm> alarms = alarms();
            Nation.Somebody sick = vaccinated("sick");
            laboratory(sick, "sick-1");

            Overrides.Proposal explained = confirmed(propose(worker("a.tam"), sick, "RED", 3));
            assertThat(explained.state())
                    .as("what is explained is never held")
                    .isEqualTo("confirmed");

            nation.now("2021-10-10T09:00");
            for (OverrideAlarms.Alarm alarm : alarms) {
                as(
                        auditor(),
                        () -> {
                            overrides.release(alarm.id(), "looked at every one of them");
                            return true;
                        });
            }
            nation.now("2021-10-10T10:00");
            assertThat(confirmed(propose(worker("a.tam"), vaccinated("later"), "RED", 3)).state())
                    .isEqualTo("confirmed");
        }

        private List<OverrideAlarms.Alarm> alarms() {
            return as(auditor(), overrides::alarms).stream()
                    .filter(a -> a.key().contains(me) || a.key().startsWith(district))
                    .toList();
        }

        private Overrides.Proposal confirmed(UUID id) {
            return as(authority("b.minh"), () -> overrides.confirm(id, "Minh"));
        }

        private static UUID alarm(List<OverrideAlarms.Alarm> alarms, String pattern) {
            return alarms.stream()
                    .filter(a -> a.pattern().equals(pattern))
                    .findFirst()
                    .orElseThrow()
                    .id();
        }

        private Tally attack(
                List<Nation.Somebody> customers,
                java.util.function.IntFunction<String> when,
                int proposers,
                java.util.function.IntFunction<String> paper) {
            Tally tally = new Tally();
            for (int i = 0; i < customers.size(); i++) {
                String[] time = when.apply(i).split("@", -1);
                nation.later(time[0], time.length > 1 ? Integer.parseInt(time[1]) : 0);
                Nation.Somebody who = customers.get(i);
                String proposer = "tam-" + i % proposers;
                String document = paper.apply(i);
                UUID id =
                        as(
                                worker(proposer),
                                () ->
                                        overrides.propose(
                                                who.person(), wanted(document, "RED", 14), "Tâm"));
                if (confirmed(id).state().equals("confirmed")) {
                    tally.confirmed++;
                } else {
                    tally.held++;
                }
            }
            return tally;
        }
    }

    private static final class Tally {
        private int confirmed;
        private int held;
    }

    private List<Nation.Somebody> customers(int count) {
        List<Nation.Somebody> customers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            customers.add(nation.another(commune));
        }
        nation.passes().catchUp();
        return customers;
    }

    private Nation.Somebody vaccinated(String key) {
        Nation.Somebody who = nation.adult(commune);
        nation.dose(who, me + key + "-1", "2021-07-01T09:00");
        nation.dose(who, me + key + "-2", "2021-09-01T09:00");
        return who;
    }

    private void laboratory(Nation.Somebody who, String key) {
        fact(
                who,
                "laboratory",
                "test_result",
                key,
                Map.of("method", "rat", "result", "positive", "pooled", false));
    }

    private void fact(
            Nation.Somebody who,
            String source,
            String kind,
            String key,
            Map<String, Object> details) {
        nation.working(() ->
                nation.server
                        .bean(Facts.class)
                        .record(
                                List.of(
                                        new NewFact(
                                                who.record(),
                                                key,
                                                kind,
                                                Nation.at("2021-10-09T09:00"),
                                                "",
                                                details,
                                                KeyClass.HEALTH,
                                                source))));
    }

    private UUID propose(Scope by, Nation.Somebody who, String colour, int days) {
        String paper =
                colour.equals("RED") && who != null ? "12/QĐ-UBND " + me + keyOf(who) : "13/QĐ";
        return as(by, () -> overrides.propose(who.person(), wanted(paper, colour, days), "Tâm"));
    }

    /// The vaccinated of these tests carry their name in the key of their first dose.
    private String keyOf(Nation.Somebody who) {
        return names.computeIfAbsent(who.person(), _ -> "p" + (names.size() + 1));
    }

    private final Map<UUID, String> names = new java.util.HashMap<>();

    private static Overrides.Wanted wanted(String document, String colour, int days) {
        return new Overrides.Wanted(colour, "decision", document, "the committee decided so", days);
    }

    private Colour colour(Nation.Somebody who) {
        return nation.as(who, () -> nation.passes().of(who.person())).orElseThrow().colour();
    }

    private long red() {
        nation.passes().catchUp();
        return nation.over("58", () -> nation.passes().count(district)).stream()
                .mapToLong(ColourCount::red)
                .sum();
    }

    private List<String> linesOf(Nation.Somebody who) {
        return nation.as(
                who,
                () ->
                        nation.transaction(() ->
                                nation.server
                                        .bean(JdbcClient.class)
                                        .sql(
                                                "SELECT purpose FROM access.access_line WHERE person_id = ?")
                                        .param(who.person())
                                        .query(String.class)
                                        .list()));
    }

    private static Scope worker(String name) {
        return officer(name, "HEALTH_WORKER", district);
    }

    private static Scope authority(String name) {
        return officer(name, "SUPERVISOR", "58");
    }

    private static Scope officer(String name, String role, String area) {
        return new Scope(
                me + name,
                "office of " + me + name,
                role,
                Purpose.OVERRIDE,
                Category.PASS,
                List.of(area),
                List.of(),
                DatabaseRole.APPLICATION);
    }

    private static Scope auditor() {
        return new Scope(
                "auditor",
                "inspectorate",
                "AUDITOR",
                Purpose.AUDIT,
                Category.PASS,
                List.of(),
                List.of(),
                DatabaseRole.APPLICATION);
    }

    private static <T> T as(Scope scope, Supplier<T> body) {
        return Scopes.call(scope, body::get);
    }
}
