package vn.pccovid.server.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

@DisplayName("A first load by COPY leaves what linking the same records leaves")
class FirstLoadTest {
    private static final int PEOPLE = 60;

    private static List<IncomingRecord> register() {
        return IntStream.range(0, PEOPLE)
                .mapToObj(n -> Invented.record("population", "p" + n, Invented.person(n)))
                .toList();
    }

    @Test
    void rows_counts_and_answers_are_those_of_linking() throws Exception {
        try (RunningServer linked = new RunningServer(Map.of());
                RunningServer loaded = new RunningServer(Map.of())) {
            work(linked, () -> linked.bean(People.class).link(register()));
            copy(loaded, loaded.bean(FirstLoad.class).rows(register()));

            assertThat(counts(loaded)).isEqualTo(counts(linked));
            assertThat(counts(loaded)).containsEntry("person.record", (long) PEOPLE);
            List<RecordOutcome> again =
                    work(loaded, () -> loaded.bean(People.class).link(register()));
            assertThat(again).allMatch(o -> o.outcome() == Outcome.REPEATED);
            RecordOutcome clinic =
                    work(
                                    loaded,
                                    () ->
                                            loaded.bean(People.class)
                                                    .link(
                                                            List.of(
                                                                    Invented.record(
                                                                            "vaccination",
                                                                            "v7",
                                                                            Invented.person(7)))))
                            .getFirst();
            assertThat(clinic.outcome()).isEqualTo(Outcome.LINKED);
            UUID person = java.util.Objects.requireNonNull(clinic.personId());
            assertThat(person).isEqualTo(again.get(7).personId());
            PersonView view = work(loaded, () -> loaded.bean(People.class).view(person));
            assertThat(view.verified()).isTrue();
            assertThat(view.name())
                    .isEqualTo(
                            java.util.Objects.requireNonNull(Invented.person(7).name()).display());
        }
    }

    private static <T> T work(RunningServer server, Supplier<T> body) {
        TransactionTemplate transaction =
                new TransactionTemplate(server.bean(PlatformTransactionManager.class));
        return Scopes.call(
                Scope.worker(Purpose.IMPORT), () -> transaction.execute(status -> body.get()));
    }

    private static Map<String, Long> counts(RunningServer server) {
        JdbcClient jdbc = server.bean(JdbcClient.class);
        Map<String, Long> counts = new TreeMap<>();
        for (String table : FirstLoad.COLUMNS.keySet()) {
            counts.put(
                    table,
                    work(
                            server,
                            () ->
                                    jdbc.sql("SELECT count(*) FROM " + table)
                                            .query(Long.class)
                                            .single()));
        }
        return counts;
    }

    private static void copy(RunningServer server, Map<String, byte[]> rows) throws Exception {
        try (Connection owner = server.database().owner().connect();
                Statement statement = owner.createStatement()) {
            for (Map.Entry<String, byte[]> table : rows.entrySet()) {
                statement.execute("ALTER TABLE " + table.getKey() + " NO FORCE ROW LEVEL SECURITY");
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                bytes.writeBytes(FirstLoad.header());
                bytes.writeBytes(table.getValue());
                bytes.writeBytes(FirstLoad.trailer());
                owner.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                                "COPY "
                                        + table.getKey()
                                        + " ("
                                        + FirstLoad.COLUMNS.get(table.getKey())
                                        + ") FROM STDIN (FORMAT binary)",
                                new ByteArrayInputStream(bytes.toByteArray()));
                statement.execute("ALTER TABLE " + table.getKey() + " FORCE ROW LEVEL SECURITY");
            }
        }
    }
}
