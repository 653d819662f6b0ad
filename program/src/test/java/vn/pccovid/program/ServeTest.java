package vn.pccovid.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.pccovid.server.keys.LocalKms;
import vn.pccovid.server.keys.WrongMasterKey;

@DisplayName("serve: HTTPS by an own authority, health, backup while it runs, restore")
class ServeTest {

    @Test
    @DisplayName("the whole life of an installation: serve, back up, lose, restore, serve")
    void an_installation_serves_is_backed_up_and_restored(@TempDir Path root) throws Exception {
        DataFolder folder = new DataFolder(root.resolve("data"));
        Certificates own = new Certificates(folder.certificates(), Clock.systemUTC());
        CertificateFiles files = own.server(List.of("pccovid.test"));
        assertThat(mode(files.key())).isEqualTo("rw-------");
        assertThat(mode(folder.certificates().resolve("ca.key"))).isEqualTo("rw-------");
        byte[] certificate = Files.readAllBytes(files.certificate());
        assertThat(own.server(List.of()).certificate()).hasBinaryContent(certificate);

        Settings settings =
                Settings.of(folder)
                        .withWeb(
                                new Settings.Web(
                                        "127.0.0.1", 0, 0, files, "https://localhost:8443"));
        try (Application application = Application.start(settings);
                HttpClient client = trusting(own.authority())) {
            HttpResponse<String> page =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "https://localhost:"
                                                            + application.port()
                                                            + "/api/session"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            int management =
                    application
                            .context()
                            .getEnvironment()
                            .getRequiredProperty("local.management.port", Integer.class);
            HttpResponse<String> ready =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:"
                                                            + management
                                                            + "/actuator/health/readiness"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(ready.body()).contains("UP");
            JdbcClient.create(application.database().orElseThrow().custody().dataSource())
                    .sql(
                            "INSERT INTO custody.proof VALUES ('2021-10-01',"
                                    + " '2021-10-30T00:00:00Z', 'f', 'retention')")
                    .update();

            assertThat(
                            Main.commandLine()
                                    .execute(
                                            "backup",
                                            "--data",
                                            folder.root().toString(),
                                            "--out",
                                            root.resolve("backup").toString(),
                                            "--keys",
                                            root.resolve("keys").toString()))
                    .isZero();
        }
        try (var copied = Files.walk(root.resolve("backup"))) {
            assertThat(copied.map(p -> p.getFileName().toString()))
                    .noneMatch(n -> n.endsWith(".key"));
        }

        DataFolder second = new DataFolder(root.resolve("second"));
        Files.createDirectories(second.root());
        String[] restore = {
            "restore",
            "--data",
            second.root().toString(),
            "--from",
            root.resolve("backup").toString()
        };
        // Without the keys, or with others, a restore would be worthless: refused.
        assertThat(Main.commandLine().execute(restore)).isEqualTo(1);
        Files.move(root.resolve("keys"), second.keys());
        Files.copy(folder.masterKey(), second.masterKey());
        assertThat(Main.commandLine().execute(restore)).isZero();
        try (Application again = Application.start(Settings.of(second))) {
            assertThat(
                            JdbcClient.create(again.database().orElseThrow().worker().dataSource())
                                    .sql("SELECT reason FROM custody.proof")
                                    .query(String.class)
                                    .single())
                    .isEqualTo("retention");
        }
    }

    @Test
    @DisplayName("refusal to start with the wrong master key; the database is ended again")
    void the_wrong_master_key_ends_the_start(@TempDir Path root) {
        DataFolder folder = new DataFolder(root);
        Application.start(Settings.of(folder)).close();
        Settings wrong =
                Settings.of(folder).with("pccovid.keys.master", LocalKms.newKeyText().strip());
        assertThatThrownBy(() -> Application.start(wrong))
                .hasRootCauseInstanceOf(WrongMasterKey.class);
        assertThat(vn.pccovid.postgres.EmbeddedDatabase.attach(folder.database())).isEmpty();
    }

    @Test
    @DisplayName("a setting that cannot be is refused in one sentence that names it")
    void an_impossible_setting_ends_the_start(@TempDir Path root) {
        Settings settings = Settings.of(new DataFolder(root)).withEnvironment(Map.of());

        assertThatThrownBy(() -> Application.start(settings.with("pccovid.linkage.show", "much")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("pccovid.linkage.show")
                .hasMessageContaining("much");
        assertThatThrownBy(() -> Application.start(settings.with("pccovid.linkage.show", 0.999999)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("analyse <= show <= burden")
                .hasMessageContaining("0.999999");
    }

    @Test
    @DisplayName("external PostgreSQL: a superuser as application role is refused")
    void an_application_role_that_can_bypass_is_refused(@TempDir Path root) {
        DataFolder folder = new DataFolder(root);
        try (var database =
                vn.pccovid.postgres.EmbeddedDatabase.start(folder.root().resolve("elsewhere"))) {
            Map<String, String> good =
                    Map.of(
                            "PCCOVID_DB_URL", database.application().url(),
                            "PCCOVID_DB_PASSWORD", database.application().password(),
                            "PCCOVID_DB_WORKER_PASSWORD", database.worker().password(),
                            "PCCOVID_DB_CUSTODY_PASSWORD", database.custody().password(),
                            "PCCOVID_DB_OWNER_PASSWORD", database.owner().password());
            try (Application application =
                    Application.start(Settings.of(folder).withEnvironment(good))) {
                assertThat(application.database()).isEmpty();
            }
            Map<String, String> bad = new java.util.HashMap<>(good);
            bad.put("PCCOVID_DB_USER", database.superuser().user());
            bad.put("PCCOVID_DB_PASSWORD", database.superuser().password());
            assertThatThrownBy(() -> Application.start(Settings.of(folder).withEnvironment(bad)))
                    .hasStackTraceContaining("superuser");
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static HttpClient trusting(Path authority)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var in = Files.newInputStream(authority)) {
            trusted.setCertificateEntry(
                    "own", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }
}
