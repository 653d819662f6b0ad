package vn.pccovid.lib.linkage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TrainingTest {
    private static final List<MiniNation.Row> ROWS = new MiniNation(3, 1_500).rows();

    private static PackedRecords packed(List<MiniNation.Row> rows) {
        PackedRecords records = new PackedRecords(LinkageModel.standard());
        IdentityHashMap<MiniNation.Row, Integer> numbers = new IdentityHashMap<>();
        for (int i = 0; i < ROWS.size(); i++) {
            numbers.put(ROWS.get(i), i);
        }
        for (MiniNation.Row row : rows) {
            records.add(
                    numbers.getOrDefault(row, -1),
                    row.description(),
                    row.source().equals("register"));
        }
        return records;
    }

    private static LinkageModel learnt(List<MiniNation.Row> rows) {
        return Training.train(packed(rows), "test", 2);
    }

    private static double m(LinkageModel model, Field field, String level) {
        return model.table().level(field, level).m();
    }

    private static final LinkageModel LEARNT = learnt(ROWS);

    @Nested
    @DisplayName("Learnt without labels")
    class Learnt {
        private final LinkageModel model = LEARNT;

        @Test
        void an_equal_citizen_id_stays_what_one_person_has() {
            assertThat(m(model, Field.CITIZEN_ID, "equal")).isGreaterThan(0.9);
            assertThat(m(model, Field.NAME, "different")).isLessThan(0.01);
            assertThat(m(model, Field.BIRTH_DATE, "exact")).isGreaterThan(0.8);
        }

        @Test
        void frequencies_are_those_of_the_data_with_the_shipped_ones_as_prior() {
            long bearers =
                    ROWS.stream()
                            .filter(row -> row.description().name() != null)
                            .map(row -> row.description().name())
                            .filter(name -> name.syllables().size() > 1)
                            .filter(name -> name.syllables().getFirst().base().equals("nguyen"))
                            .count();
            long named =
                    ROWS.stream()
                            .map(row -> row.description().name())
                            .filter(name -> name != null && name.syllables().size() > 1)
                            .count();
            double share = model.frequencies().share("surname", Packed.letters("nguyen"));
            assertThat(share)
                    .isCloseTo((bearers + 720.0) / (named + 2_000.0), Offset.offset(0.005));
        }

        @Test
        void the_order_of_records_changes_nothing() {
            List<MiniNation.Row> shuffled = new ArrayList<>(ROWS);
            Collections.shuffle(shuffled, new Random(1));
            assertThat(learnt(shuffled).write()).isEqualTo(model.write());
        }
    }

    @Nested
    @DisplayName("A model is data")
    class AsData {
        @Test
        void what_is_written_reads_as_a_model_that_weighs_the_same() {
            LinkageModel standard = LinkageModel.standard();
            LinkageModel read = LinkageModel.read(standard.write());
            assertThat(read.version()).isEqualTo(standard.version());
            assertThat(read.write()).isEqualTo(standard.write());
            for (int i = 0; i + 1 < 200; i++) {
                assertThat(
                                read.compare(
                                                ROWS.get(i).description(),
                                                ROWS.get(i + 1).description())
                                        .weightBits())
                        .isCloseTo(
                                standard.compare(
                                                ROWS.get(i).description(),
                                                ROWS.get(i + 1).description())
                                        .weightBits(),
                                Offset.offset(1e-3));
            }
        }

        @Test
        void a_wrong_line_is_named() {
            String text = LinkageModel.standard().write();
            assertThatThrownBy(() -> LinkageModel.read(text + "NAME,exact,name,2,1,1,1,1\n"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("line ");
            assertThatThrownBy(() -> LinkageModel.read("version,1\n"))
                    .hasMessageContaining("lacks");
        }

        @Test
        void rare_words_are_not_listed() {
            String text = LEARNT.write();
            assertThat(text).contains("surname,*,").contains("surname,nguyen,");
            assertThat(text.lines().filter(l -> l.startsWith("surname,")).count()).isLessThan(120);
        }
    }
}
