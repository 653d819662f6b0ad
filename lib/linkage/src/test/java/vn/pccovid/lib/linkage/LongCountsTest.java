package vn.pccovid.lib.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LongCountsTest {
    @Test
    void counts_stay_with_their_keys_while_the_table_grows() {
        LongCounts counts = new LongCounts(4);

        for (int round = 0; round < 3; round++) {
            for (long key = 1; key <= 10_000; key++) {
                counts.add(key * 7_919, (int) key);
            }
        }

        assertThat(counts.size()).isEqualTo(10_000);
        assertThat(counts.get(7_919)).isEqualTo(3);
        assertThat(counts.get(10_000 * 7_919L)).isEqualTo(30_000);
        assertThat(counts.get(5, -1)).isEqualTo(-1);
        assertThat(counts.total()).isEqualTo(3L * 10_000 * 10_001 / 2);
    }

    @Test
    void a_share_is_what_was_put_last_and_otherwise_the_default() {
        LongShares shares = new LongShares();

        for (long key = 1; key <= 1_000; key++) {
            shares.put(key, -3);
            shares.put(key, -key / 4.0);
        }

        assertThat(shares.get(2, 0)).isEqualTo(-0.5f);
        assertThat(shares.get(1_000, 0)).isEqualTo(-250f);
        assertThat(shares.get(1_001, -11)).isEqualTo(-11f);
    }
}
