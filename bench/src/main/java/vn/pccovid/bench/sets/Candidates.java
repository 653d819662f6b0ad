package vn.pccovid.bench.sets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The pairs worth comparing: every value that few share is a block; a larger block is split by
/// each other field in turn, and what three fields together do not split is dropped and counted.
///
/// A field gives its whole value and, for names, dates and codes, a coarse one that survives a
/// slip.
final class Candidates {
    /// Records of a block that are all compared.
    static final int BLOCK = 80;

    private static final int DEPTH = 3;

    private final People people;
    private final List<@Nullable String[]> keys = new ArrayList<>();
    private long[] pairs = new long[1 << 16];
    private int size;
    private long dropped;

    private Candidates(People people) {
        this.people = people;
        for (Role role : people.roles()) {
            add(role, false);
            add(role, true);
        }
    }

    /// All candidate pairs of a table.
    static Candidates of(People people) {
        Candidates candidates = new Candidates(people);
        int[] everybody = new int[people.size()];
        Arrays.setAll(everybody, i -> i);
        candidates.split(everybody, 0, DEPTH);
        candidates.compact();
        return candidates;
    }

    private void add(Role role, boolean coarse) {
        @Nullable String[] column = new @Nullable String[people.size()];
        boolean any = false;
        for (int i = 0; i < column.length; i++) {
            String value = people.value(role, i);
            column[i] = value == null ? null : coarse ? coarse(role, value) : value;
            any |= column[i] != null;
        }
        if (any && role != Role.SEX) {
            keys.add(column);
        }
    }

    private static @Nullable String coarse(Role role, String value) {
        return switch (role) {
            case GIVEN_NAME, SURNAME, STREET, PLACE ->
                    value.length() < 3 ? null : value.substring(0, 3);
            case BIRTH_DATE -> value.length() == 8 ? value.substring(0, 4) : null;
            case POSTCODE -> value.length() < 3 ? null : value.substring(0, value.length() - 2);
            case PHONE, NUMBER -> value.length() < 6 ? null : value.substring(value.length() - 4);
            case EMAIL -> value.indexOf('@') > 0 ? value.substring(0, value.indexOf('@')) : null;
            default -> null;
        };
    }

    private void split(int[] records, int from, int depth) {
        for (int k = from; k < keys.size(); k++) {
            @Nullable String[] key = keys.get(k);
            Map<String, List<Integer>> blocks = new HashMap<>();
            for (int record : records) {
                String value = key[record];
                if (value != null) {
                    blocks.computeIfAbsent(value, any -> new ArrayList<>()).add(record);
                }
            }
            for (List<Integer> block : blocks.values()) {
                int[] members = block.stream().mapToInt(i -> i).toArray();
                if (members.length <= BLOCK) {
                    all(members);
                } else if (depth > 1) {
                    // By the later fields only: with an earlier one the block was made when that
                    // came first,
                    // or that one alone was small enough.
                    split(members, k + 1, depth - 1);
                } else {
                    dropped += (long) members.length * (members.length - 1) / 2;
                }
            }
        }
    }

    private void all(int[] members) {
        for (int i = 0; i < members.length; i++) {
            for (int j = i + 1; j < members.length; j++) {
                if (size == pairs.length) {
                    compact();
                    if (size > pairs.length / 2) {
                        pairs = Arrays.copyOf(pairs, pairs.length * 2);
                    }
                }
                int a = Math.min(members[i], members[j]);
                int b = Math.max(members[i], members[j]);
                pairs[size++] = (long) a << 32 | b;
            }
        }
    }

    /// Sorts and keeps each pair once.
    private void compact() {
        Arrays.sort(pairs, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || pairs[i] != pairs[i - 1]) {
                pairs[kept++] = pairs[i];
            }
        }
        size = kept;
    }

    int size() {
        return size;
    }

    int first(int pair) {
        return (int) (pairs[pair] >>> 32);
    }

    int second(int pair) {
        return (int) pairs[pair];
    }

    /// Pairs of blocks that three fields did not split, with repetitions.
    long dropped() {
        return dropped;
    }
}
