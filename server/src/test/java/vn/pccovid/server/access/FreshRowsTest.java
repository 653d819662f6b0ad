package vn.pccovid.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import vn.pccovid.server.MigratedDatabase;

@NullUnmarked
@DisplayName("rows that hardly ever exist already are inserted plainly, and carefully if they do")
class FreshRowsTest {
    private static final String INSERT =
            "INSERT INTO thing (key, told) SELECT unnest(?::bigint[]), ?";
    private static final String CAREFULLY = " ON CONFLICT (key) DO NOTHING";

    private static Connection connection;
    private static Connection beside;
    private static JdbcClient jdbc;

    @BeforeAll
    static void open() throws SQLException {
        var database = MigratedDatabase.create();
        connection = database.owner().connect();
        beside = database.owner().connect();
        connection.setAutoCommit(false);
        beside.setAutoCommit(false);
        jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
        beside.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        jdbc.sql("DROP TABLE IF EXISTS access.thing").update();
        jdbc.sql("CREATE TABLE access.thing (key bigint PRIMARY KEY, told text)").update();
        jdbc.sql("SET search_path = access").update();
        connection.commit();
    }

    private static List<Object> rows(String told, Long... keys) {
        return List.of(SqlArrays.longs(List.of(keys), Long::longValue), told);
    }

    private static List<String> stored() {
        return jdbc.sql("SELECT key || ' ' || told FROM access.thing ORDER BY key")
                .query(String.class)
                .list();
    }

    @Test
    void when_none_exists_all_are_inserted() {
        assertThat(FreshRows.tryInsert(jdbc, INSERT, rows("first", 1L, 2L))).isTrue();
        assertThat(stored()).containsExactly("1 first", "2 first");
    }

    @Test
    void when_one_exists_none_is_inserted_and_the_transaction_goes_on() {
        FreshRows.insert(jdbc, INSERT, CAREFULLY, rows("first", 2L));

        assertThat(FreshRows.tryInsert(jdbc, INSERT, rows("second", 1L, 2L, 3L))).isFalse();

        assertThat(stored()).as("the row of before is still there").containsExactly("2 first");
    }

    @Test
    void when_one_exists_the_conflict_clause_decides() throws SQLException {
        FreshRows.insert(jdbc, INSERT, CAREFULLY, rows("first", 2L));
        FreshRows.insert(jdbc, INSERT, CAREFULLY, rows("second", 1L, 2L, 3L));
        connection.commit();

        assertThat(stored()).containsExactly("1 second", "2 first", "3 second");
    }

    @Test
    void a_row_another_transaction_is_inserting_is_waited_for() throws Exception {
        try (Statement other = beside.createStatement()) {
            other.execute("INSERT INTO access.thing VALUES (2, 'theirs')");
            CompletableFuture<Void> ours =
                    CompletableFuture.runAsync(
                            () -> FreshRows.insert(jdbc, INSERT, CAREFULLY, rows("ours", 1L, 2L)));
            TimeUnit.MILLISECONDS.sleep(200);
            assertThat(ours).isNotDone();
            beside.commit();
            ours.get(30, TimeUnit.SECONDS);
        }
        assertThat(stored()).containsExactly("1 ours", "2 theirs");
        connection.commit();
    }
}
