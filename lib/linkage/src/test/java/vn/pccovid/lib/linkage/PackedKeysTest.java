package vn.pccovid.lib.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.pccovid.lib.identity.PersonDescription;

@DisplayName("Packed rows share a key exactly when their descriptions do")
class PackedKeysTest {
    private static Set<KeyKind> shared(PersonDescription a, PersonDescription b) {
        Set<BlockingKey> both = new HashSet<>(BlockingKey.of(a));
        both.retainAll(BlockingKey.of(b));
        Set<KeyKind> kinds = new HashSet<>();
        both.forEach(key -> kinds.add(key.kind()));
        return kinds;
    }

    private static Set<KeyKind> packed(PersonDescription a, PersonDescription b) {
        LinkageModel model = LinkageModel.standard();
        long[] x = model.row(a, null);
        long[] y = model.row(b, null);
        Set<KeyKind> kinds = new HashSet<>();
        for (KeyKind kind : PackedKeys.KINDS) {
            long[] of = new long[PackedKeys.MOST_OF_KIND];
            long[] others = new long[PackedKeys.MOST_OF_KIND];
            int n = PackedKeys.of(kind, x, 0, of);
            int m = PackedKeys.of(kind, y, 0, others);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    if (of[i] == others[j]) {
                        kinds.add(kind);
                    }
                }
            }
        }
        return kinds;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void on_pairs_of_one_person_of_a_family_and_at_random(long seed) {
        List<MiniNation.Row> rows = new MiniNation(seed, 600).rows();
        Random random = new Random(seed);
        int met = 0;
        for (int i = 0; i < 20_000; i++) {
            int at = random.nextInt(rows.size() - 4);
            PersonDescription a = rows.get(at).description();
            PersonDescription b =
                    rows.get(i % 4 == 0 ? random.nextInt(rows.size()) : at + 1 + i % 3)
                            .description();
            Set<KeyKind> wanted = shared(a, b);
            met += wanted.isEmpty() ? 0 : 1;
            assertThat(packed(a, b)).isEqualTo(wanted);
        }
        assertThat(met).isGreaterThan(1_000);
    }
}
