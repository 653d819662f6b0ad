package vn.pccovid.bench.sets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// Clusters in which the evidence of all pairs together speaks for one person.
///
/// Connected components join two people by one weak pair between them. Here two clusters join while
/// the sum of log odds over all pairs between them is positive, the largest sum first: greedy
/// additive edge contraction (Keuper et al. 2015) for correlation clustering (Bansal, Blum and
/// Chawla 2004). A pair that no block brought together counts, too.
final class CorrelationClusters {
    /// A component with more records is contracted with the pairs that were scored only.
    private static final int MOST_DENSE = 3_000;

    /// Log odds of two records in bits.
    interface Odds {
        double of(int a, int b);
    }

    private CorrelationClusters() {}

    /// @param records how many
    /// @param first and second: pairs with positive log odds
    /// @param odds of any two records, finite; negative speaks against one person
    /// @return the cluster of each record
    static int[] of(int records, int[] first, int[] second, Odds odds) {
        int[] root = new int[records];
        Arrays.setAll(root, i -> i);
        for (int i = 0; i < first.length; i++) {
            union(root, first[i], second[i]);
        }
        Map<Integer, List<Integer>> components = new HashMap<>();
        for (int i = 0; i < records; i++) {
            components.computeIfAbsent(find(root, i), any -> new ArrayList<>()).add(i);
        }
        int[] cluster = new int[records];
        Arrays.setAll(cluster, i -> i);
        for (List<Integer> component : components.values()) {
            if (component.size() > 1) {
                int[] members = component.stream().mapToInt(i -> i).toArray();
                if (members.length > MOST_DENSE) {
                    throw new IllegalStateException(
                            "a component of " + members.length + " records hangs together");
                }
                contract(members, odds, cluster);
            }
        }
        return cluster;
    }

    private record Join(double sum, int a, int b, int versionA, int versionB)
            implements Comparable<Join> {
        @Override
        public int compareTo(Join other) {
            int bySum = Double.compare(other.sum, sum);
            return bySum != 0
                    ? bySum
                    : a != other.a ? Integer.compare(a, other.a) : Integer.compare(b, other.b);
        }
    }

    private static void contract(int[] members, Odds odds, int[] cluster) {
        int n = members.length;
        double[][] sum = new double[n][n];
        PriorityQueue<Join> queue = new PriorityQueue<>();
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                sum[i][j] = sum[j][i] = odds.of(members[i], members[j]);
                if (sum[i][j] > 0) {
                    queue.add(new Join(sum[i][j], i, j, 0, 0));
                }
            }
        }
        int[] version = new int[n];
        int[] root = new int[n];
        Arrays.setAll(root, i -> i);
        boolean[] gone = new boolean[n];
        while (!queue.isEmpty()) {
            Join join = queue.remove();
            if (gone[join.a]
                    || gone[join.b]
                    || version[join.a] != join.versionA
                    || version[join.b] != join.versionB) {
                continue;
            }
            gone[join.b] = true;
            root[join.b] = join.a;
            version[join.a]++;
            for (int other = 0; other < n; other++) {
                if (other != join.a && !gone[other]) {
                    double both = sum[join.a][other] + sum[join.b][other];
                    sum[join.a][other] = sum[other][join.a] = both;
                    if (both > 0) {
                        int low = Math.min(join.a, other);
                        int high = Math.max(join.a, other);
                        queue.add(new Join(both, low, high, version[low], version[high]));
                    }
                }
            }
        }
        for (int i = 0; i < n; i++) {
            cluster[members[i]] = members[find(root, i)];
        }
    }

    private static int find(int[] root, int i) {
        int at = i;
        while (root[at] != at) {
            root[at] = root[root[at]];
            at = root[at];
        }
        return at;
    }

    private static void union(int[] root, int a, int b) {
        int x = find(root, a);
        int y = find(root, b);
        root[Math.max(x, y)] = Math.min(x, y);
    }
}
