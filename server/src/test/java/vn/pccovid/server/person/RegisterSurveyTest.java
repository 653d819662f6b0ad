package vn.pccovid.server.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

@DisplayName("A commune whose register is loaded leaves fewer unknown namesakes")
@org.jspecify.annotations.NullUnmarked
class RegisterSurveyTest {
    private static final int RESIDENTS = 150;
    private static RunningServer server;
    private static People people;
    private static TransactionTemplate transaction;

    @BeforeAll
    static void start() {
        server = new RunningServer(Map.of());
        people = server.bean(People.class);
        transaction = new TransactionTemplate(server.bean(PlatformTransactionManager.class));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static <T> T work(Supplier<T> body) {
        return Scopes.call(
                Scope.worker(Purpose.IMPORT),
                () -> Objects.requireNonNull(transaction.execute(status -> body.get())));
    }

    private static final List<String> GIVEN =
            List.of("Lan", "Hoa", "Hương", "Hạnh", "Mai", "Nga", "Thủy", "Bình", "Hà", "Dung");

    private static final List<String> FAMILY =
            List.of("Trần", "Lê", "Phạm", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô");

    /// With a name that many share, so that an unknown neighbour could be meant, but never two of
    /// one year: each load has fifteen years of its own.
    private static PersonDescription resident(int n, String commune) {
        int i = n % RESIDENTS;
        return Invented.person(n).toBuilder()
                .name(
                        Invented.name(
                                FAMILY.get(i / GIVEN.size() % FAMILY.size())
                                        + " Thị "
                                        + GIVEN.get(i % GIVEN.size())))
                .birthDate(
                        new BirthDate(
                                1935 + n / 10_000 * 15 + i / GIVEN.size(), 1 + i % 12, 1 + i % 28))
                .residence(new Residence("56", "575", commune, null))
                .build();
    }

    /// As on a paper list: name, year of birth, sex, commune.
    private static PersonDescription onPaper(PersonDescription person) {
        return person.toBuilder()
                .birthDate(new BirthDate(Objects.requireNonNull(person.birthDate()).year(), 0, 0))
                .citizenId(null)
                .phone(null)
                .build();
    }

    private record Loaded(List<RecordOutcome> register, List<RecordOutcome> paper) {
        /// Paper rows that count for whom they are about; none may count for another resident.
        int right() {
            Map<UUID, LinkedTo> links =
                    work(() ->
                            people.linksOf(paper.stream().map(RecordOutcome::recordId).toList()));
            Set<UUID> residents =
                    register.stream().map(RecordOutcome::personId).collect(Collectors.toSet());
            int right = 0;
            for (int i = 0; i < paper.size(); i++) {
                LinkedTo link = links.get(paper.get(i).recordId());
                if (link != null && residents.contains(link.personId())) {
                    assertThat(link.personId()).isEqualTo(register.get(i).personId());
                    right++;
                }
            }
            return right;
        }
    }

    private static Loaded load(int from, String commune, boolean paperFirst) {
        List<IncomingRecord> register = new ArrayList<>();
        List<IncomingRecord> paper = new ArrayList<>();
        for (int n = from; n < from + RESIDENTS; n++) {
            PersonDescription person = resident(n, commune);
            register.add(Invented.record("population", "p" + n, person));
            paper.add(Invented.record("vhd", "v" + n, onPaper(person)));
        }
        if (paperFirst) {
            List<RecordOutcome> waiting = work(() -> people.link(paper));
            return new Loaded(work(() -> people.link(register)), waiting);
        }
        List<RecordOutcome> known = work(() -> people.link(register));
        return new Loaded(known, work(() -> people.link(paper)));
    }

    private static void survey() {
        work(() -> {
            people.surveyRegister();
            return true;
        });
    }

    @Test
    void waiting_records_are_judged_again_when_their_communes_register_is_complete() {
        Loaded loaded = load(10_000, "22741", false);
        people.settle();
        int before = loaded.right();

        survey();
        people.settle();

        assertThat(loaded.right()).isGreaterThan(before);
        SettleReport again = people.settle();
        assertThat(again.judged()).isZero();
    }

    @Test
    void the_register_may_come_last() {
        Loaded first = load(20_000, "22744", false);
        survey();
        people.settle();
        Loaded last = load(30_000, "22747", true);
        people.settle();
        survey();
        people.settle();

        // Other people, so other namesakes: about as many must be found.
        assertThat(last.right()).isGreaterThan(first.right() * 8 / 10);
    }

    @Test
    void a_survey_that_finds_nothing_new_wakes_nobody() {
        survey();
        people.settle();
        survey();
        assertThat(people.settle().judged()).isZero();
    }
}
