package vn.pccovid.bench.sets;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A table of invented people with one slip in every second copy.
public final class InventedPeople {
    private static final String[] STARTS = {
        "al", "be", "ca", "do", "el", "fa", "gi", "ho", "in", "ju", "ka", "lo", "ma", "ne"
    };
    private static final String[] ENDS = {
        "bert", "dine", "fina", "gard", "lena", "mund", "nora", "rius", "sanne", "tina", "vard"
    };

    private InventedPeople() {}

    /// @param persons of whom every third has a second and every ninth a third record
    public static People table(int persons, long seed) {
        Random random = new Random(seed);
        Map<Role, List<String>> columns = new EnumMap<>(Role.class);
        List<Integer> truth = new ArrayList<>();
        for (int p = 0; p < persons; p++) {
            Map<Role, String> person = new EnumMap<>(Role.class);
            person.put(Role.GIVEN_NAME, name(random));
            person.put(Role.SURNAME, name(random) + name(random));
            person.put(
                    Role.BIRTH_DATE,
                    String.format(
                            java.util.Locale.ROOT,
                            "%d-%02d-%02d",
                            1930 + random.nextInt(80),
                            1 + random.nextInt(12),
                            1 + random.nextInt(28)));
            person.put(Role.POSTCODE, Integer.toString(1000 + random.nextInt(400)));
            person.put(Role.NUMBER, Integer.toString(1_000_000 + random.nextInt(9_000_000)));
            int copies = p % 9 == 0 ? 3 : p % 3 == 0 ? 2 : 1;
            for (int c = 0; c < copies; c++) {
                Map<Role, String> record = new EnumMap<>(person);
                if (c > 0) {
                    slip(record, random);
                }
                record.forEach((role, value) ->
                        columns.computeIfAbsent(role, any -> new ArrayList<>()).add(value));
                truth.add(p);
            }
        }
        Map<Role, String[]> arrays = new EnumMap<>(Role.class);
        columns.forEach((role, values) -> arrays.put(role, values.toArray(String[]::new)));
        return People.of(
                "invented",
                arrays,
                new int[truth.size()],
                truth.stream().mapToInt(i -> i).toArray());
    }

    private static void slip(Map<Role, String> record, Random random) {
        switch (random.nextInt(5)) {
            case 0 -> {
                String given = record.getOrDefault(Role.GIVEN_NAME, "");
                record.put(Role.GIVEN_NAME, record.getOrDefault(Role.SURNAME, ""));
                record.put(Role.SURNAME, given);
            }
            case 1 -> record.put(Role.NUMBER, "");
            case 2 -> record.put(Role.POSTCODE, Integer.toString(1000 + random.nextInt(400)));
            case 3 -> record.merge(Role.SURNAME, "n", String::concat);
            default -> record.put(Role.BIRTH_DATE, "");
        }
    }

    private static String name(Random random) {
        return STARTS[random.nextInt(STARTS.length)] + ENDS[random.nextInt(ENDS.length)];
    }
}
