package vn.pccovid.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Signature;
import java.sql.Connection;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.keys.SigningKey;
import vn.pccovid.server.keys.SigningKeys;

class IdleTest {

    @Test
    @DisplayName("idle sign-out: who does nothing for the configured time is signed out")
    void a_session_ends_when_nobody_uses_it_and_not_before() throws InterruptedException {
        try (RunningServer server = new RunningServer(Map.of("pccovid.session.staff-idle", "3s"))) {
            Browser browser =
                    server.staff(
                            new StaffAccounts.Staff(
                                    "idle",
                                    "Người thử",
                                    "Phòng thử",
                                    Set.of(Role.AUDITOR),
                                    List.of("*")));
            assertThat(kind(browser)).isEqualTo("staff");
            Thread.sleep(Duration.ofMillis(3_500));
            assertThat(kind(browser)).isEqualTo("anonymous");
            assertThat(server.bean(Sessions.class).sweep()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("chained per writer, root signed")
    void the_head_of_a_chain_is_signed_once_per_new_line() throws Exception {
        try (RunningServer server = new RunningServer(Map.of())) {
            AccessUpkeep upkeep = server.bean(AccessUpkeep.class);
            assertThat(upkeep.signHeads()).isZero();
            TransactionTemplate transaction =
                    new TransactionTemplate(server.bean(PlatformTransactionManager.class));
            Scopes.run(
                    Scope.service(Purpose.CARE),
                    () ->
                            transaction.executeWithoutResult(status ->
                                    server.bean(AccessLines.class)
                                            .record(List.of(UUID.randomUUID()), "pass")));
            assertThat(upkeep.signHeads()).isEqualTo(1);
            assertThat(upkeep.signHeads()).isZero();

            SigningKey key = server.bean(SigningKeys.class).current();
            try (Connection connection = server.database().owner().connect();
                    var statement = connection.createStatement();
                    var row = statement.executeQuery("SELECT * FROM access.chain_head")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString("key_id")).isEqualTo(HexFormat.of().formatHex(key.kid()));
                Signature verifier = Signature.getInstance("SHA256withECDSA");
                verifier.initVerify(key.publicKey());
                verifier.update(
                        "PcCovid access lines v1\n"
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                verifier.update(
                        AccessUpkeep.content(
                                new AccessLines.Head(
                                        row.getObject("writer", UUID.class),
                                        row.getLong("seq"),
                                        row.getBytes("hash")),
                                row.getTimestamp("at").toInstant()));
                assertThat(verifier.verify(row.getBytes("signature"))).isTrue();
            }
        }
    }

    private static String kind(Browser browser) {
        return browser.get("/api/session").json().path("kind").asString();
    }
}
