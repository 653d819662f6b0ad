package vn.pccovid.program.demo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.credential.LaboratoryClaims;
import vn.pccovid.lib.credential.LaboratoryStatements;
import vn.pccovid.lib.credential.Signatures;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.program.Application;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.custody.LaboratoryKeys;
import vn.pccovid.server.laboratory.Laboratories;
import vn.pccovid.server.laboratory.Sample;
import vn.pccovid.server.person.IncomingRecord;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.RecordOutcome;
import vn.pccovid.server.person.TimedId;
import vn.pccovid.server.place.Places;
import vn.pccovid.server.place.Venue;
import vn.pccovid.server.place.Visit;

/// An invented laboratory, people it examines and a café they meet at, planted in a running
/// application: the seventh story of the demo, and the tests of tracing.
public final class Outbreak {
    private static final String LABORATORY = "PXN thử";
    private static final LocalDate BIRTH = LocalDate.of(1984, 4, 5);

    /// The case of the demo's story, and the two who sat beside her.
    static final Villager HANG = new Villager("Phan Thị Diệu Hằng", "056184990017", "0905990017");

    static final Villager THUY = new Villager("Cao Thị Bích Thủy", "056184990028", "0905990028");
    static final Villager CHI = new Villager("Tạ Thị Kim Chi", "056184990039", "0905990039");

    /// Somebody of the story.
    record Villager(String name, String number, String phone, LocalDate birth) {
        /// Born on 5 April 1984.
        Villager(String name, String number, String phone) {
            this(name, number, phone, BIRTH);
        }

        String card() {
            return cardText(number, name, birth);
        }
    }

    /// Plants the story: a result that came this morning, of a case who sat at a café two days ago.
    ///
    /// @param area commune where they live
    static void plant(Application application, String area) {
        Outbreak outbreak = new Outbreak(application);
        List<Somebody> people = outbreak.known(List.of(HANG, THUY, CHI), area);
        Instant now = application.bean(Clock.class).instant().truncatedTo(ChronoUnit.SECONDS);
        outbreak.visit(
                people, outbreak.cafe(area), now.minus(Duration.ofDays(2)), Duration.ofMinutes(50));
        String tube = outbreak.sample(people.getFirst(), now.minus(Duration.ofHours(20)));
        outbreak.says(people.getFirst(), tube, now.minus(Duration.ofHours(1)), "POSITIVE");
    }

    private final Application application;
    private final KeyPair laboratory;
    private final String keyId;
    private int next;

    /// With a laboratory whose key two people let in.
    public Outbreak(Application application) {
        this.application = application;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            laboratory = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no P-256", e);
        }
        LaboratoryKeys keys = application.bean(LaboratoryKeys.class);
        Instant now = application.bean(Clock.class).instant();
        keyId =
                as(
                        "letsin1",
                        () ->
                                keys.propose(
                                        LABORATORY,
                                        laboratory.getPublic().getEncoded(),
                                        now.minus(Duration.ofDays(100)),
                                        now.plus(Duration.ofDays(100))));
        if (!as("letsin2", () -> keys.confirm(keyId))) {
            throw new IllegalStateException("the laboratory's key was not let in");
        }
    }

    /// Somebody the register knows.
    public record Somebody(
            String name, String number, String phone, LocalDate birth, UUID record, UUID person) {
        /// What a reader reads off the citizen card.
        public String card() {
            return cardText(number, name, birth);
        }
    }

    private static String cardText(String number, String name, LocalDate birth) {
        return "%s||%s|%02d%02d%d|Nữ|Số 1, đường Thử|01032021"
                .formatted(
                        number,
                        name,
                        birth.getDayOfMonth(),
                        birth.getMonthValue(),
                        birth.getYear());
    }

    private static <T> T as(String officer, Callable<T> body) {
        return Scopes.call(
                new Scope(
                        officer,
                        "Bộ Y tế",
                        "OPERATOR",
                        Purpose.OPERATION,
                        Category.SYSTEM,
                        List.of("*"),
                        List.of(),
                        DatabaseRole.APPLICATION),
                () -> {
                    try {
                        return body.call();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private <T> T work(Callable<T> body) {
        TransactionTemplate transaction =
                new TransactionTemplate(application.bean(PlatformTransactionManager.class));
        return Scopes.call(
                Scope.worker(Purpose.IMPORT),
                () ->
                        Objects.requireNonNull(
                                transaction.execute(status -> {
                                    try {
                                        return body.call();
                                    } catch (RuntimeException e) {
                                        throw e;
                                    } catch (Exception e) {
                                        throw new IllegalStateException(e);
                                    }
                                })));
    }

    /// So many people of one commune, none like another.
    public List<Somebody> people(int count, String area) {
        List<String> given = List.of("Hoa", "Mai", "Lan", "Cúc", "Đào", "Sen", "Huệ", "Liên");
        List<String> middle = List.of("Ngọc", "Kim", "Thanh", "Thu", "Bích", "Diệu", "Hoài");
        List<String> family = List.of("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng");
        List<Villager> villagers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int n = next++;
            LocalDate birth = BIRTH.plusDays(n * 379L % 5_000);
            villagers.add(
                    new Villager(
                            "%s Thị %s %s"
                                    .formatted(
                                            family.get(n % 7),
                                            middle.get(n / 7 % 7),
                                            given.get(n / 49 % 8)),
                            "0561%02d%06d".formatted(birth.getYear() % 100, n * 7_919 % 1_000_000),
                            "0905%06d".formatted(n),
                            birth));
        }
        return known(villagers, area);
    }

    private List<Somebody> known(List<Villager> villagers, String area) {
        Clock clock = application.bean(Clock.class);
        String[] path = area.split("/", -1);
        List<IncomingRecord> records =
                villagers.stream()
                        .map(who ->
                                new IncomingRecord(
                                        TimedId.next(clock),
                                        "population",
                                        who.number(),
                                        hash(who.number()),
                                        who.number().getBytes(StandardCharsets.UTF_8),
                                        PersonDescription.builder()
                                                .name(
                                                        Objects.requireNonNull(
                                                                FullName.read(who.name()).value()))
                                                .birthDate(
                                                        new BirthDate(
                                                                who.birth().getYear(),
                                                                who.birth().getMonthValue(),
                                                                who.birth().getDayOfMonth()))
                                                .sex(Sex.FEMALE)
                                                .citizenId(new CitizenId(who.number()))
                                                .phone(new PhoneNumber(who.phone()))
                                                .residence(
                                                        new Residence(
                                                                path[0], path[1], path[2], null))
                                                .build(),
                                        clock.instant(),
                                        true))
                        .toList();
        List<RecordOutcome> outcomes = work(() -> application.bean(People.class).link(records));
        List<Somebody> people = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Villager who = villagers.get(i);
            people.add(
                    new Somebody(
                            who.name(),
                            who.number(),
                            who.phone(),
                            who.birth(),
                            outcomes.get(i).recordId(),
                            Objects.requireNonNull(outcomes.get(i).personId())));
        }
        return people;
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /// A café of the commune.
    public String cafe(String area) {
        String id = "cafe-" + UUID.randomUUID();
        work(() ->
                application
                        .bean(Places.class)
                        .register(
                                List.of(
                                        new Venue(
                                                id,
                                                "Quán thử",
                                                area,
                                                "1 Đường Thử",
                                                "chủ quán",
                                                "",
                                                "Quán cà phê"))));
        return id;
    }

    /// Everybody comes to a place and leaves it.
    public void visit(List<Somebody> people, String venue, Instant from, Duration stay) {
        List<Visit> visits = new ArrayList<>();
        for (Somebody who : people) {
            visits.add(new Visit(UUID.randomUUID().toString(), venue, who.record(), from, false));
            visits.add(
                    new Visit(
                            UUID.randomUUID().toString(),
                            venue,
                            who.record(),
                            from.plus(stay),
                            true));
        }
        work(() -> application.bean(Places.class).visits(visits));
    }

    /// A swab in a tube of its own.
    public String sample(Somebody who, Instant taken) {
        String tube = "tube-" + UUID.randomUUID();
        work(() ->
                application
                        .bean(Laboratories.class)
                        .samples(
                                List.of(
                                        new Sample(
                                                "sample-" + tube,
                                                who.record(),
                                                tube,
                                                false,
                                                taken,
                                                "Trạm y tế thử",
                                                "56/568/22390"))));
        return tube;
    }

    /// The laboratory's signed word about a tube; said again with another finding it puts right
    /// what it said.
    ///
    /// @param finding `POSITIVE` or `NEGATIVE`
    public void says(Somebody who, String tube, Instant examined, String finding) {
        byte[] statement =
                LaboratoryStatements.sign(
                        Signatures.platform(),
                        new LaboratoryClaims(
                                LABORATORY,
                                "result-" + tube,
                                tube,
                                LaboratoryStatements.binding(tube, List.of(who.record())),
                                "PCR",
                                finding,
                                OptionalDouble.empty(),
                                examined),
                        keyId,
                        laboratory.getPrivate());
        work(() -> application.bean(Laboratories.class).signedResults(List.of(statement)));
    }
}
