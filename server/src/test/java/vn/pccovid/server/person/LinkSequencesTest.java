package vn.pccovid.server.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.NewFact;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.pass.Nation;
import vn.pccovid.server.pass.Pass;

/// Each world is a handful of records with facts, moved about at random: linked to one another's
/// person, split off, held back, taken back. Beside it stands a twin world of other people with the
/// same facts, whose records go straight to where the first world's ended. Both must tell the same
/// partition, evidence and colours; only the names of the persons differ.
@NullUnmarked
@DisplayName("Any sequence of links and unlinks leaves what linking directly would have left")
class LinkSequencesTest {
    private static final int WORLDS = 2_000;
    private static final int RECORDS = 4;
    private static final int STEPS = 7;
    private static final int UNDOS = 200;

    private static Nation nation;
    private static People people;

    @BeforeAll
    static void start() {
        nation = new Nation();
        people = nation.server.bean(People.class);
    }

    @AfterAll
    static void stop() {
        nation.close();
    }

    /// @param place of each record: a label that stands for a person, or null in the waiting room
    private record World(List<Stored> records, String[] place) {}

    @Test
    @DisplayName("10. Thousands of random sequences: partition, facts, evidence, colours, keys")
    void sequences_equal_the_direct_computation() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20211101);
        List<World> moved = worlds(false);
        List<World> direct = worlds(true);
        undo(moved, random);
        for (int step = 0; step < STEPS; step++) {
            step(moved, random, step);
        }
        Map<String, UUID> names = new HashMap<>();
        List<Relinker.Move> straight = new ArrayList<>();
        for (int w = 0; w < WORLDS; w++) {
            World twin = direct.get(w);
            for (int r = 0; r < RECORDS; r++) {
                String place = moved.get(w).place()[r];
                twin.place()[r] = place;
                straight.add(move(twin.records().get(r), place, names, "direct" + w));
            }
        }
        apply(straight);
        nation.passes().catchUp();

        List<String> unlike = new ArrayList<>();
        for (int from = 0; from < WORLDS; from += 100) {
            int to = Math.min(WORLDS, from + 100);
            Map<Integer, Set<List<String>>> one = told(moved.subList(from, to));
            Map<Integer, Set<List<String>>> other = told(direct.subList(from, to));
            for (int w = 0; w < to - from; w++) {
                if (!one.get(w).equals(other.get(w))) {
                    unlike.add("world " + (from + w) + ": " + one.get(w) + " / " + other.get(w));
                }
            }
        }
        assertThat(unlike).isEmpty();
        long together = moved.stream().filter(w -> labels(w).size() < RECORDS).count();
        assertThat(together).as("worlds in which somebody has two records").isGreaterThan(1_200);
    }

    private static Set<String> labels(World world) {
        Set<String> distinct = new TreeSet<>();
        for (String place : world.place()) {
            distinct.add(String.valueOf(place));
        }
        return distinct;
    }

    // ---- making worlds

    /// Records of invented people; the twins differ in name, number and phone, not in what colours
    /// see.
    private static List<World> worlds(boolean twins) {
        List<World> worlds = new ArrayList<>();
        List<IncomingRecord> batch = new ArrayList<>();
        List<NewFact> facts = new ArrayList<>();
        for (int w = 0; w < WORLDS; w++) {
            List<Stored> records = new ArrayList<>();
            String[] place = new String[RECORDS];
            for (int r = 0; r < RECORDS; r++) {
                int n = w * RECORDS + r + 1;
                PersonDescription person = Invented.person(n);
                if (twins) {
                    PersonDescription other = Invented.person(n + 500_000);
                    String id = person.citizenId().value();
                    person =
                            person.toBuilder()
                                    .name(other.name())
                                    .citizenId(new CitizenId("058" + id.substring(3)))
                                    .phone(
                                            new PhoneNumber(
                                                    "03" + person.phone().value().substring(2)))
                                    .build();
                }
                IncomingRecord in = arrived(n, (twins ? "twin" : "own") + n, person);
                batch.add(in);
                place[r] = "w" + w + "r" + r;
                records.add(new Stored(in.recordId(), 1, in.source(), false, person));
                facts.addAll(factsOf(in.recordId(), n, twins));
            }
            worlds.add(new World(records, place));
        }
        for (int from = 0; from < batch.size(); from += 2_000) {
            List<IncomingRecord> part = batch.subList(from, Math.min(batch.size(), from + 2_000));
            nation.working(() -> people.link(part));
        }
        // Some invented people resemble one another: whatever the model made of them, everybody
        // begins alone.
        apply(
                worlds.stream()
                        .flatMap(w -> w.records().stream())
                        .map(r -> move(r, r.recordId().toString(), new HashMap<>(), ""))
                        .toList());
        for (int from = 0; from < facts.size(); from += 2_000) {
            List<NewFact> part = facts.subList(from, Math.min(facts.size(), from + 2_000));
            nation.working(() -> nation.server.bean(Facts.class).record(part));
        }
        return worlds;
    }

    /// Ids tell the order of arrival, which both worlds share: of equally exact residences the
    /// newest holds.
    private static IncomingRecord arrived(int n, String key, PersonDescription person) {
        IncomingRecord in = Invented.record("ncovi", key, person, "");
        UUID random = in.recordId();
        UUID id =
                new UUID(
                        ((1_633_000_000_000L + n) << 16)
                                | (random.getMostSignificantBits() & 0xffff),
                        random.getLeastSignificantBits());
        return new IncomingRecord(
                id,
                in.source(),
                in.sourceKey(),
                in.contentHash(),
                in.original(),
                in.description(),
                in.receivedAt(),
                false);
    }

    /// One fact a record, so that colours depend on who is together: a first dose, a second one, a
    /// negative or a positive test.
    private static List<NewFact> factsOf(UUID record, int n, boolean twin) {
        String key = (twin ? "t" : "o") + n;
        return switch (n % 5) {
            case 0 -> List.of(dose(record, key, 1, "2021-07-%02dT09:00".formatted(1 + n % 28)));
            case 1 -> List.of(dose(record, key, 2, "2021-09-%02dT09:00".formatted(1 + n % 14)));
            case 2 -> List.of(test(record, key, "negative", "2021-10-09T09:00"));
            case 3 ->
                    n % 7 == 0
                            ? List.of(test(record, key, "positive", "2021-10-05T09:00"))
                            : List.of(
                                    dose(
                                            record,
                                            key,
                                            2,
                                            "2021-08-%02dT09:00".formatted(1 + n % 28)));
            default -> List.of();
        };
    }

    private static NewFact dose(UUID record, String key, int number, String local) {
        return fact(
                record, key, "dose", local, Map.of("vaccine", "AstraZeneca", "dose_no", number));
    }

    private static NewFact test(UUID record, String key, String result, String local) {
        return fact(record, key, "test_result", local, Map.of("method", "pcr", "result", result));
    }

    private static NewFact fact(
            UUID record, String key, String kind, String local, Map<String, Object> details) {
        return new NewFact(
                record, key, kind, Nation.at(local), "", details, KeyClass.HEALTH, "vaccination");
    }

    // ---- moving

    /// Moves one record of every world, all in one transaction.
    private static void step(List<World> worlds, RandomGenerator random, int step) {
        Map<String, UUID> names = names(worlds);
        List<Relinker.Move> moves = new ArrayList<>();
        for (int w = 0; w < worlds.size(); w++) {
            World world = worlds.get(w);
            int record = random.nextInt(RECORDS);
            String to =
                    switch (random.nextInt(6)) {
                        case 0 -> null;
                        case 1 -> "w" + w + "s" + step;
                        default -> world.place()[random.nextInt(RECORDS)];
                    };
            world.place()[record] = to;
            moves.add(move(world.records().get(record), to, names, ""));
        }
        apply(moves);
    }

    private static Relinker.Move move(
            Stored record, String to, Map<String, UUID> names, String prefix) {
        return to == null
                ? Relinker.Move.waiting(record, 0.7f, "steward:test", "test")
                : Relinker.Move.to(
                        record,
                        names.computeIfAbsent(prefix + to, any -> TimedId.next(Clock.systemUTC())),
                        1,
                        "steward:test",
                        "",
                        "test");
    }

    /// The persons that stand for labels now.
    private static Map<String, UUID> names(List<World> worlds) {
        List<UUID> ids =
                worlds.stream().flatMap(w -> w.records().stream()).map(Stored::recordId).toList();
        Map<UUID, LinkedTo> links = nation.working(() -> people.linksOf(ids));
        Map<String, UUID> names = new HashMap<>();
        for (World world : worlds) {
            for (int r = 0; r < RECORDS; r++) {
                LinkedTo link = links.get(world.records().get(r).recordId());
                assertThat(link == null).isEqualTo(world.place()[r] == null);
                if (link != null) {
                    UUID known = names.putIfAbsent(world.place()[r], link.personId());
                    assertThat(known == null || known.equals(link.personId())).isTrue();
                }
            }
        }
        return names;
    }

    private static void apply(List<Relinker.Move> moves) {
        Relinker relinker = nation.server.bean(Relinker.class);
        LinkRows rows = nation.server.bean(LinkRows.class);
        for (int from = 0; from < moves.size(); from += 1_500) {
            List<Relinker.Move> part = moves.subList(from, Math.min(moves.size(), from + 1_500));
            nation.working(() -> {
                rows.lockLinks();
                relinker.apply(part);
                return true;
            });
        }
    }

    /// Links a record of some worlds to a neighbour's person and takes that back by its event: the
    /// world is as it was.
    private static void undo(List<World> worlds, RandomGenerator random) {
        List<World> some = worlds.subList(0, UNDOS);
        Map<Integer, Set<List<String>>> before = told(some);
        Map<String, UUID> names = names(worlds);
        List<Relinker.Move> moves = new ArrayList<>();
        List<UUID> records = new ArrayList<>();
        for (World world : some) {
            int record = random.nextInt(RECORDS);
            int other = (record + 1 + random.nextInt(RECORDS - 1)) % RECORDS;
            moves.add(move(world.records().get(record), world.place()[other], names, ""));
            records.add(world.records().get(record).recordId());
        }
        apply(moves);
        assertThat(told(some)).isNotEqualTo(before);
        Map<UUID, LinkRows.Placed> placed =
                nation.working(() -> nation.server.bean(LinkRows.class).placedBy(records));
        Collections.shuffle(records, new java.util.Random(1));
        for (UUID record : records) {
            nation.working(() -> {
                people.undo(placed.get(record).eventId(), "test", "not the same human");
                return true;
            });
        }
        assertThat(told(some)).isEqualTo(before);
    }

    // ---- what a world tells

    /// Per world the persons, each as the list of what is known and decided about them, without any
    /// id: places of the records, evidence, colours.
    private static Map<Integer, Set<List<String>>> told(List<World> worlds) {
        Map<UUID, Integer> worldOf = new HashMap<>();
        Map<UUID, Integer> placeOf = new HashMap<>();
        for (int w = 0; w < worlds.size(); w++) {
            for (int r = 0; r < RECORDS; r++) {
                worldOf.put(worlds.get(w).records().get(r).recordId(), w);
                placeOf.put(worlds.get(w).records().get(r).recordId(), r);
            }
        }
        Map<UUID, LinkedTo> links = nation.working(() -> people.linksOf(worldOf.keySet()));
        Map<UUID, Set<Integer>> records = new HashMap<>();
        Map<UUID, Integer> worldOfPerson = new HashMap<>();
        links.forEach((record, link) -> {
            records.computeIfAbsent(link.personId(), p -> new TreeSet<>()).add(placeOf.get(record));
            worldOfPerson.put(link.personId(), worldOf.get(record));
        });
        Map<UUID, List<Fact>> facts =
                nation.working(() -> nation.server.bean(Facts.class).ofAll(records.keySet()));
        Map<UUID, Pass> passes = passes(records.keySet());
        Map<Integer, Set<List<String>>> told = new TreeMap<>();
        for (int w = 0; w < worlds.size(); w++) {
            told.put(w, new java.util.HashSet<>());
        }
        records.forEach((person, places) -> {
            List<String> lines = new ArrayList<>();
            lines.add("records " + places);
            lines.addAll(
                    facts.getOrDefault(person, List.of()).stream()
                            .map(f ->
                                    f.kind()
                                            + " "
                                            + f.at()
                                            + " "
                                            + new TreeMap<>(f.details())
                                            + " "
                                            + f.linkProbability()
                                            + " of "
                                            + placeOf.get(f.recordId()))
                            .sorted()
                            .toList());
            Pass pass = passes.get(person);
            lines.add(
                    pass.area()
                            + " "
                            + pass.colour()
                            + " "
                            + pass.floorColour()
                            + " "
                            + pass.rule()
                            + " since "
                            + pass.since()
                            + " next "
                            + pass.nextChange());
            lines.add("keys as of its records: " + keysTrue(person, places.size()));
            told.get(worldOfPerson.get(person)).add(lines);
        });
        return told;
    }

    private static Map<UUID, Pass> passes(Set<UUID> persons) {
        Instant now = nation.server.bean(Clock.class).instant();
        assertThat(now).isEqualTo(Nation.at("2021-10-10T08:00"));
        return Scopes.call(
                new Scope(
                        "tester",
                        "test",
                        "RESIDENT",
                        Purpose.SELF_SERVICE,
                        Category.PASS,
                        List.of("*"),
                        List.of(),
                        DatabaseRole.APPLICATION),
                () ->
                        persons.stream()
                                .map(p -> nation.passes().of(p).orElseThrow())
                                .collect(Collectors.toMap(Pass::personId, p -> p)));
    }

    private static boolean keysTrue(UUID person, int records) {
        LinkRows rows = nation.server.bean(LinkRows.class);
        BlindIndex index = nation.server.bean(BlindIndex.class);
        return nation.working(() -> {
            LinkRows.Loaded loaded = rows.load(List.of(person), RECORDS + 1).get(person);
            assertThat(loaded.records()).hasSize(records);
            Set<UUID> holders =
                    rows.holders(index.union(loaded.records())).stream()
                            .map(LinkRows.Holder::id)
                            .collect(Collectors.toSet());
            return holders.contains(person);
        });
    }
}
