package vn.pccovid.bench.peer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import no.priv.garshol.duke.Comparator;
import no.priv.garshol.duke.ConfigurationImpl;
import no.priv.garshol.duke.Processor;
import no.priv.garshol.duke.Property;
import no.priv.garshol.duke.PropertyImpl;
import no.priv.garshol.duke.Record;
import no.priv.garshol.duke.RecordImpl;
import no.priv.garshol.duke.comparators.ExactComparator;
import no.priv.garshol.duke.comparators.PersonNameComparator;
import no.priv.garshol.duke.comparators.QGramComparator;
import no.priv.garshol.duke.comparators.WeightedLevenshtein;
import no.priv.garshol.duke.databases.InMemoryBlockingDatabase;
import no.priv.garshol.duke.databases.KeyFunction;
import no.priv.garshol.duke.matchers.AbstractMatchListener;
import vn.pccovid.bench.sets.People;
import vn.pccovid.bench.sets.Role;

/// Duke 1.2 on a table of people: its blocking database finds candidates, its comparators and
/// probabilities by role decide.
///
/// Duke does not estimate probabilities without labels; its guides (HowToModel, TuningGuide,
/// HowItWorks) say how to set them by hand: 0.5 says nothing, values near 0 or 1 claim too much,
/// properties should be independent (of the places only some). One setting for all tables.
public final class DukeMatcher {
    /// @param low probability of one person where the values differ
    /// @param high where they are equal
    record Weight(Comparator comparator, double low, double high) {}

    /// One threshold for all tables, best over all of them: a favour that needs their truth.
    private static final double THRESHOLD = 0.85;

    private static final String ID = "ID";

    private static final int MOST = Integer.MAX_VALUE;
    private static final int SINGLE_COLUMNS = 10_000;

    private static final Set<Role> BLOCKING =
            Set.of(
                    Role.GIVEN_NAME,
                    Role.SURNAME,
                    Role.BIRTH_DATE,
                    Role.POSTCODE,
                    Role.NUMBER,
                    Role.PHONE,
                    Role.EMAIL);

    private static final int BATCH = 40_000;

    private DukeMatcher() {}

    static Map<Role, Weight> weights(People people) {
        Map<Role, Weight> weights = new EnumMap<>(Role.class);
        Comparator name = new PersonNameComparator();
        // Differences in digits count double: two wrong ones of eight are no likeness any more.
        Comparator digits = new WeightedLevenshtein();
        weights.put(Role.GIVEN_NAME, new Weight(name, 0.30, 0.80));
        weights.put(Role.SURNAME, new Weight(name, 0.30, 0.85));
        weights.put(Role.SECOND_GIVEN_NAME, new Weight(name, 0.45, 0.70));
        weights.put(Role.SECOND_SURNAME, new Weight(name, 0.45, 0.70));
        weights.put(Role.BIRTH_DATE, new Weight(digits, 0.15, 0.92));
        weights.put(Role.NUMBER, new Weight(digits, 0.30, 0.95));
        weights.put(Role.INSURANCE, new Weight(digits, 0.40, 0.95));
        weights.put(Role.PHONE, new Weight(digits, 0.40, 0.85));
        weights.put(Role.EMAIL, new Weight(new QGramComparator(), 0.40, 0.92));
        weights.put(Role.STREET, new Weight(new QGramComparator(), 0.40, 0.70));
        weights.put(Role.STREET_NUMBER, new Weight(new ExactComparator(), 0.45, 0.60));
        weights.put(Role.POSTCODE, new Weight(digits, 0.45, 0.65));
        weights.put(Role.SEX, new Weight(new ExactComparator(), 0.30, 0.51));
        if (!people.has(Role.POSTCODE)) {
            weights.put(Role.PLACE, new Weight(new QGramComparator(), 0.45, 0.65));
        }
        weights.keySet().removeIf(role -> !people.has(role));
        return weights;
    }

    /// Links a table with Duke's blocking database in memory: a key per column, or per pair of
    /// columns where single ones make blocks too large, as for the other peer.
    public static Pairs link(People people) {
        Map<Role, Weight> weights = weights(people);
        List<KeyFunction> keys = new ArrayList<>();
        if (people.size() <= SINGLE_COLUMNS) {
            for (Role role : weights.keySet()) {
                if (BLOCKING.contains(role)) {
                    keys.add(key(part(role, MOST)));
                }
            }
        } else {
            keys.add(key(part(Role.GIVEN_NAME, 3), part(Role.SURNAME, 4)));
            keys.add(key(part(Role.SURNAME, MOST), part(Role.BIRTH_DATE, MOST)));
            keys.add(key(part(Role.GIVEN_NAME, MOST), part(Role.BIRTH_DATE, MOST)));
            keys.add(
                    key(part(Role.GIVEN_NAME, 2), part(Role.SURNAME, 2), part(Role.BIRTH_DATE, 4)));
            keys.add(key(part(Role.POSTCODE, 3), part(Role.GIVEN_NAME, MOST)));
            keys.add(key(part(Role.POSTCODE, 3), part(Role.SURNAME, MOST)));
            keys.add(key(part(Role.POSTCODE, 3), part(Role.BIRTH_DATE, MOST)));
        }
        boolean files = people.linksFiles();
        return link(people, weights, keys, (a, b) -> !files || !a.equals(b), THRESHOLD);
    }

    /// The beginning of a value.
    record Part(Role role, int length) {}

    static Part part(Role role, int length) {
        return new Part(role, length);
    }

    /// A key of parts of values; a record that lacks one of them is in no block of this key.
    static KeyFunction key(Part... parts) {
        return record -> {
            StringBuilder key = new StringBuilder();
            for (Part part : parts) {
                String value = record.getValue(part.role.name());
                if (value == null) {
                    return "\uffff" + record.getValue(ID);
                }
                key.append(value, 0, Math.min(value.length(), part.length)).append('|');
            }
            return key.toString();
        };
    }

    /// @param allowed which pairs of sources are linked
    static Pairs link(
            People people,
            Map<Role, Weight> weights,
            List<KeyFunction> keys,
            BiPredicate<Integer, Integer> allowed,
            double threshold) {
        InMemoryBlockingDatabase database = new InMemoryBlockingDatabase();
        database.setKeyFunctions(keys);
        List<Property> properties = new ArrayList<>();
        properties.add(new PropertyImpl(ID));
        weights.forEach((role, weight) ->
                properties.add(
                        new PropertyImpl(role.name(), weight.comparator, weight.low, weight.high)));
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setProperties(properties);
        configuration.setThreshold(threshold);
        database.setConfiguration(configuration);
        database.setOverwrite(true);
        Set<Long> linked = new HashSet<>();
        Processor processor = new Processor(configuration, database);
        processor.addMatchListener(
                new AbstractMatchListener() {
                    @Override
                    public void matches(Record one, Record other, double confidence) {
                        int a = Integer.parseInt(one.getValue(ID));
                        int b = Integer.parseInt(other.getValue(ID));
                        // Duke compares whatever shares a block.
                        if (allowed.test(people.source(a), people.source(b))) {
                            linked.add(Pairs.of(a, b));
                        }
                    }
                });
        List<Record> batch = new ArrayList<>();
        for (int i = 0; i < people.size(); i++) {
            batch.add(record(people, weights, i));
            if (batch.size() == BATCH || i == people.size() - 1) {
                processor.deduplicate(batch);
                batch.clear();
            }
        }
        long compared = processor.getComparisonCount();
        processor.close();
        StringBuilder settings =
                new StringBuilder(
                        "Duke 1.2, "
                                + database.getClass().getSimpleName()
                                + " with "
                                + keys.size()
                                + " keys");
        settings.append(String.format(Locale.ROOT, "; threshold %.2f; ", threshold));
        weights.forEach((role, weight) ->
                settings.append(
                        String.format(
                                Locale.ROOT,
                                "%s %s %.2f/%.2f, ",
                                role.name().toLowerCase(Locale.ROOT),
                                weight.comparator.getClass().getSimpleName(),
                                weight.low,
                                weight.high)));
        settings.setLength(settings.length() - 2);
        return new Pairs(
                linked, compared, List.of(settings.toString().replaceAll("\\s*\n\\s*", " ")));
    }

    private static Record record(People people, Map<Role, Weight> weights, int i) {
        RecordImpl record = new RecordImpl(new HashMap<>());
        record.addValue(ID, Integer.toString(i));
        for (Role role : weights.keySet()) {
            String value = people.value(role, i);
            if (value != null) {
                record.addValue(role.name(), value);
            }
        }
        return record;
    }
}
