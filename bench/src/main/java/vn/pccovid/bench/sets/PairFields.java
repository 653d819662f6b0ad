package vn.pccovid.bench.sets;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.pccovid.lib.linkage.PatternCounts;

/// The values of a table as numbers, and the pattern of levels of any two records. Not thread-safe:
/// it remembers levels of values it has compared.
final class PairFields {
    private static final int MISSING = -1;
    private static final int CACHE_BITS = 18;

    private final People people;
    private final List<Role> roles;
    private final int[][] values;
    private final String[][] texts;
    private final int[][] swappable;
    private final long[][] cachedPair;
    private final byte[][] cachedLevel;

    PairFields(People people) {
        this.people = people;
        roles = people.roles();
        values = new int[roles.size()][people.size()];
        texts = new String[roles.size()][];
        cachedPair = new long[roles.size()][1 << CACHE_BITS];
        cachedLevel = new byte[roles.size()][1 << CACHE_BITS];
        // Columns that swap share their numbers, so that a crossing is an equality of numbers.
        Map<String, Integer> names = new HashMap<>();
        for (int f = 0; f < roles.size(); f++) {
            Role role = roles.get(f);
            boolean swaps = roles.stream().anyMatch(role::swapsWith);
            Map<String, Integer> numbers = swaps ? names : new HashMap<>();
            for (int i = 0; i < people.size(); i++) {
                String value = people.value(role, i);
                values[f][i] =
                        value == null
                                ? MISSING
                                : numbers.computeIfAbsent(value, any -> numbers.size());
            }
            Arrays.fill(cachedPair[f], -1);
        }
        for (int f = 0; f < roles.size(); f++) {
            int most = Arrays.stream(values[f]).max().orElse(MISSING);
            texts[f] = new String[most + 1];
            for (int i = 0; i < people.size(); i++) {
                String value = people.value(roles.get(f), i);
                if (value != null) {
                    texts[f][values[f][i]] = value;
                }
            }
        }
        swappable = new int[roles.size()][];
        for (int f = 0; f < roles.size(); f++) {
            Role role = roles.get(f);
            swappable[f] =
                    java.util.stream.IntStream.range(0, roles.size())
                            .filter(g -> role.swapsWith(roles.get(g)))
                            .toArray();
        }
    }

    People people() {
        return people;
    }

    int fields() {
        return roles.size();
    }

    Role role(int field) {
        return roles.get(field);
    }

    /// Number of the value, −1 where missing; equal numbers are equal texts.
    int value(int field, int record) {
        return values[field][record];
    }

    /// Fills in the level of every field, [PatternCounts#MISSING] where either value is missing.
    void pattern(int a, int b, int[] into) {
        for (int f = 0; f < into.length; f++) {
            into[f] = level(f, a, b);
        }
    }

    private int level(int f, int a, int b) {
        int x = values[f][a];
        int y = values[f][b];
        if (x == MISSING || y == MISSING) {
            return PatternCounts.MISSING;
        }
        if (x == y) {
            return Comparators.EXACT;
        }
        for (int g : swappable[f]) {
            if (values[g][b] == x || values[g][a] == y) {
                return Comparators.CROSSED;
            }
        }
        long pair = x < y ? (long) x << 32 | y : (long) y << 32 | x;
        int at = (int) ((pair * 0x9E3779B97F4A7C15L) >>> (64 - CACHE_BITS));
        if (cachedPair[f][at] != pair) {
            cachedLevel[f][at] = (byte) Comparators.level(roles.get(f), texts[f][x], texts[f][y]);
            cachedPair[f][at] = pair;
        }
        return cachedLevel[f][at];
    }
}
