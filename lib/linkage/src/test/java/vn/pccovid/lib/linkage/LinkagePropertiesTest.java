package vn.pccovid.lib.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.linkage.MiniNation.Person;

class LinkagePropertiesTest {
    private final LinkageModel model = LinkageModel.standard();
    private final Judge judge = new Judge(model, Thresholds.standard());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void comparing_is_symmetric(long seed) {
        MiniNation nation = new MiniNation(seed, 400);
        List<MiniNation.Row> rows = nation.rows();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            PersonDescription a = rows.get(random.nextInt(rows.size())).description();
            // half of the pairs stand close in the list: family or the person again
            int near = random.nextInt(rows.size());
            PersonDescription b =
                    rows.get(
                                    i % 2 == 0
                                            ? near
                                            : Math.min(
                                                    rows.size() - 1,
                                                    rows.indexOf(rows.get(near)) + 3))
                            .description();
            assertThat(model.compare(a, b)).isEqualTo(model.compare(b, a));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName(
            "Twins and siblings generated at random never link, with every field of the home shared")
    void brothers_and_sisters_never_link(long seed) {
        Random random = new Random(seed);
        MiniNation nation = new MiniNation(seed, 10);
        for (int i = 0; i < 5_000; i++) {
            Person one = nation.child(random);
            Person other = nation.sibling(one, random, random.nextBoolean());
            PersonDescription a = nation.full(one).toBuilder().citizenId(null).build();
            PersonDescription b = nation.full(other).toBuilder().citizenId(null).build();
            assertThat(judge.judge(a, List.of(Somebody.person(b))))
                    .isNotInstanceOf(Verdict.Link.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("3.9 Encodings, tone placement and missing accents are one person")
    void ways_of_typing_a_name_link(long seed) {
        Random random = new Random(seed);
        MiniNation nation = new MiniNation(seed, 10);
        for (int i = 0; i < 2_000; i++) {
            PersonDescription a = nation.full(nation.child(random));
            String display = Objects.requireNonNull(a.name()).display();
            for (String typed :
                    List.of(
                            Normalizer.normalize(display, Normalizer.Form.NFD),
                            display.toUpperCase(java.util.Locale.ROOT),
                            a.name().base())) {
                PersonDescription b =
                        a.toBuilder()
                                .name(Objects.requireNonNull(FullName.read(typed).value()))
                                .build();
                assertThat(judge.judge(b, List.of(Somebody.person(a))))
                        .isInstanceOf(Verdict.Link.class);
            }
        }
    }
}
