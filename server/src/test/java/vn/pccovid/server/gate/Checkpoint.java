package vn.pccovid.server.gate;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.credential.DeviceKey;
import vn.pccovid.lib.credential.GateCodes;
import vn.pccovid.lib.credential.Signatures;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.identity.SocialInsuranceNumber;
import vn.pccovid.lib.linkage.Veto;
import vn.pccovid.postgres.testing.TestDatabases;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.Secrets;
import vn.pccovid.server.access.StaffAccounts;
import vn.pccovid.server.credential.Credentials;
import vn.pccovid.server.credential.IssuedCode;
import vn.pccovid.server.demo.DemoClock;
import vn.pccovid.server.laboratory.Laboratories;
import vn.pccovid.server.laboratory.Sample;
import vn.pccovid.server.laboratory.TubeResult;
import vn.pccovid.server.pass.Passes;
import vn.pccovid.server.person.IncomingRecord;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.RecordOutcome;
import vn.pccovid.server.person.TimedId;
import vn.pccovid.server.vaccination.Dose;
import vn.pccovid.server.vaccination.Vaccinations;

/// A server with a gate in Nha Trang, its keeper on duty, and a few invented people. It is the
/// tenth of October 2021; Khánh Hòa calls red whoever nothing is known of.
@NullUnmarked
final class Checkpoint implements AutoCloseable {
    static final String COMMUNE = "56/568/22390";
    static final String DISTRICT = "56/568";

    /// Somebody the register knows.
    record Resident(UUID person, String name, String number, String birth, String insurance) {
        String card() {
            return "%s||%s|%s|%s|Số 1, đường Thử|01032021"
                    .formatted(number, name, birth.replace("/", ""), "Nam");
        }

        String insuranceCard() {
            return "GD4%s%s|%s|%s|1||56 - 001|01/01/2021|31/12/2021|$"
                    .formatted(
                            number.substring(1, 3),
                            insurance,
                            HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8)),
                            birth);
        }

        String unified() {
            String[] day = birth.split("/", -1);
            return "%s|%s|%s-%s-%s|0|162979388586171100|<1"
                    .formatted(
                            number,
                            FullName.read(name).require().base().toUpperCase(java.util.Locale.ROOT),
                            day[2],
                            day[1],
                            day[0]);
        }
    }

    final RunningServer server;
    final Browser authority;
    final Browser keeper;
    final Browser officer;
    final UUID gate;
    private int people;

    Checkpoint(boolean keepsVisits) {
        server =
                new RunningServer(
                        Map.of("pccovid.demo", true),
                        RunningServer.DemoBeans.class,
                        RunningServer.Steppable.class);
        authority = staff("huyen", "Ban chỉ đạo huyện", Role.AUTHORITY, "56");
        officer = staff("capgiay", "Tổ cấp giấy", Role.PERMIT_OFFICER, "56");
        keeper = staff("chot", "Chốt số 1", Role.GATE_KEEPER, "56/568");
        gate = open("Chốt số 1", COMMUNE, keepsVisits);
        assign(gate, "chot");
    }

    Browser staff(String user, String office, Role role, String area) {
        return server.staff(
                new StaffAccounts.Staff(user, "Người thử", office, Set.of(role), List.of(area)));
    }

    UUID open(String name, String area, boolean keepsVisits) {
        Browser.Answer opened =
                authority.post(
                        "/api/gates",
                        Map.of(
                                "nameVi",
                                name,
                                "nameEn",
                                "Gate",
                                "area",
                                area,
                                "keepsVisits",
                                keepsVisits));
        if (opened.status() != 201) {
            throw new IllegalStateException(opened.text());
        }
        return UUID.fromString(opened.json().path("gateId").asString());
    }

    void assign(UUID gate, String keeper) {
        Browser.Answer set =
                authority.post(
                        "/api/gates/" + gate + "/shifts",
                        Map.of(
                                "keeper",
                                keeper,
                                "from",
                                now().minus(Duration.ofHours(1)).toString(),
                                "until",
                                now().plus(Duration.ofDays(30)).toString()));
        if (set.status() != 201) {
            throw new IllegalStateException(set.text());
        }
    }

    Instant now() {
        return server.bean(Clock.class).instant();
    }

    DemoClock clock() {
        return (DemoClock) server.bean(Clock.class);
    }

    <T> T work(Supplier<T> body) {
        TransactionTemplate transaction =
                new TransactionTemplate(server.bean(PlatformTransactionManager.class));
        return Objects.requireNonNull(
                Scopes.call(
                        Scope.worker(Purpose.IMPORT),
                        () -> transaction.execute(status -> body.get())));
    }

    List<String> strings(String sql) {
        // What a thief of the whole database would read: past row-level security.
        try (var connection = TestDatabases.server().superuser(server.database().name()).connect();
                var statement = connection.createStatement()) {
            try (var rows = statement.executeQuery(sql)) {
                List<String> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(rows.getString(1));
                }
                return all;
            }
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @param doses how many doses the platform knows, the first sixty days ago
    Resident resident(int doses) {
        int n = ++people;
        String number = "056070%06d".formatted(700_000 + n);
        String birth = "%02d/04/1970".formatted(n % 28 + 1);
        String insurance = "56%08d".formatted(12_345_000 + n * 7);
        String name = "Đoàn Văn " + given(n);
        PersonDescription description = description(name, birth, number, insurance);
        UUID person = link("population", number, description).personId();
        if (doses > 0) {
            link("vaccination", "v" + n, description);
            dose(n, 1, 60);
        }
        if (doses > 1) {
            dose(n, 2, 30);
        }
        server.bean(Passes.class).catchUp();
        return new Resident(person, name, number, birth, insurance);
    }

    private void dose(int n, int number, int daysAgo) {
        work(() ->
                server.bean(Vaccinations.class)
                        .record(
                                List.of(
                                        new Dose(
                                                "d" + n + "-" + number,
                                                "v" + n,
                                                number,
                                                "AstraZeneca",
                                                "LOT1",
                                                now().minus(Duration.ofDays(daysAgo)),
                                                "Trạm y tế",
                                                COMMUNE))));
    }

    private static PersonDescription description(
            String name, String birth, String number, String insurance) {
        return PersonDescription.builder()
                .name(FullName.read(name).value())
                .birthDate(BirthDate.read(birth).value())
                .sex(Sex.MALE)
                .citizenId(new CitizenId(number))
                .insurance(new SocialInsuranceNumber(insurance))
                .residence(new Residence("56", "568", "22390", null))
                .build();
    }

    /// A steward says that two persons are one.
    ///
    /// @return the decision
    UUID join(Resident one, Resident two) {
        UUID decision =
                work(() ->
                        server.bean(People.class)
                                .merge(
                                        one.person(),
                                        two.person(),
                                        Stream.concat(
                                                        Arrays.stream(Veto.values())
                                                                .map(Veto::code),
                                                        Stream.of("both_registered"))
                                                .toList(),
                                        "t.so",
                                        "one person, two cards"));
        server.bean(Passes.class).catchUp();
        return decision;
    }

    /// The steward takes it back.
    void part(UUID decision) {
        work(() -> server.bean(People.class).takeBack(decision, "t.so", "two people after all"));
        server.bean(Passes.class).catchUp();
    }

    /// A laboratory finds the virus in a sample of somebody's own.
    void positive(Resident resident) {
        String key = "x" + resident.number();
        UUID record =
                link(
                                "laboratory",
                                key,
                                description(
                                        resident.name(),
                                        resident.birth(),
                                        resident.number(),
                                        resident.insurance()))
                        .recordId();
        Laboratories laboratories = server.bean(Laboratories.class);
        work(() -> {
            laboratories.samples(
                    List.of(
                            new Sample(
                                    key,
                                    record,
                                    "tube" + key,
                                    false,
                                    now().minus(Duration.ofHours(5)),
                                    "Trạm y tế",
                                    COMMUNE)));
            return laboratories.results(
                    List.of(
                            new TubeResult(
                                    key,
                                    "tube" + key,
                                    TubeResult.Method.PCR,
                                    TubeResult.Finding.POSITIVE,
                                    21.0,
                                    now().minus(Duration.ofHours(1)),
                                    "CDC")));
        });
        server.bean(Passes.class).catchUp();
    }

    private RecordOutcome link(String source, String key, PersonDescription description) {
        Clock clock = server.bean(Clock.class);
        IncomingRecord record =
                new IncomingRecord(
                        TimedId.next(clock),
                        source,
                        key,
                        Secrets.hash(source + key),
                        key.getBytes(StandardCharsets.UTF_8),
                        description,
                        clock.instant(),
                        source.equals("population"));
        return work(() -> server.bean(People.class).link(List.of(record)).getFirst());
    }

    private static String given(int n) {
        String[] names = {"Bảo", "Cường", "Đạt", "Giang", "Hải", "Khôi", "Long", "Nam", "Phong"};
        return names[n % names.length]
                + (n >= names.length ? " " + names[n / names.length % names.length] : "");
    }

    /// A phone with a code.
    record Phone(IssuedCode code, KeyPair key) {
        String shows(Instant at) {
            try {
                return GateCodes.prove(Signatures.platform(), code.code(), at, key.getPrivate());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    Phone phone(Resident resident) {
        KeyPair key = keyPair();
        ECPublicKey point = (ECPublicKey) key.getPublic();
        byte[] xy = new byte[64];
        put(point.getW().getAffineX(), xy, 0);
        put(point.getW().getAffineY(), xy, 32);
        return new Phone(
                care(() ->
                        server.bean(Credentials.class)
                                .issueLive(resident.person(), new DeviceKey(xy))),
                key);
    }

    IssuedCode printed(Resident resident) {
        return care(() -> server.bean(Credentials.class).issuePrinted(resident.person()));
    }

    private static <T> T care(Supplier<T> body) {
        return Scopes.call(
                new Scope(
                        "tramyte",
                        "Trạm y tế",
                        "HEALTH_WORKER",
                        Purpose.CARE,
                        Category.PASS,
                        List.of("56/568"),
                        List.of(),
                        DatabaseRole.APPLICATION),
                body::get);
    }

    private static KeyPair keyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new java.security.spec.ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void put(java.math.BigInteger n, byte[] into, int at) {
        byte[] bytes = n.toByteArray();
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, into, at + 32 - length, length);
    }

    JdbcClient sql() {
        return server.bean(JdbcClient.class);
    }

    Browser.Answer check(String code) {
        return keeper.post("/api/gate/check", Map.of("code", code));
    }

    @Override
    public void close() {
        server.close();
    }
}
