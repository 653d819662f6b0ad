package vn.pccovid.server.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.colour.RulePacks;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

@org.jspecify.annotations.NullUnmarked
@DisplayName(
        "A rule pack is checked, rehearsed, approved by two, activated at an instant, taken back")
class PacksTest {
    private static final String NHA_TRANG = "56/568/22363";
    private static final String OWN = text("khanh-hoa");

    /// The province's first dose counts at once: who had one is yellow and no longer red.
    private static final String KINDER =
            version(OWN, "kinder")
                    .replace(
                            "first_dose_wait: {value: days(14)",
                            "first_dose_wait: {value: days(0)");

    private Nation nation;

    @BeforeEach
    void start() {
        nation = new Nation();
    }

    @AfterEach
    void stop() {
        nation.close();
    }

    private static String text(String pack) {
        try (InputStream in = RulePacks.class.getResourceAsStream("/packs/" + pack + ".yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same text as another version, with one example that always holds.
    private static String version(String yaml, String version) {
        return yaml.substring(0, yaml.indexOf("examples:"))
                        .replace("version: \"2021-10\"", "version: \"" + version + "\"")
                + """
                examples:
                  - name: nobody knows where
                    facts: []
                    expect:
                      - {at: 2021-10-10 00:00, colour: YELLOW}
                """;
    }

    private Packs packs() {
        return nation.server.bean(Packs.class);
    }

    private static <T> T as(String officer, String area, Supplier<T> body) {
        return Scopes.call(
                new Scope(
                        officer,
                        "Sở Y tế",
                        "AUTHORITY",
                        Purpose.RULE_MAKING,
                        Category.SYSTEM,
                        List.of(area),
                        List.of(),
                        DatabaseRole.APPLICATION),
                body::get);
    }

    private static <T> T an(Supplier<T> body) {
        return as("an", "56", body);
    }

    private static <T> T binh(Supplier<T> body) {
        return as("binh", "56", body);
    }

    private UUID rehearse(String version) {
        return an(() -> nation.server.bean(Rehearsals.class).rehearse("khanh-hoa", version, null));
    }

    private void ready(String yaml, String version) {
        an(() -> packs().add(yaml));
        an(() -> packs().check("khanh-hoa", version));
        rehearse(version);
        an(() -> packs().approve("khanh-hoa", version));
        binh(() -> packs().approve("khanh-hoa", version));
    }

    private Pass pass(Nation.Somebody who) {
        return nation.as(who, () -> nation.passes().of(who.person())).orElseThrow();
    }

    private Nation.Somebody withOneDose(String key) {
        Nation.Somebody who = nation.adult(NHA_TRANG);
        nation.dose(who, key, "2021-10-08T09:00");
        return who;
    }

    private static void refused(String code, ThrowingCallable what) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        Problem.class, p -> assertThat(p.code().value()).isEqualTo(code));
    }

    @Test
    void the_packs_of_the_program_are_the_seed_and_stand_where_their_days_put_them() {
        Map<String, Packs.State> states = new java.util.HashMap<>();
        an(() -> packs().list()).forEach(l -> states.put(l.pack() + " " + l.version(), l.state()));

        assertThat(states).hasSize(RulePacks.texts().size());
        assertThat(states).containsEntry("khanh-hoa 2021-10", Packs.State.ACTIVE);
        assertThat(states.values()).contains(Packs.State.SUPERSEDED, Packs.State.SCHEDULED);
        assertThat(an(() -> packs().view("khanh-hoa", "2021-10")).sentences()).hasSize(3);
    }

    @Test
    void an_activation_ahead_is_told_before_and_taken_at_its_instant_by_nobody() {
        Nation.Somebody who = withOneDose("k1");
        nation.passes().catchUp();
        assertThat(pass(who).colour()).isEqualTo(Colour.RED);
        ready(KINDER, "kinder");

        Packs.View view =
                an(() -> packs().schedule("khanh-hoa", "kinder", Nation.at("2021-10-11T06:00")));
        assertThat(view.line().state()).isEqualTo(Packs.State.SCHEDULED);
        // Read before anybody was looked at, and after.
        assertThat(pass(who).nextChange()).isEqualTo(Nation.at("2021-10-11T06:00"));
        nation.passes().catchUp();
        assertThat(pass(who).colour()).isEqualTo(Colour.RED);
        assertThat(an(() -> packs().view("khanh-hoa", "kinder")).recolouring())
                .satisfies(work -> assertThat(work.done()).isTrue());

        nation.now("2021-10-11T06:00");

        assertThat(pass(who).colour()).isEqualTo(Colour.YELLOW);
        assertThat(pass(who).packVersion()).isEqualTo("kinder");
        assertThat(pass(who).since()).isEqualTo(Nation.at("2021-10-11T06:00"));
        assertThat(an(() -> packs().view("khanh-hoa", "2021-10")).line().state())
                .isEqualTo(Packs.State.SUPERSEDED);
    }

    @Test
    void a_roll_back_holds_at_once_for_whoever_reads_and_keeps_what_was() {
        Nation.Somebody who = withOneDose("r1");
        ready(KINDER, "kinder");
        an(() -> packs().schedule("khanh-hoa", "kinder", null));
        nation.passes().catchUp();
        assertThat(pass(who).colour()).isEqualTo(Colour.YELLOW);
        nation.now("2021-10-10T09:30");

        refused(
                "pass.reason_missing",
                () -> an(() -> packs().rollBack("khanh-hoa", "kinder", " ")));
        Packs.View view =
                an(() -> packs().rollBack("khanh-hoa", "kinder", "Wrong number of days."));

        assertThat(view.line().state()).isEqualTo(Packs.State.ROLLED_BACK);
        assertThat(pass(who).colour()).isEqualTo(Colour.RED);
        assertThat(pass(who).since()).isEqualTo(Nation.at("2021-10-10T09:30"));
        nation.passes().catchUp();
        assertThat(pass(who).packVersion()).isEqualTo("2021-10");
        ActivePacks active = nation.server.bean(ActivePacks.class);
        assertThat(active.engineAsKnown(Nation.at("2021-10-10T09:00")).packs())
                .anySatisfy(p -> {
                    assertThat(p.version()).isEqualTo("kinder");
                    assertThat(p.until()).isNull();
                });
        refused(
                "pass.not_in_force",
                () -> an(() -> packs().rollBack("khanh-hoa", "kinder", "again")));
        refused("pass.version_taken", () -> an(() -> packs().add(KINDER)));
    }

    @Test
    void only_what_changed_is_written_and_it_is_what_working_everybody_out_anew_would_give() {
        List<Nation.Somebody> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(
                    i % 3 == 0
                            ? withOneDose("w" + i)
                            : nation.adult(i % 2 == 0 ? NHA_TRANG : "58/582/22741"));
        }
        nation.passes().catchUp();
        long before = published();
        ready(KINDER, "kinder");
        an(() -> packs().schedule("khanh-hoa", "kinder", null));

        nation.passes().catchUp();

        // Eight live here: four turn yellow, four stay red by a rule of the new version. The others
        // are told nothing new.
        assertThat(published() - before).isEqualTo(8);
        assertThat(an(() -> packs().view("khanh-hoa", "kinder")).recolouring().changed())
                .isEqualTo(8);
        for (int i = 0; i < 12; i++) {
            Pass shown = pass(all.get(i));
            assertThat(shown.colour())
                    .isEqualTo(
                            i % 3 == 0
                                    ? Colour.YELLOW
                                    : shown.area().equals(NHA_TRANG) ? Colour.RED : Colour.YELLOW);
        }
    }

    private long published() {
        return nation.working(() ->
                nation.server
                        .bean(JdbcClient.class)
                        .sql("SELECT count(*) FROM pass.published")
                        .query(Long.class)
                        .single());
    }

    @Test
    void without_a_rehearsal_of_this_very_text_nobody_approves_and_nothing_is_published() {
        an(() -> packs().add(KINDER));
        refused("pass.pack_unchecked", () -> an(() -> packs().approve("khanh-hoa", "kinder")));
        refused("pass.pack_unchecked", () -> rehearse("kinder"));
        an(() -> packs().check("khanh-hoa", "kinder"));
        refused("pass.rehearsal_missing", () -> an(() -> packs().approve("khanh-hoa", "kinder")));
        rehearse("kinder");
        an(() -> packs().add(KINDER.replace("days(180)", "days(179)")));
        an(() -> packs().check("khanh-hoa", "kinder"));
        refused("pass.rehearsal_missing", () -> an(() -> packs().approve("khanh-hoa", "kinder")));
        rehearse("kinder");
        nation.now("2021-10-12T08:00");
        an(() -> packs().approve("khanh-hoa", "kinder"));
        nation.now("2021-10-12T08:01");
        refused("pass.rehearsal_old", () -> binh(() -> packs().approve("khanh-hoa", "kinder")));
    }

    @Test
    void two_different_officers_approve_and_the_second_is_not_the_author() {
        an(() -> packs().add(KINDER));
        an(() -> packs().check("khanh-hoa", "kinder"));
        rehearse("kinder");
        binh(() -> packs().approve("khanh-hoa", "kinder"));
        refused("pass.approved_already", () -> binh(() -> packs().approve("khanh-hoa", "kinder")));
        refused("pass.author_second", () -> an(() -> packs().approve("khanh-hoa", "kinder")));
        refused(
                "pass.approvals_missing",
                () -> an(() -> packs().schedule("khanh-hoa", "kinder", null)));
        as("chi", "56", () -> packs().approve("khanh-hoa", "kinder"));
        assertThat(an(() -> packs().view("khanh-hoa", "kinder")).line().state())
                .isEqualTo(Packs.State.APPROVED);
        refused(
                "pass.pack_area",
                () -> as("dung", "79", () -> packs().schedule("khanh-hoa", "kinder", null)));
    }

    @Test
    void what_is_not_understood_or_harms_is_refused_with_its_place_in_the_language_of_the_reader() {
        assertThatThrownBy(() ->
                        an(() ->
                                packs().add(
                                                KINDER.replace(
                                                        "when: course_complete(immunity_wait)",
                                                        "when: now() > 3"))))
                .isInstanceOfSatisfying(
                        Problem.class,
                        p -> {
                            assertThat(p.code().value()).isEqualTo("pass.pack_refused");
                            assertThat(p.sentences().vi()).contains("dòng 56, cột 14");
                            assertThat(p.sentences().en()).contains("line 56, column 14");
                        });
        // A negative test reddens.
        String harm =
                version(OWN, "harm")
                        .replace(
                                "rules:\n",
                                """
                                rules:
                                  - id: tested
                                    kind: minimum
                                    colour: RED
                                    lack_of_data: true
                                    sentence: C3
                                    when: within("test.negative.pcr", negative_test_window)
                                    reason: {vi: Đã xét nghiệm, en: Tested}
                                    next_step: {vi: Ở nhà, en: Stay}
                                """);
        an(() -> packs().add(harm));
        assertThatThrownBy(() -> an(() -> packs().check("khanh-hoa", "harm")))
                .isInstanceOfSatisfying(
                        Problem.class,
                        p -> {
                            assertThat(p.code().value()).startsWith("pass.check_");
                            assertThat(p.sentences().vi()).contains("Dòng ", ", cột 3");
                        });
        assertThat(an(() -> packs().view("khanh-hoa", "harm")).line().state())
                .isEqualTo(Packs.State.DRAFT);
    }

    @Test
    void a_rehearsal_counts_who_changes_by_place_and_age_and_hides_small_counts() {
        for (int i = 0; i < 14; i++) {
            withOneDose("c" + i);
        }
        for (int i = 0; i < 20; i++) {
            nation.adult(NHA_TRANG);
        }
        for (int i = 0; i < 3; i++) {
            nation.adult("56/568/22366");
        }
        nation.adult("58/582/22741");
        an(() -> packs().add(KINDER));
        an(() -> packs().check("khanh-hoa", "kinder"));

        UUID id = rehearse("kinder");
        RehearsalView view = an(() -> nation.server.bean(Rehearsals.class).view(id, "56/568"));

        assertThat(view.state()).isEqualTo("done");
        assertThat(view.people()).isEqualTo(37);
        assertThat(view.total().better()).isEqualTo(14);
        assertThat(view.areas()).hasSize(2);
        // Three people of a commune are nobody's business; nor may they follow from the others.
        assertThat(
                        view.areas().stream()
                                .filter(l -> l.place().code().endsWith("22366"))
                                .findFirst()
                                .orElseThrow()
                                .people())
                .isNull();
        assertThat(
                        view.areas().stream()
                                .filter(l -> l.place().code().endsWith("22363"))
                                .findFirst()
                                .orElseThrow()
                                .people())
                .isNull();
        assertThat(view.examples()).hasSize(1);
        assertThat(view.examples().getFirst().people()).isEqualTo(14);
        assertThat(view.examples().getFirst().shape().facts()).isEqualTo("dose 0w");
        assertThat(view.examples().getFirst().shape().ruleAfter())
                .isEqualTo("khanh-hoa/first_dose");
        // Nobody was looked at.
        assertThat(
                        nation.working(() ->
                                nation.server
                                        .bean(JdbcClient.class)
                                        .sql(
                                                "SELECT count(*) FROM access.access_line WHERE purpose = 'REHEARSAL'")
                                        .query(Long.class)
                                        .single()))
                .isZero();
        refused(
                "pass.rehearsal_area",
                () -> as("dung", "79", () -> nation.server.bean(Rehearsals.class).view(id, "56")));
    }

    @Test
    void the_difference_of_two_versions_is_told_in_words() {
        an(() -> packs().add(KINDER));

        Packs.Diff diff = an(() -> packs().diff("khanh-hoa", "kinder", ""));

        assertThat(diff.before()).isEqualTo("2021-10");
        assertThat(diff.changes()).hasSize(1);
        assertThat(diff.changes().getFirst().words().vi())
                .isEqualTo("Con số first_dose_wait: 14 ngày thành 0 ngày (quy tắc first_dose)");
    }

    @Test
    void another_node_sees_a_publication_without_a_restart() {
        ready(KINDER, "kinder");
        ActivePacks other =
                new ActivePacks(
                        nation.server.bean(PackRows.class),
                        nation.server.bean(RecolouringRows.class),
                        nation.server.bean(vn.pccovid.lib.linkage.Thresholds.class),
                        nation.server.bean(
                                org.springframework.transaction.PlatformTransactionManager.class),
                        nation.server.bean(java.time.Clock.class));
        other.afterPropertiesSet();
        Instant until = Instant.now(java.time.Clock.systemUTC()).plusSeconds(10);
        an(() -> packs().schedule("khanh-hoa", "kinder", null));

        boolean seen = false;
        while (!seen && Instant.now(java.time.Clock.systemUTC()).isBefore(until)) {
            seen = other.engine().packs().stream().anyMatch(p -> p.version().equals("kinder"));
        }

        assertThat(seen).isTrue();
    }
}
