package vn.pccovid.bench.peer;

import java.util.Arrays;
import java.util.Set;

/// Linked pairs of a peer, the lower record in the upper half of the long.
///
/// @param linked above the peer's threshold
/// @param compared pairs it looked at
/// @param settings what was run, one line each
public record Pairs(Set<Long> linked, long compared, java.util.List<String> settings) {
    static long of(int a, int b) {
        return (long) Math.min(a, b) << 32 | Math.max(a, b);
    }

    /// Connected components: what both peers offer as clusters.
    public int[] components(int records) {
        int[] root = new int[records];
        Arrays.setAll(root, i -> i);
        for (long pair : linked) {
            int a = find(root, (int) (pair >>> 32));
            int b = find(root, (int) pair);
            root[Math.max(a, b)] = Math.min(a, b);
        }
        for (int i = 0; i < records; i++) {
            root[i] = find(root, i);
        }
        return root;
    }

    private static int find(int[] root, int i) {
        int at = i;
        while (root[at] != at) {
            root[at] = root[root[at]];
            at = root[at];
        }
        return at;
    }
}
