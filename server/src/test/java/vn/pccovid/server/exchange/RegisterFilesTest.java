package vn.pccovid.server.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.PersonDescription;
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
import vn.pccovid.server.person.Register;
import vn.pccovid.server.person.Verifications;

@NullUnmarked
@DisplayName("Registers are asked by file")
class RegisterFilesTest {
    private static RunningServer server;
    private static JdbcClient jdbc;
    private static TransactionTemplate transaction;
    private static Imports imports;

    @TempDir private static Path folder;

    @BeforeAll
    static void start() {
        server = new RunningServer(Map.of());
        jdbc = server.bean(JdbcClient.class);
        imports = server.bean(Imports.class);
        transaction = new TransactionTemplate(server.bean(PlatformTransactionManager.class));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static <T> T asWorker(java.util.function.Supplier<T> work) {
        return Scopes.call(
                Scope.worker(Purpose.DATA_QUALITY),
                () -> transaction.execute(status -> work.get()));
    }

    private static UUID asked(int n) {
        PersonDescription person =
                Invented.person(n).toBuilder()
                        .insurance(new SocialInsuranceNumber("56%08d".formatted(n)))
                        .build();
        return asWorker(() -> {
            UUID record =
                    server.bean(People.class)
                            .link(List.of(Invented.record("ncovi", "f" + n, person)))
                            .getFirst()
                            .recordId();
            return server.bean(Verifications.class)
                    .request(record, Register.INSURANCE, "test")
                    .orElseThrow();
        });
    }

    private static List<String> answers(UUID request) {
        return asWorker(() ->
                jdbc.sql(
                                """
                                SELECT grade || ' ' || code || ' ' || channel FROM person.verification_answer
                                WHERE request_id = ? ORDER BY answer_id
                                """)
                        .param(request)
                        .query(String.class)
                        .list());
    }

    private static RunReport answer(String name, String rows) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "ma_yeu_cau,ma_ket_qua,ngay_tra_loi\n" + rows);
        return imports.importFile("insurance", "insurance_answers", file, progress -> {});
    }

    @Test
    @DisplayName("questions go out once, each answer meets its fate, the ledger sums to the file")
    void a_file_goes_out_and_comes_back() throws IOException {
        UUID matched = asked(810_001);
        UUID differing = asked(810_002);
        UUID silent = asked(810_003);
        StringWriter out = new StringWriter();
        assertThat(imports.questions("insurance", out)).isEqualTo(3);
        assertThat(out.toString()).contains("ma_yeu_cau,ma_the,ho_ten,ngay_sinh");
        assertThat(out.toString()).contains(matched + ",5600810001,");
        assertThat(out.toString().lines()).hasSize(4);
        assertThat(out.toString())
                .as("the insurer is not told the citizen id")
                .doesNotContain(Invented.person(810_001).citizenId().value());
        assertThat(imports.questions("insurance", new StringWriter())).as("asked once").isZero();

        String rows =
                """
                %s,000,05/10/2021
                %s,61,05/10/2021
                %s,500,05/10/2021
                %s,000,05/10/2021
                no key,000,05/10/2021
                """
                        .formatted(matched, differing, silent, UUID.randomUUID());
        RunReport run = answer("answers.csv", rows);
        assertThat(run.rows()).isEqualTo(5);
        assertThat(run.fates().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(5);
        assertThat(run.fates().get(Fate.REFUSED)).isEqualTo(3);
        assertThat(run.fates().get(Fate.LINKED) + run.fates().get(Fate.WAITING)).isEqualTo(2);
        assertThat(imports.refusedRows(run.runId(), 10).stream().map(Imports.RefusedRow::code))
                .containsExactly(
                        "exchange.no_answer",
                        "exchange.question_unknown",
                        "exchange.question_unknown");
        assertThat(answers(matched)).containsExactly("matches 000 file");
        assertThat(answers(differing)).containsExactly("name_differs_same_initials 61 file");
        assertThat(answers(silent)).isEmpty();

        RunReport again = answer("again.csv", rows);
        assertThat(again.fates().get(Fate.REPEATED)).isEqualTo(2);
        assertThat(answers(matched)).hasSize(1);

        RunReport corrected = answer("corrected.csv", matched + ",070,06/10/2021\n");
        assertThat(corrected.fates().get(Fate.CORRECTED)).isEqualTo(1);
        assertThat(answers(matched))
                .as("the first answer is kept beside the second")
                .containsExactly("matches 000 file", "birth_date_differs 070 file");
    }

    @Test
    @DisplayName("a steward fetches the file and uploads the answers over HTTP")
    void over_http() {
        UUID request = asked(810_010);
        Browser steward =
                server.staff(
                        new StaffAccounts.Staff(
                                "files",
                                "Lê Văn Bình",
                                "Trạm y tế",
                                Set.of(Role.DATA_STEWARD),
                                List.of("56")));
        Browser.Answer file =
                steward.post("/api/exchange/registers/insurance/questions.csv", Map.of());
        assertThat(file.status()).isEqualTo(200);
        assertThat(file.text()).contains(request.toString());
        assertThat(steward.post("/api/exchange/registers/nobody/questions.csv", Map.of()).code())
                .isEqualTo("exchange.source_unknown");
    }

    @Test
    @DisplayName("a whole source is asked about, each record once, and the answers are counted")
    void a_source_is_cleaned() throws IOException {
        PersonDescription numbered =
                Invented.person(810_020).toBuilder()
                        .insurance(new SocialInsuranceNumber("5600810020"))
                        .build();
        List<UUID> records =
                asWorker(() ->
                        server
                                .bean(People.class)
                                .link(
                                        List.of(
                                                Invented.record("bluezone", "f20", numbered),
                                                Invented.record(
                                                        "bluezone",
                                                        "f21",
                                                        Invented.person(810_021).toBuilder()
                                                                .insurance(null)
                                                                .build())))
                                .stream()
                                .map(outcome -> outcome.recordId())
                                .toList());
        Verifications verifications = server.bean(Verifications.class);
        assertThat(sweep(verifications)).containsExactly(1, 0, 1);
        assertThat(sweep(verifications)).as("asked once").containsExactly(0, 1, 1);
        StringWriter out = new StringWriter();
        imports.questions("insurance", out);
        assertThat(out.toString()).contains(",5600810020,");
        UUID request =
                asWorker(() ->
                        jdbc.sql(
                                        "SELECT request_id FROM person.verification_request WHERE record_id = ?")
                                .param(records.getFirst())
                                .query(UUID.class)
                                .single());
        answer("cleaned.csv", request + ",000,05/10/2021\n");
        assertThat(verifications.tallies())
                .anySatisfy(tally -> assertThat(tally.register()).isEqualTo("insurance"));
        assertThat(answers(request)).hasSize(1);
        assertThat(sweep(verifications)).as("answered is not asked again").startsWith(0, 1);
    }

    private static List<Integer> sweep(Verifications verifications) {
        int added = 0;
        int before = 0;
        int lacking = 0;
        UUID after = new UUID(0, 0);
        while (true) {
            Verifications.Swept swept =
                    verifications.requestAll(Register.INSURANCE, "bluezone", after, 1, "test");
            added += swept.added();
            before += swept.before();
            lacking += swept.lacking();
            if (swept.last() == null) {
                return List.of(added, before, lacking);
            }
            after = swept.last();
        }
    }
}
