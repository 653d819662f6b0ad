package vn.pccovid.server.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.SocialInsuranceNumber;
import vn.pccovid.postgres.testing.TestDatabases;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.laboratory.Laboratories;
import vn.pccovid.server.laboratory.Sample;
import vn.pccovid.server.place.Places;
import vn.pccovid.server.place.Trip;
import vn.pccovid.server.place.Venue;
import vn.pccovid.server.place.Visit;
import vn.pccovid.server.vaccination.Dose;
import vn.pccovid.server.vaccination.Vaccinations;

@NullUnmarked
@DisplayName("5. No file of the database contains names, numbers or phones in clear")
class SealedFilesTest {
    @Test
    void database_files_hold_nothing_that_names_anybody() throws Exception {
        List<String> secrets = new ArrayList<>();
        try (RunningServer server = new RunningServer(Map.of())) {
            TransactionTemplate transaction =
                    new TransactionTemplate(server.bean(PlatformTransactionManager.class));
            People people = server.bean(People.class);
            Scopes.run(
                    Scope.worker(Purpose.IMPORT),
                    () ->
                            transaction.executeWithoutResult(status -> {
                                for (int n = 900_000; n < 900_006; n++) {
                                    PersonDescription person =
                                            Invented.person(n).toBuilder()
                                                    .insurance(
                                                            new SocialInsuranceNumber(
                                                                    "79%08d".formatted(n * 71)))
                                                    .build();
                                    String key = "XKEY" + n * 37;
                                    UUID record =
                                            people.link(
                                                            List.of(
                                                                    Invented.record(
                                                                            "vaccination",
                                                                            key,
                                                                            person)))
                                                    .getFirst()
                                                    .recordId();
                                    // Waits: a number under another name.
                                    people.link(
                                            List.of(
                                                    Invented.record(
                                                            "vhd",
                                                            "Y" + key,
                                                            Invented.person(n + 5_000).toBuilder()
                                                                    .citizenId(person.citizenId())
                                                                    .build())));
                                    secrets.addAll(
                                            List.of(
                                                    person.name().display(),
                                                    person.name().base(),
                                                    person.citizenId().value(),
                                                    person.insurance().value(),
                                                    person.phone().value(),
                                                    person.phone().value().substring(1),
                                                    key));
                                    tell(server, n, record, key);
                                }
                            }));
            secrets.addAll(
                    List.of(
                            "Trạm Ngọc Hiệp Thử",
                            "079C-99999",
                            "LOT-QX-77",
                            "TUBE-QX-77",
                            "Quán Cơm Thử Nghiệm"));
            try (Connection connection =
                            TestDatabases.server().superuser(server.database().name()).connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT");
            }
            Path cluster = TestDatabases.server().cluster();
            // The search can find: the path of a commune stands in clear.
            assertThat(found(cluster, List.of("56/575/22738"))).isNotEmpty();
            assertThat(found(cluster, secrets)).isEmpty();
        }
    }

    private static void tell(RunningServer server, int n, UUID record, String key) {
        Instant at = Instant.now().minus(2, ChronoUnit.DAYS);
        server.bean(Vaccinations.class)
                .record(
                        List.of(
                                new Dose(
                                        "D" + n,
                                        key,
                                        1,
                                        "AstraZeneca",
                                        "LOT-QX-77",
                                        at,
                                        "Trạm Ngọc Hiệp Thử",
                                        ""),
                                new Dose(
                                        "E" + n,
                                        "NOBODY" + n,
                                        1,
                                        "AstraZeneca",
                                        "LOT-QX-77",
                                        at,
                                        "Trạm Ngọc Hiệp Thử",
                                        "")));
        server.bean(Laboratories.class)
                .samples(
                        List.of(
                                new Sample(
                                        "S" + n,
                                        record,
                                        "TUBE-QX-77" + n,
                                        false,
                                        at,
                                        "Trạm Ngọc Hiệp Thử",
                                        "")));
        Places places = server.bean(Places.class);
        places.register(
                List.of(
                        new Venue(
                                "VENUE" + n,
                                "Quán Cơm Thử Nghiệm",
                                "56/575/22738",
                                "1 Thử",
                                "Người Thử",
                                "0900000001",
                                "shop")));
        places.visits(List.of(new Visit("VISIT" + n, "VENUE" + n, record, at, false)));
        places.trips(
                List.of(
                        new Trip(
                                "TRIP" + n,
                                record,
                                "56",
                                "1 Thử",
                                "79",
                                "2 Thử",
                                "car",
                                "079C-99999",
                                at,
                                "work")));
    }

    private static List<String> found(Path cluster, List<String> secrets) throws IOException {
        List<String> found = new ArrayList<>();
        List<byte[]> patterns =
                secrets.stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toList();
        try (Stream<Path> files = Files.walk(cluster)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes;
                try {
                    bytes = Files.readAllBytes(file);
                } catch (IOException gone) {
                    continue;
                }
                // Searched as text of one byte per character: the fastest exact search at hand.
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                for (int i = 0; i < patterns.size(); i++) {
                    if (text.contains(new String(patterns.get(i), StandardCharsets.ISO_8859_1))) {
                        found.add("secret " + i % 7 + " in " + cluster.relativize(file));
                    }
                }
            }
        }
        return found;
    }
}
