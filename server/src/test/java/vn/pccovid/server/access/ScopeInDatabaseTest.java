package vn.pccovid.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.postgres.testing.TestDatabase;
import vn.pccovid.server.MigratedDatabase;

@NullUnmarked
class ScopeInDatabaseTest {

    private static final UUID SOMEBODY = UUID.fromString("11111111-1111-4111-8111-111111111111");
    private static final UUID ANOTHER = UUID.fromString("22222222-2222-4222-8222-222222222222");

    private static TestDatabase database;
    private static RoutingDataSource source;
    private static JdbcClient sql;
    private static TransactionTemplate transaction;

    @BeforeAll
    static void open() {
        database = MigratedDatabase.create();
        source = new RoutingDataSource(properties(database, 4));
        sql = JdbcClient.create(source);
        transaction = new TransactionTemplate(new ScopedTransactionManager(source));
    }

    @AfterAll
    static void close() {
        source.close();
    }

    private static DatabaseProperties properties(TestDatabase database, int connections) {
        return new DatabaseProperties(
                database.application().url(),
                database.application().user(),
                database.application().password(),
                database.worker().url(),
                database.worker().user(),
                database.worker().password(),
                connections,
                connections);
    }

    private static Scope scope(List<String> areas, List<UUID> persons) {
        return new Scope(
                "somebody",
                "Trạm thử",
                "HEALTH_WORKER",
                Purpose.CARE,
                Category.HEALTH,
                areas,
                persons,
                DatabaseRole.APPLICATION);
    }

    private static boolean mayRead(Scope scope, UUID person, String area) {
        return Scopes.call(
                scope,
                () ->
                        transaction.execute(status ->
                                sql.sql("SELECT access.may_read(:person, :area)")
                                        .param("person", person)
                                        .param("area", area)
                                        .query(Boolean.class)
                                        .single()));
    }

    @Nested
    @DisplayName(
            "actor, purpose, category, areas by SET LOCAL per transaction, unset means no rows")
    class Unset {

        @Test
        void without_a_scope_nobody_is_visible() {
            Boolean visible =
                    transaction.execute(status ->
                            sql.sql("SELECT access.may_read(:person, '56')")
                                    .param("person", SOMEBODY)
                                    .query(Boolean.class)
                                    .single());
            assertThat(visible).isFalse();
        }

        @Test
        void a_connection_forgets_the_scope_when_its_transaction_ends() {
            RoutingDataSource one = new RoutingDataSource(properties(database, 1));
            try {
                JdbcClient client = JdbcClient.create(one);
                TransactionTemplate scoped =
                        new TransactionTemplate(new ScopedTransactionManager(one));
                Scopes.run(
                        scope(List.of("*"), List.of()),
                        () ->
                                scoped.executeWithoutResult(status ->
                                        assertThat(
                                                        client.sql(
                                                                        "SELECT current_setting('pccovid.purpose')")
                                                                .query(String.class)
                                                                .single())
                                                .isEqualTo("CARE")));
                assertThat(
                                client.sql(
                                                "SELECT coalesce(current_setting('pccovid.purpose', true), '')")
                                        .query(String.class)
                                        .single())
                        .isEmpty();
            } finally {
                one.close();
            }
        }
    }

    @Nested
    @DisplayName("area is tested against the person's current residence")
    class Areas {

        @Test
        void an_area_holds_itself_and_what_lies_below_and_nothing_that_only_begins_alike() {
            Scope district = scope(List.of("56/568"), List.of());
            assertThat(mayRead(district, SOMEBODY, "56/568")).isTrue();
            assertThat(mayRead(district, SOMEBODY, "56/568/22366")).isTrue();
            assertThat(mayRead(district, SOMEBODY, "56/569/22366")).isFalse();
            assertThat(mayRead(district, SOMEBODY, "56/5681")).isFalse();
            assertThat(mayRead(district, SOMEBODY, "56")).isFalse();
        }

        @Test
        void an_unknown_residence_is_seen_by_the_nation_only() {
            assertThat(mayRead(scope(List.of("56"), List.of()), SOMEBODY, "")).isFalse();
            assertThat(mayRead(scope(List.of("*"), List.of()), SOMEBODY, "")).isTrue();
            assertThat(mayRead(scope(List.of(), List.of()), SOMEBODY, "")).isFalse();
        }

        @Test
        void a_proven_person_is_visible_wherever_they_live_and_nobody_else_is() {
            Scope own = scope(List.of(), List.of(SOMEBODY));
            assertThat(mayRead(own, SOMEBODY, "56/568/22366")).isTrue();
            assertThat(mayRead(own, ANOTHER, "56/568/22366")).isFalse();
        }
    }

    @Test
    void the_scope_cannot_change_inside_a_transaction() {
        Scopes.run(
                scope(List.of("56"), List.of()),
                () ->
                        transaction.executeWithoutResult(status ->
                                assertThatThrownBy(() ->
                                                Scopes.run(
                                                        scope(List.of("*"), List.of()), () -> {}))
                                        .isInstanceOf(IllegalStateException.class)));
    }

    @Test
    @DisplayName("Refuse to start if the application role is superuser or can bypass")
    void the_owner_is_refused_as_application_role() {
        DatabaseProperties wrong =
                new DatabaseProperties(
                        database.owner().url(),
                        database.owner().user(),
                        database.owner().password(),
                        database.worker().url(),
                        database.worker().user(),
                        database.worker().password(),
                        1,
                        1);
        RoutingDataSource asOwner = new RoutingDataSource(wrong);
        try {
            assertThatThrownBy(asOwner::refuseRolesThatCanBypass)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("refusing to start");
        } finally {
            asOwner.close();
        }
        source.refuseRolesThatCanBypass();
    }

    @Nested
    @DisplayName("every read of a person leaves a line that person can see; chained per writer")
    class Lines {

        private final AccessLines lines = new AccessLines(sql, Clock.systemUTC());

        @Test
        void a_read_without_a_transaction_is_an_error() {
            assertThatThrownBy(() -> lines.record(List.of(SOMEBODY), "pass"))
                    .isInstanceOf(IllegalStateException.class);
        }

        @Test
        void lines_of_a_rolled_back_read_leave_no_gap_in_the_chain() throws SQLException {
            Scope scope = scope(List.of("*"), List.of());
            for (int i = 0; i < 40; i++) {
                boolean fails = i % 5 == 0;
                Scopes.run(
                        scope,
                        () ->
                                transaction.executeWithoutResult(status -> {
                                    lines.record(List.of(SOMEBODY, ANOTHER), "pass");
                                    if (fails) {
                                        status.setRollbackOnly();
                                    }
                                }));
            }
            Map<UUID, List<byte[]>> chains = new java.util.HashMap<>();
            int seen = 0;
            try (Connection connection = database.owner().connect();
                    var statement = connection.createStatement()) {
                statement.execute("ALTER TABLE access.access_line NO FORCE ROW LEVEL SECURITY");
                try (var row =
                        statement.executeQuery(
                                "SELECT * FROM access.access_line WHERE what = 'pass' ORDER BY writer, seq")) {
                    while (row.next()) {
                        UUID writer = row.getObject("writer", UUID.class);
                        List<byte[]> chain = chains.computeIfAbsent(writer, w -> new ArrayList<>());
                        assertThat(row.getLong("seq")).isEqualTo(chain.size() + 1L);
                        byte[] before = chain.isEmpty() ? new byte[32] : chain.getLast();
                        byte[] expected =
                                AccessLines.link(
                                        before,
                                        writer,
                                        row.getLong("seq"),
                                        row.getTimestamp("at").toInstant(),
                                        row.getString("actor"),
                                        row.getString("office"),
                                        row.getString("role"),
                                        row.getString("purpose"),
                                        row.getString("category"),
                                        row.getObject("person_id", UUID.class),
                                        row.getString("what"));
                        assertThat(Arrays.equals(row.getBytes("hash"), expected)).isTrue();
                        chain.add(expected);
                        seen++;
                    }
                }
                statement.execute("ALTER TABLE access.access_line FORCE ROW LEVEL SECURITY");
            }
            assertThat(seen).isEqualTo(64);
            assertThat(chains).as("one writer does while nobody waits for it").hasSize(1);
        }

        @Test
        void the_database_links_a_line_as_java_does_and_a_failure_begins_a_new_chain() {
            Scope scope = scope(List.of("*"), List.of());
            Instant at = Instant.parse("2021-10-10T02:00:00.123456Z");
            List<AccessLines.Head> heads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                heads.add(Scopes.call(scope, () -> lines.write(head -> line(head, at))));
            }
            byte[] before = new byte[32];
            for (AccessLines.Head head : heads) {
                before =
                        AccessLines.link(
                                before,
                                heads.getFirst().writer(),
                                head.seq(),
                                at,
                                scope.actor(),
                                "Trạm số 1",
                                scope.role(),
                                scope.purpose().name(),
                                "PASS",
                                SOMEBODY,
                                "glance");
                assertThat(head.hash()).isEqualTo(before);
            }
            assertThatThrownBy(() ->
                            lines.write(head -> {
                                throw new IllegalStateException("in doubt");
                            }))
                    .hasMessage("in doubt");
            AccessLines.Head fresh = Scopes.call(scope, () -> lines.write(head -> line(head, at)));
            assertThat(fresh.seq()).isOne();
            assertThat(fresh.writer()).isNotEqualTo(heads.getFirst().writer());
        }

        private AccessLines.Written<AccessLines.Head> line(AccessLines.Head head, Instant at) {
            byte[] hash =
                    transaction.execute(status ->
                            sql.sql("SELECT access.line(?, ?, ?, ?, ?, ?, ?, ?, ?)")
                                    .params(
                                            head.writer(),
                                            head.seq() + 1,
                                            head.hash(),
                                            at.atOffset(java.time.ZoneOffset.UTC),
                                            "Trạm số 1",
                                            Scopes.required().role(),
                                            "PASS",
                                            SOMEBODY,
                                            "glance")
                                    .query(byte[].class)
                                    .single());
            AccessLines.Head after = new AccessLines.Head(head.writer(), head.seq() + 1, hash);
            return new AccessLines.Written<>(after, after);
        }

        @Test
        void a_person_sees_lines_about_themselves_only() {
            Scopes.run(
                    scope(List.of("*"), List.of()),
                    () ->
                            transaction.executeWithoutResult(
                                    status -> lines.record(List.of(SOMEBODY, ANOTHER), "facts")));
            Scope self =
                    new Scope(
                            "account",
                            "",
                            "RESIDENT",
                            Purpose.SELF_SERVICE,
                            Category.ACCESS_LOG,
                            List.of(),
                            List.of(SOMEBODY),
                            DatabaseRole.APPLICATION);
            Scopes.run(
                    self,
                    () ->
                            transaction.executeWithoutResult(status -> {
                                assertThat(lines.of(List.of(SOMEBODY), 10)).isNotEmpty();
                                assertThat(lines.of(List.of(ANOTHER), 10)).isEmpty();
                            }));
        }

        @Test
        void nobody_can_write_a_line_in_another_name_or_change_one() {
            Scopes.run(
                    scope(List.of("*"), List.of()),
                    () -> {
                        assertThatThrownBy(() ->
                                        transaction.executeWithoutResult(status ->
                                                sql.sql(
                                                                """
                                                                INSERT INTO access.access_line VALUES
                                                                (:p, :p, 1, now(), 'somebody else', 'o', 'r', 'CARE', 'c', 'w', :h)
                                                                """)
                                                        .param("p", SOMEBODY)
                                                        .param(
                                                                "h",
                                                                "h"
                                                                        .getBytes(
                                                                                StandardCharsets
                                                                                        .UTF_8))
                                                        .update()))
                                .rootCause()
                                .hasMessageContaining("row-level security");
                        assertThatThrownBy(() ->
                                        transaction.executeWithoutResult(status ->
                                                sql.sql(
                                                                "UPDATE access.access_line SET office = 'x'")
                                                        .update()))
                                .rootCause()
                                .hasMessageContaining("permission denied");
                    });
        }
    }
}
