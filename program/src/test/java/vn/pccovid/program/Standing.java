package vn.pccovid.program;

import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.exchange.Imports;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.pass.Pass;
import vn.pccovid.server.pass.Passes;

/// Everything that stands in an installation, without the ids it chose for itself, so that two
/// installations can be compared. A person is named by the records that count for them.
///
/// @param ledger fate by `file line`, of the first finished run of each file
/// @param people records of each person, one line each; a waiting record stands alone
/// @param colours what the pass says, by line of `people`
/// @param facts what counts for them, by line of `people`
/// @param rows rows of every table that holds what was received
record Standing(
        Map<String, Integer> ledger,
        List<String> people,
        Map<String, String> colours,
        Map<String, List<String>> facts,
        Map<String, Long> rows) {

    private static final int PERSONS_AT_ONCE = 1_000;

    /// Colours are brought up to the application's clock first.
    static Standing of(Application application) {
        application.bean(Passes.class).catchUp();
        JdbcClient database = client(application.database().orElseThrow());
        Map<UUID, String> persons = new HashMap<>();
        List<String> people = people(application, persons);
        return new Standing(
                ledger(database),
                people,
                colours(application, persons),
                facts(application, persons),
                rows(database));
    }

    /// The database behind row-level security, to look from outside.
    static JdbcClient client(EmbeddedDatabase database) {
        return JdbcClient.create(database.superuser().in(EmbeddedDatabase.DATABASE).dataSource());
    }

    private static Map<String, Integer> ledger(JdbcClient database) {
        Map<String, Integer> ledger = new TreeMap<>();
        database.sql(
                        """
                        SELECT r.file || ' ' || l.line, l.fate
                        FROM (SELECT DISTINCT ON (file) run_id, file FROM exchange.run
                              WHERE state = 'finished' ORDER BY file, started_at, run_id) r
                        JOIN exchange.ledger l USING (run_id)
                        """)
                .query(row -> {
                    ledger.put(row.getString(1), row.getInt(2));
                });
        return ledger;
    }

    private static List<String> people(Application application, Map<UUID, String> persons) {
        StringWriter links = new StringWriter();
        application.bean(Imports.class).links(links);
        Map<UUID, TreeSet<String>> records = new HashMap<>();
        List<String> people = new ArrayList<>();
        links.toString()
                .lines()
                .skip(1)
                .forEach(line -> {
                    String[] cells = line.split(",", -1);
                    String record = cells[0] + "/" + cells[1];
                    if (cells[2].isEmpty()) {
                        people.add("waits: " + record);
                    } else {
                        records.computeIfAbsent(UUID.fromString(cells[2]), p -> new TreeSet<>())
                                .add(record);
                    }
                });
        records.forEach((person, all) -> persons.put(person, String.join(" ", all)));
        people.addAll(persons.values());
        people.sort(null);
        return people;
    }

    private static Map<String, String> colours(Application application, Map<UUID, String> persons) {
        Map<String, String> colours = new TreeMap<>();
        Passes passes = application.bean(Passes.class);
        Scopes.run(
                Scope.worker(Purpose.COLOURING),
                () ->
                        persons.forEach((id, name) -> {
                            Pass pass = passes.of(id).orElseThrow();
                            colours.put(
                                    name,
                                    String.join(
                                            " ",
                                            pass.area(),
                                            pass.colour().name(),
                                            pass.floorColour().name(),
                                            pass.rule(),
                                            "since " + pass.since().truncatedTo(ChronoUnit.HOURS),
                                            "until " + pass.nextChange(),
                                            pass.redForLackOfData() ? "for lack of data" : ""));
                        }));
        return colours;
    }

    private static Map<String, List<String>> facts(
            Application application, Map<UUID, String> persons) {
        Map<String, List<String>> facts = new TreeMap<>();
        Facts door = application.bean(Facts.class);
        List<UUID> ids = List.copyOf(persons.keySet());
        for (int i = 0; i < ids.size(); i += PERSONS_AT_ONCE) {
            List<UUID> some = ids.subList(i, Math.min(ids.size(), i + PERSONS_AT_ONCE));
            Map<UUID, List<Fact>> found =
                    Scopes.call(Scope.worker(Purpose.COLOURING), () -> door.ofAll(some));
            found.forEach((id, all) ->
                    facts.put(
                            Objects.requireNonNull(persons.get(id)),
                            all.stream()
                                    .map(f ->
                                            String.join(
                                                    " ",
                                                    f.kind(),
                                                    moment(f),
                                                    f.area(),
                                                    new TreeMap<>(f.details()).toString(),
                                                    f.source()))
                                    .sorted()
                                    .toList()));
        }
        return facts;
    }

    /// The platform gives a contraindication no date: it counts from its arrival, to the hour here.
    private static String moment(Fact fact) {
        return (fact.kind().equals("contraindication")
                        ? fact.at().truncatedTo(ChronoUnit.HOURS)
                        : fact.at())
                .toString();
    }

    private static Map<String, Long> rows(JdbcClient database) {
        Map<String, Long> rows = new TreeMap<>();
        for (String table :
                List.of(
                        "person.source_key",
                        "person.record",
                        "person.record_person",
                        "person.waiting",
                        "person.blocking_key",
                        "fact.fact",
                        "fact.person_fact",
                        "place.venue",
                        "place.visit_at_place",
                        "place.movement_of_record",
                        "vaccination.pending_dose",
                        "laboratory.sample",
                        "laboratory.result")) {
            rows.put(
                    table,
                    database.sql("SELECT count(*) FROM " + table).query(Long.class).single());
        }
        return rows;
    }

    /// How many records stand with other records than in another standing, or wait in only one.
    long recordsElsewhereIn(Standing other) {
        Map<String, String> here = groupOfRecord();
        Map<String, String> there = other.groupOfRecord();
        return here.entrySet().stream()
                .filter(e -> !e.getValue().equals(there.get(e.getKey())))
                .count();
    }

    private Map<String, String> groupOfRecord() {
        Map<String, String> groups = new HashMap<>();
        for (String person : people) {
            String all = person.startsWith("waits: ") ? person.substring(7) : person;
            for (String record : all.split(" ", -1)) {
                groups.put(record, person);
            }
        }
        return groups;
    }

    @Override
    public String toString() {
        return "Standing[%d rows, %d people]".formatted(ledger.size(), people.size());
    }
}
