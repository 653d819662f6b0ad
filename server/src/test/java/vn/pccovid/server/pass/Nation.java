package vn.pccovid.server.pass;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.NewFact;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.person.IncomingRecord;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.RecordOutcome;

/// A running server with a clock in the test's hand and a few invented people.
public final class Nation implements AutoCloseable {
    private static final AtomicReference<Instant> NOW =
            new AtomicReference<>(at("2021-10-10T08:00"));

    private final AtomicInteger number = new AtomicInteger(1_000);
    public final RunningServer server;

    /// The clock of the test.
    @TestConfiguration(proxyBeanMethods = false)
    static class TestClock {
        @Bean
        @Primary
        Clock clockOfTheTest() {
            return new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return NOW.get();
                }
            };
        }
    }

    public Nation() {
        NOW.set(at("2021-10-10T08:00"));
        server =
                new RunningServer(
                        Map.of(
                                "pccovid.pass.worker", "false",
                                "pccovid.care.worker", "false",
                                "pccovid.tracing.worker", "false"),
                        TestClock.class);
    }

    /// An instant of Vietnamese time.
    public static Instant at(String local) {
        return LocalDateTime.parse(local).toInstant(ZoneOffset.ofHours(7));
    }

    public void now(String local) {
        NOW.set(at(local));
    }

    /// So many days after an instant.
    public void later(String local, int days) {
        NOW.set(at(local).plus(java.time.Duration.ofDays(days)));
    }

    public Passes passes() {
        return server.bean(Passes.class);
    }

    /// A person of the population register, with the record that says so.
    public record Somebody(UUID record, UUID person) {}

    /// An adult of whom the register alone knows.
    public Somebody adult(String area) {
        return somebody("population", area, 1984);
    }

    /// One of many adults: thousands of them differ in name or birth and in several digits.
    public Somebody another(String area) {
        return somebody("population", area, 1930 + number.get() / 168 % 70);
    }

    public Somebody somebody(String source, String area, int year) {
        int n = number.incrementAndGet();
        String century = year < 2000 ? "0" : "2";
        String id = "056" + century + "%02d%06d".formatted(year % 100, n * 7_919 % 1_000_000);
        String[] codes = area.split("/", -1);
        PersonDescription description =
                PersonDescription.builder()
                        .name(FullName.read(name(n)).value())
                        .birthDate(new BirthDate(year, 1 + n % 12, 1 + n % 28))
                        .sex(Sex.MALE)
                        .citizenId(new CitizenId(id))
                        .residence(
                                new Residence(code(codes, 0), code(codes, 1), code(codes, 2), null))
                        .build();
        IncomingRecord record =
                new IncomingRecord(
                        UUID.randomUUID(),
                        source,
                        id,
                        id.getBytes(StandardCharsets.UTF_8),
                        new byte[] {1},
                        description,
                        NOW.get(),
                        source.equals("population"));
        RecordOutcome outcome =
                working(() -> server.bean(People.class).link(List.of(record))).getFirst();
        Somebody who = new Somebody(outcome.recordId(), Objects.requireNonNull(outcome.personId()));
        descriptions.put(who.person(), description);
        return who;
    }

    private final Map<UUID, PersonDescription> descriptions = new java.util.HashMap<>();

    /// The same person in another system.
    public Somebody again(Somebody who, String source) {
        PersonDescription description = Objects.requireNonNull(descriptions.get(who.person()));
        String key = source + ":" + who.person();
        RecordOutcome outcome =
                working(() ->
                                server.bean(People.class)
                                        .link(
                                                List.of(
                                                        new IncomingRecord(
                                                                UUID.randomUUID(),
                                                                source,
                                                                key,
                                                                key.getBytes(
                                                                        StandardCharsets.UTF_8),
                                                                new byte[] {1},
                                                                description,
                                                                NOW.get(),
                                                                false))))
                        .getFirst();
        return new Somebody(outcome.recordId(), Objects.requireNonNull(outcome.personId()));
    }

    private static @Nullable String code(String[] codes, int i) {
        return i < codes.length && !codes[i].isEmpty() ? codes[i] : null;
    }

    private static String name(int n) {
        List<String> family = List.of("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng");
        List<String> given =
                List.of("An", "Bình", "Cường", "Dũng", "Giang", "Hải", "Khánh", "Long");
        return family.get(n % 7) + " Văn " + given.get(n / 7 % 8);
    }

    /// Records a fact of somebody's record, in a transaction of its own.
    public void fact(
            Somebody who, String key, String kind, String local, Map<String, Object> details) {
        working(() ->
                server.bean(Facts.class).record(List.of(newFact(who, key, kind, local, details))));
    }

    public void dose(Somebody who, String key, String local) {
        fact(who, key, "dose", local, Map.of("vaccine", "AstraZeneca", "dose_no", 1));
    }

    static NewFact newFact(
            Somebody who, String key, String kind, String local, Map<String, Object> details) {
        return new NewFact(
                who.record(), key, kind, at(local), "", details, KeyClass.HEALTH, "vaccination");
    }

    /// In the worker's scope and a transaction.
    public <T> T working(Supplier<T> body) {
        return Scopes.call(Scope.worker(Purpose.IMPORT), () -> transaction(body));
    }

    <T> T transaction(Supplier<T> body) {
        TransactionTemplate template =
                new TransactionTemplate(server.bean(PlatformTransactionManager.class));
        return Objects.requireNonNull(template.execute(status -> body.get()));
    }

    /// As a resident who stands for this person.
    public <T> T as(Somebody who, Supplier<T> body) {
        return Scopes.call(reader(List.of(), List.of(who.person())), body::get);
    }

    /// As somebody who may look at an area.
    public <T> T over(String area, Supplier<T> body) {
        return Scopes.call(reader(List.of(area), List.of()), body::get);
    }

    private static Scope reader(List<String> areas, List<UUID> persons) {
        return new Scope(
                "tester",
                "test",
                "RESIDENT",
                Purpose.SELF_SERVICE,
                Category.PASS,
                areas,
                persons,
                DatabaseRole.APPLICATION);
    }

    @Override
    public void close() {
        server.close();
    }
}
