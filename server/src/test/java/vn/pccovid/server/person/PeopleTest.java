package vn.pccovid.server.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.NewFact;
import vn.pccovid.server.keys.KeyClass;

@NullUnmarked
@DisplayName("Whom each record is about")
class PeopleTest {
    private static RunningServer server;
    private static People people;
    private static Facts facts;
    private static JdbcClient jdbc;
    private static TransactionTemplate transaction;
    private static int next = 1;

    @BeforeAll
    static void start() {
        server = new RunningServer(Map.of());
        people = server.bean(People.class);
        facts = server.bean(Facts.class);
        jdbc = server.bean(JdbcClient.class);
        transaction = new TransactionTemplate(server.bean(PlatformTransactionManager.class));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static <T> T work(Callable<T> body) {
        return Scopes.call(
                Scope.worker(Purpose.IMPORT),
                () ->
                        transaction.execute(status -> {
                            try {
                                return body.call();
                            } catch (RuntimeException e) {
                                throw e;
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        }));
    }

    private static List<RecordOutcome> link(IncomingRecord... records) {
        return work(() -> people.link(List.of(records)));
    }

    private static int someone() {
        return next++;
    }

    private static String dose(UUID record, String id) {
        work(() ->
                facts.record(
                        List.of(
                                new NewFact(
                                        record,
                                        id,
                                        "dose",
                                        Instant.parse("2021-08-01T03:00:00Z"),
                                        "56/575/22738",
                                        Map.of("vaccine", "AstraZeneca", "dose_no", 1),
                                        KeyClass.HEALTH,
                                        "vaccination"))));
        return id;
    }

    private static Set<UUID> factsOf(UUID person) {
        Set<UUID> ids = new TreeSet<>();
        work(() -> facts.of(person)).stream().map(Fact::factId).forEach(ids::add);
        return ids;
    }

    @Test
    void the_register_and_a_clinic_speak_of_one_person() {
        PersonDescription person = Invented.person(someone());
        var register = link(Invented.record("population", "p1", person)).getFirst();
        var clinic =
                link(Invented.record(
                                "vaccination", "v1", person.toBuilder().residence(null).build()))
                        .getFirst();

        assertThat(register.outcome()).isEqualTo(Outcome.NEW_PERSON);
        assertThat(clinic.outcome()).isEqualTo(Outcome.LINKED);
        assertThat(clinic.personId()).isEqualTo(register.personId());
        assertThat(clinic.probability()).isGreaterThan(0.9999);
    }

    @Test
    @DisplayName(
            "a key that very many hold is stored for the oldest only, and they are still found")
    void a_crowded_key_stays_small() {
        List<IncomingRecord> crowd = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            PersonDescription one = Invented.person(someone());
            crowd.add(
                    Invented.record(
                            "population",
                            "crowd" + i,
                            one.toBuilder()
                                    .birthDate(new BirthDate(1971, 1, 1))
                                    .residence(new Residence("56", "570", "22588", null))
                                    .build()));
        }
        for (int from = 0; from < crowd.size(); from += 20) {
            link(crowd.subList(from, from + 20).toArray(IncomingRecord[]::new));
        }

        long most =
                work(() ->
                        jdbc.sql(
                                        """
                                        SELECT max(n) FROM (SELECT count(*) AS n FROM person.blocking_key
                                                            GROUP BY key) counted
                                        """)
                                .query(Long.class)
                                .single());
        assertThat(most).isEqualTo(LinkRows.HOLDERS_PER_KEY + 1);
        var again =
                link(Invented.record("vaccination", "crowd-v", crowd.getLast().description()))
                        .getFirst();
        assertThat(again.outcome()).isEqualTo(Outcome.LINKED);
    }

    @Test
    void records_of_one_batch_see_one_another() {
        PersonDescription person = Invented.person(someone());
        var outcomes =
                link(Invented.record("ncovi", "n2", person), Invented.record("vhd", "h2", person));
        assertThat(outcomes.get(1).personId()).isEqualTo(outcomes.get(0).personId());
    }

    @Test
    @DisplayName("8. Handling anything twice changes nothing the second time")
    void the_same_row_again_is_repeated() {
        IncomingRecord row = Invented.record("vhd", "h3", Invented.person(someone()));
        var first = link(row).getFirst();
        long events = count("person.link_event");
        var second = link(Invented.record("vhd", "h3", row.description())).getFirst();

        assertThat(second.outcome()).isEqualTo(Outcome.REPEATED);
        assertThat(second.recordId()).isEqualTo(first.recordId());
        assertThat(second.personId()).isEqualTo(first.personId());
        assertThat(count("person.link_event")).isEqualTo(events);
    }

    @Test
    void other_content_under_one_key_is_a_correction_that_may_move_the_record() {
        PersonDescription a = Invented.person(someone());
        PersonDescription b = Invented.person(someone());
        UUID personA = link(Invented.record("population", "a4", a)).getFirst().personId();
        UUID personB = link(Invented.record("population", "b4", b)).getFirst().personId();
        var typed = link(Invented.record("vaccination", "v4", a)).getFirst();
        dose(typed.recordId(), "dose:4");
        assertThat(factsOf(personA)).hasSize(1);

        var corrected = link(Invented.record("vaccination", "v4", b)).getFirst();

        assertThat(corrected.outcome()).isEqualTo(Outcome.CORRECTED);
        assertThat(corrected.recordId()).isEqualTo(typed.recordId());
        assertThat(corrected.personId()).isEqualTo(personB);
        assertThat(factsOf(personA)).isEmpty();
        assertThat(factsOf(personB)).hasSize(1);
    }

    @Test
    void the_same_key_twice_in_a_batch_is_new_and_then_repeated_or_corrected() {
        PersonDescription a = Invented.person(someone());
        var outcomes =
                link(
                        Invented.record("vhd", "h5", a),
                        Invented.record("vhd", "h5", a),
                        Invented.record("vhd", "h5", a, "other"));
        assertThat(outcomes.stream().map(RecordOutcome::outcome))
                .containsExactly(Outcome.NEW_PERSON, Outcome.REPEATED, Outcome.CORRECTED);
        assertThat(outcomes.stream().map(RecordOutcome::personId).distinct()).hasSize(1);
    }

    @Test
    void corrections_of_one_batch_end_as_if_told_one_by_one() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_211_010);
        List<String> keys = new ArrayList<>();
        List<PersonDescription> persons = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            PersonDescription person = Invented.person(someone());
            persons.add(person);
            keys.addAll(List.of("population/c" + i, "ncovi/c" + i, "vaccination/c" + i));
        }
        for (int from = 0; from < keys.size(); from += 30) {
            List<IncomingRecord> told = new ArrayList<>();
            for (int k = from; k < from + 30; k++) {
                told.add(told(keys.get(k), persons.get(k / 3)));
            }
            link(told.toArray(IncomingRecord[]::new));
        }
        List<IncomingRecord> corrections = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            int k = random.nextInt(keys.size());
            PersonDescription own = persons.get(k / 3);
            PersonDescription other = persons.get(random.nextInt(persons.size()));
            corrections.add(
                    told(
                            keys.get(k),
                            switch (random.nextInt(5)) {
                                case 0 -> other;
                                case 1 -> own.toBuilder().phone(other.phone()).build();
                                case 2 -> own.toBuilder().residence(other.residence()).build();
                                // Nobody known, told by several records.
                                case 3 -> Invented.person(900_000 + random.nextInt(6));
                                default ->
                                        PersonDescription.builder()
                                                .name(own.name())
                                                .citizenId(other.citizenId())
                                                .build();
                            }));
        }
        var before = work(PeopleTest::standing);
        var oneByOne =
                Scopes.call(
                        Scope.worker(Purpose.IMPORT),
                        () ->
                                transaction.execute(status -> {
                                    corrections.forEach(c -> people.link(List.of(c)));
                                    status.setRollbackOnly();
                                    return standing();
                                }));
        assertThat(work(PeopleTest::standing)).isEqualTo(before);
        assertThat(oneByOne).isNotEqualTo(before);

        List<RecordOutcome> outcomes = link(corrections.toArray(IncomingRecord[]::new));

        assertThat(outcomes.stream().map(RecordOutcome::outcome).distinct())
                .contains(Outcome.CORRECTED);
        assertThat(work(PeopleTest::standing)).isEqualTo(oneByOne);
    }

    private static IncomingRecord told(String key, PersonDescription description) {
        String[] parts = key.split("/", -1);
        return Invented.record(parts[0], parts[1], description);
    }

    /// Where every record stands and under which keys everybody is found, with the least of their
    /// records in the place of persons.
    private static Map<String, Set<String>> standing() {
        Map<UUID, String> names = new HashMap<>();
        Map<String, Set<String>> standing = new TreeMap<>();
        jdbc.sql(
                        """
                        SELECT person_id, record_id, version, min(record_id::text) OVER (PARTITION BY person_id)
                          FROM person.person_record
                        """)
                .query(row -> {
                    names.put(row.getObject(1, UUID.class), row.getString(4));
                    standing.computeIfAbsent(row.getString(4), r -> new TreeSet<>())
                            .add("record " + row.getString(2) + " version " + row.getInt(3));
                });
        jdbc.sql("SELECT record_id, version, reason FROM person.waiting")
                .query(row -> {
                    standing.computeIfAbsent(row.getString(1), r -> new TreeSet<>())
                            .add("waits %d %s".formatted(row.getInt(2), row.getString(3)));
                });
        jdbc.sql("SELECT key, holder_id, waiting FROM person.blocking_key")
                .query(row -> {
                    UUID id = row.getObject(2, UUID.class);
                    standing.computeIfAbsent(
                                    names.getOrDefault(id, id.toString()), r -> new TreeSet<>())
                            .add("key %d %s".formatted(row.getLong(1), row.getBoolean(3)));
                });
        return standing;
    }

    @Test
    @DisplayName("C9 conflicts with the authoritative register resolve to the register's values")
    void the_registers_values_are_shown() {
        int n = someone();
        PersonDescription person = Invented.person(n);
        PersonDescription typed =
                person.toBuilder()
                        .birthDate(new BirthDate(person.birthDate().year(), 1, 1))
                        .build();
        link(Invented.record("ncovi", "n6", typed));
        link(Invented.record("vhd", "h6", typed));
        UUID id = link(Invented.record("population", "p6", person)).getFirst().personId();

        PersonView view = work(() -> people.view(id));

        assertThat(view.birthDate()).isEqualTo(person.birthDate());
        assertThat(view.verified()).isTrue();
        assertThat(view.origins().get("birthDate").source()).isEqualTo("population");
        assertThat(view.documents().getFirst()).startsWith("citizen_id ••••••••");
    }

    @Test
    @DisplayName(
            "locks strong identifiers in hash order, so one identifier never makes two persons")
    void two_linkers_with_one_identifier_make_one_person() throws Exception {
        for (int round = 0; round < 8; round++) {
            PersonDescription person = Invented.person(someone());
            CountDownLatch go = new CountDownLatch(1);
            try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
                List<Future<RecordOutcome>> futures = new ArrayList<>();
                for (int w = 0; w < 4; w++) {
                    IncomingRecord row = Invented.record("vhd", "race" + round + "-" + w, person);
                    futures.add(
                            workers.submit(() -> {
                                go.await();
                                return link(row).getFirst();
                            }));
                }
                go.countDown();
                Set<UUID> persons = new HashSet<>();
                for (Future<RecordOutcome> future : futures) {
                    persons.add(future.get().personId());
                }
                assertThat(persons).hasSize(1);
            }
        }
    }

    @Test
    void rows_are_hidden_without_a_scope_and_outside_the_area() {
        PersonDescription person = Invented.person(someone());
        UUID id = link(Invented.record("population", "p8", person)).getFirst().personId();
        String area = person.residence().path();

        assertThat(seen(scope(List.of(area), List.of()), id)).isTrue();
        assertThat(seen(scope(List.of("56"), List.of()), id)).isTrue();
        assertThat(seen(scope(List.of("01"), List.of()), id)).isFalse();
        assertThat(seen(scope(List.of(), List.of(id)), id)).isTrue();
        assertThat(seen(scope(List.of(), List.of(UUID.randomUUID())), id)).isFalse();
        assertThat(transaction.<Boolean>execute(s -> people.find(id).isPresent())).isFalse();
        for (String table :
                List.of(
                        "person",
                        "record",
                        "record_person",
                        "person_record",
                        "link_event",
                        "review")) {
            assertThat(
                            Scopes.call(
                                    scope(List.of("01"), List.of()),
                                    () -> transaction.<Long>execute(s -> count("person." + table))))
                    .as(table)
                    .isZero();
        }
    }

    private static boolean seen(Scope scope, UUID id) {
        return Scopes.call(
                scope, () -> transaction.<Boolean>execute(s -> people.find(id).isPresent()));
    }

    private static Scope scope(List<String> areas, List<UUID> persons) {
        return new Scope(
                "someone",
                "Trạm y tế",
                "HEALTH_WORKER",
                Purpose.CARE,
                Category.IDENTITY,
                areas,
                persons,
                DatabaseRole.APPLICATION);
    }

    private static long count(String table) {
        String sql = "SELECT count(*) FROM " + table;
        return Scopes.current().isPresent()
                ? jdbc.sql(sql).query(Long.class).single()
                : work(() -> jdbc.sql(sql).query(Long.class).single());
    }

    @Test
    @DisplayName("settle: a weak record before the strong one joins later")
    void order_of_arrival_does_not_matter() {
        PersonDescription person = Invented.person(someone());
        // Without number the early records cannot be more than similar to the register's.
        PersonDescription early = person.toBuilder().citizenId(null).phone(null).build();
        PersonDescription bridge = person;
        String[] forward = partition("f", early, person, bridge);
        int n = someone();
        PersonDescription other = Invented.person(n);
        String[] backward =
                partition("b", other, other, other.toBuilder().citizenId(null).phone(null).build());
        assertThat(forward).containsExactly(backward);
    }

    private static String[] partition(String prefix, PersonDescription... in) {
        List<UUID> records = new ArrayList<>();
        for (int i = 0; i < in.length; i++) {
            records.add(
                    link(Invented.record("vhd", prefix + i + next, in[i])).getFirst().recordId());
        }
        people.settle();
        Map<UUID, LinkedTo> links = work(() -> people.linksOf(records));
        Map<UUID, String> names = new HashMap<>();
        return records.stream()
                .map(r ->
                        links.get(r) == null
                                ? "-"
                                : names.computeIfAbsent(
                                        links.get(r).personId(), p -> "P" + names.size()))
                .toArray(String[]::new);
    }

    @Test
    @DisplayName("the same while batches large enough to be inserted plainly meet each other")
    void large_batches_of_the_same_people_at_once_make_each_person_once() throws Exception {
        List<PersonDescription> crowd =
                IntStream.range(0, 400).mapToObj(i -> Invented.person(someone())).toList();
        CountDownLatch go = new CountDownLatch(1);
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        Map<Integer, Set<UUID>> persons = new HashMap<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(3)) {
            List<Future<List<RecordOutcome>>> futures = new ArrayList<>();
            // Two feeds of one file, and another source.
            for (String source : List.of("vhd", "vhd", "ncovi")) {
                IncomingRecord[] rows =
                        IntStream.range(0, crowd.size())
                                .mapToObj(i -> Invented.record(source, "crowd" + i, crowd.get(i)))
                                .toArray(IncomingRecord[]::new);
                futures.add(
                        workers.submit(() -> {
                            go.await();
                            return link(rows);
                        }));
            }
            go.countDown();
            for (Future<List<RecordOutcome>> future : futures) {
                List<RecordOutcome> done = future.get();
                for (int i = 0; i < done.size(); i++) {
                    outcomes.merge(done.get(i).outcome(), 1, Integer::sum);
                    persons.computeIfAbsent(i, k -> new HashSet<>()).add(done.get(i).personId());
                }
            }
        }
        assertThat(outcomes)
                .isEqualTo(
                        Map.of(
                                Outcome.NEW_PERSON, 400,
                                Outcome.LINKED, 400,
                                Outcome.REPEATED, 400));
        assertThat(persons.values()).allSatisfy(ids -> assertThat(ids).hasSize(1));
    }

    @Test
    @DisplayName("settle: decisions do not depend on the number of workers")
    void two_linkers_of_one_person_without_numbers_are_settled_into_one() throws Exception {
        for (int round = 0; round < 6; round++) {
            PersonDescription weak = Invented.person(someone()).toBuilder().citizenId(null).build();
            CountDownLatch go = new CountDownLatch(1);
            List<UUID> records = new ArrayList<>();
            try (ExecutorService workers = Executors.newFixedThreadPool(2)) {
                List<Future<RecordOutcome>> futures = new ArrayList<>();
                for (int w = 0; w < 2; w++) {
                    IncomingRecord row = Invented.record("vhd", "weak" + round + "-" + w, weak);
                    futures.add(
                            workers.submit(() -> {
                                go.await();
                                return link(row).getFirst();
                            }));
                }
                go.countDown();
                for (Future<RecordOutcome> future : futures) {
                    records.add(future.get().recordId());
                }
            }
            people.settle();
            assertThat(
                            work(() -> people.linksOf(records)).values().stream()
                                    .map(LinkedTo::personId)
                                    .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void settling_twice_changes_nothing() {
        people.settle();
        SettleReport again = people.settle();
        assertThat(again.judged()).isZero();
    }

    @Test
    @DisplayName(
            "10. Un-linking what was just linked leaves the same partition of records and facts")
    void undo_restores_facts() {
        PersonDescription person = Invented.person(someone());
        var register = link(Invented.record("population", "p10", person)).getFirst();
        UUID id = register.personId();
        var clinic = link(Invented.record("vaccination", "v10", person)).getFirst();
        Set<UUID> before = factsOf(id);
        dose(clinic.recordId(), "dose:10");
        assertThat(factsOf(id)).hasSize(before.size() + 1);

        UUID event = eventOf(clinic.recordId());
        run(() -> people.undo(event, "steward.an", "not the same person"));

        assertThat(factsOf(id)).isEqualTo(before);
        UUID alone =
                work(() -> people.linksOf(List.of(clinic.recordId())))
                        .get(clinic.recordId())
                        .personId();
        assertThat(alone).isNotEqualTo(id);
        assertThat(factsOf(alone)).hasSize(1);
        // The human's word is remembered: settling does not join them again.
        people.settle();
        assertThat(
                        work(() -> people.linksOf(List.of(clinic.recordId())))
                                .get(clinic.recordId())
                                .personId())
                .isEqualTo(alone);
        assertThatThrownBy(() -> run(() -> people.undo(event, "steward.an", "again")))
                .isInstanceOf(Problem.class)
                .hasMessage("person.link_not_current");
    }

    private static void run(Runnable body) {
        work(() -> {
            body.run();
            return true;
        });
    }

    private static UUID eventOf(UUID record) {
        return work(() ->
                jdbc.sql("SELECT event_id FROM person.record_person WHERE record_id = ?")
                        .param(record)
                        .query(UUID.class)
                        .single());
    }

    @Test
    @DisplayName("random links and unlinks leave the partition that direct computation gives")
    void random_sequences_keep_every_projection_true() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);
        List<UUID> records = new ArrayList<>();
        Map<UUID, String> world = new HashMap<>();
        for (int i = 0; i < 12; i++) {
            var outcome =
                    link(Invented.record("ncovi", "prop" + i, Invented.person(someone())))
                            .getFirst();
            records.add(outcome.recordId());
            dose(outcome.recordId(), "dose:prop" + i);
            world.put(outcome.recordId(), "p" + i);
        }
        Relinker relinker = server.bean(Relinker.class);
        LinkRows rows = server.bean(LinkRows.class);
        for (int step = 0; step < 60; step++) {
            UUID record = records.get(random.nextInt(records.size()));
            UUID target = records.get(random.nextInt(records.size()));
            boolean split = random.nextInt(3) == 0;
            work(() -> {
                rows.lockLinks();
                Stored stored =
                        rows.open(List.of(new Vault.VersionId(record, 1)))
                                .get(new Vault.VersionId(record, 1));
                UUID to =
                        split
                                ? TimedId.next(java.time.Clock.systemUTC())
                                : people.linksOf(List.of(target)).get(target).personId();
                relinker.apply(
                        List.of(Relinker.Move.to(stored, to, 1, "steward:test", "", "test")));
                return true;
            });
            world.put(record, split ? "s" + step : world.get(target));
        }
        Map<UUID, LinkedTo> links = work(() -> people.linksOf(records));
        Map<UUID, String> renamed = new HashMap<>();
        for (UUID record : records) {
            String expected = world.get(record);
            assertThat(renamed.computeIfAbsent(links.get(record).personId(), p -> expected))
                    .isEqualTo(expected);
        }
        assertThat(new HashSet<>(renamed.values())).hasSize(renamed.size());
        // Facts, keys and residence are what the partition says, computed anew.
        for (UUID person : renamed.keySet()) {
            Set<UUID> of = new HashSet<>();
            links.forEach((r, l) -> {
                if (l.personId().equals(person)) {
                    of.add(r);
                }
            });
            assertThat(work(() -> facts.of(person)).stream().map(Fact::recordId))
                    .containsExactlyInAnyOrderElementsOf(of);
            assertThat(keysOf(person)).isEqualTo(keysOfRecords(of));
        }
        Map<UUID, Set<UUID>> before = new HashMap<>();
        renamed.keySet().forEach(p -> before.put(p, factsOf(p)));
        Scopes.run(Scope.worker(Purpose.OPERATION), facts::rebuild);
        renamed.keySet().forEach(p -> assertThat(factsOf(p)).isEqualTo(before.get(p)));
    }

    private static Set<Long> keysOf(UUID person) {
        return new HashSet<>(
                work(() ->
                        jdbc.sql("SELECT key FROM person.blocking_key WHERE holder_id = ?")
                                .param(person)
                                .query(Long.class)
                                .list()));
    }

    private static Set<Long> keysOfRecords(Set<UUID> records) {
        LinkRows rows = server.bean(LinkRows.class);
        BlindIndex index = server.bean(BlindIndex.class);
        return work(() ->
                new HashSet<>(
                        index.union(
                                rows.open(
                                                records.stream()
                                                        .map(r -> new Vault.VersionId(r, 1))
                                                        .toList())
                                        .values())));
    }

    @Test
    void a_claim_needs_number_and_birth_date_of_one_person() {
        PersonDescription person = Invented.person(someone());
        UUID id = link(Invented.record("population", "p13", person)).getFirst().personId();
        ClaimLookup claims = server.bean(ClaimLookup.class);

        assertThat(claims.personByNumberAndBirth(person.citizenId(), person.birthDate()))
                .contains(id);
        assertThat(
                        claims.personByNumberAndBirth(
                                person.citizenId(),
                                new BirthDate(person.birthDate().year() + 1, 1, 1)))
                .isEmpty();
    }

    @Test
    void the_export_names_every_record_once_with_its_source_key() {
        UUID id =
                link(Invented.record("movement", "khai-77", Invented.person(someone())))
                        .getFirst()
                        .personId();
        List<ExportedLink> lines = new ArrayList<>();
        Scopes.run(Scope.worker(Purpose.OPERATION), () -> people.exportLinks(lines::add));

        assertThat(lines).hasSize((int) work(() -> count("person.source_key")).longValue());
        assertThat(lines)
                .filteredOn(l -> l.sourceKey().equals("khai-77"))
                .singleElement()
                .satisfies(l -> assertThat(l.personId()).isEqualTo(id));
    }
}
