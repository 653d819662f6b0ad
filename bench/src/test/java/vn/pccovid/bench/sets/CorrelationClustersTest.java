package vn.pccovid.bench.sets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Clusters weigh all pairs, not the best one")
class CorrelationClustersTest {
    private static int[] cluster(double[][] odds, int[] first, int[] second) {
        return CorrelationClusters.of(odds.length, first, second, (a, b) -> odds[a][b]);
    }

    @Test
    void a_weak_middle_does_not_join_two_people() {
        // 0–1 and 3–4 are sure; 2 touches both sides a little; across speaks against.
        double[][] odds = {
            {0, 9, 1, -8, -8},
            {9, 0, 1, -8, -8},
            {1, 1, 0, 2, -4},
            {-8, -8, 2, 0, 9},
            {-8, -8, -4, 9, 0}
        };

        int[] cluster = cluster(odds, new int[] {0, 0, 1, 2, 3}, new int[] {1, 2, 2, 3, 4});

        assertThat(cluster[0]).isEqualTo(cluster[1]).isEqualTo(cluster[2]);
        assertThat(cluster[3]).isEqualTo(cluster[4]).isNotEqualTo(cluster[0]);
    }

    @Test
    void a_doubtful_pair_joins_when_the_others_vouch_for_it() {
        double[][] odds = {
            {0, 6, -1},
            {6, 0, 5},
            {-1, 5, 0}
        };

        assertThat(cluster(odds, new int[] {0, 1}, new int[] {1, 2})).containsOnly(0);
    }

    @Test
    void records_without_a_positive_pair_stay_alone() {
        double[][] odds = {
            {0, -1, -1},
            {-1, 0, -1},
            {-1, -1, 0}
        };

        assertThat(cluster(odds, new int[0], new int[0])).containsExactly(0, 1, 2);
    }
}
