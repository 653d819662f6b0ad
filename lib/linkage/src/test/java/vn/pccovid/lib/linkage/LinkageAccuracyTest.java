package vn.pccovid.lib.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkageAccuracyTest {
    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    @DisplayName(
            "About 20,000 records of 5,000 people with the errors of domain 10: no false link, recall at least 0.95")
    void no_false_link_among_twenty_thousand_records(long seed) {
        List<MiniNation.Row> rows = new MiniNation(seed, 5_000).rows();
        MemoryLinker linker =
                new MemoryLinker(rows.stream().map(MiniNation.Row::description).toList());

        linker.run();

        long pairs = 0;
        long right = 0;
        long truth = 0;
        Map<Integer, Map<Integer, Integer>> clusters = new HashMap<>();
        Map<Integer, Integer> sizes = new HashMap<>();
        Map<String, Integer> lost = new TreeMap<>();
        Map<Integer, Map<Integer, Integer>> found = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            MiniNation.Row row = rows.get(i);
            if (linker.personOf[i] >= 0) {
                clusters.computeIfAbsent(linker.personOf[i], any -> new HashMap<>())
                        .merge(row.person(), 1, Integer::sum);
            }
            if (row.enough()) {
                sizes.merge(row.person(), 1, Integer::sum);
                if (linker.personOf[i] >= 0) {
                    found.computeIfAbsent(row.person(), any -> new HashMap<>())
                            .merge(linker.personOf[i], 1, Integer::sum);
                }
                if (linker.personOf[i] < 0) {
                    lost.merge(row.source() + " " + row.error(), 1, Integer::sum);
                }
            }
        }
        for (Map<Integer, Integer> cluster : clusters.values()) {
            int size = cluster.values().stream().mapToInt(Integer::intValue).sum();
            pairs += choose2(size);
            right += cluster.values().stream().mapToLong(LinkageAccuracyTest::choose2).sum();
        }
        long hit = 0;
        for (Map.Entry<Integer, Integer> person : sizes.entrySet()) {
            truth += choose2(person.getValue());
            hit +=
                    found.getOrDefault(person.getKey(), Map.of()).values().stream()
                            .mapToLong(LinkageAccuracyTest::choose2)
                            .sum();
        }
        assertThat(rows.size()).isGreaterThan(18_000);
        assertThat(pairs - right).as("false pairs of %d; waiting %s", pairs, linker.waits).isZero();
        assertThat((double) hit / truth)
                .as("recall over %d pairs; lost %s; waiting %s", truth, lost, linker.waits)
                .isGreaterThanOrEqualTo(0.95);
    }

    private static long choose2(int n) {
        return (long) n * (n - 1) / 2;
    }
}
