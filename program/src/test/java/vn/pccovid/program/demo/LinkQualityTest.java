package vn.pccovid.program.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkQualityTest {

    private final Map<RowKey, TruthRow> truth = new HashMap<>();
    private final Map<RowKey, String> links = new HashMap<>();

    private void row(
            String key,
            String person,
            TruthRow.Evidence evidence,
            String linkedTo,
            String... errors) {
        var rowKey = new RowKey("ncovi", key);
        truth.put(rowKey, new TruthRow(person, evidence, List.of(errors), false));
        if (!linkedTo.isEmpty()) {
            links.put(rowKey, linkedTo);
        }
    }

    @Test
    void one_stranger_in_a_cluster_of_three_spoils_two_of_three_pairs() {
        row("1", "A", TruthRow.Evidence.STRONG, "p");
        row("2", "A", TruthRow.Evidence.STRONG, "p");
        row("3", "B", TruthRow.Evidence.STRONG, "p", "typo");

        var quality = LinkQuality.of(truth, links);

        assertThat(quality.precision()).isEqualTo(1.0 / 3);
        assertThat(quality.recall()).isEqualTo(1.0);
        assertThat(quality.byErrorClass().get("typo"))
                .isEqualTo(new LinkQuality.ErrorClass(1, 0, 1, 0));
        assertThat(quality.byErrorClass().get("clean"))
                .isEqualTo(new LinkQuality.ErrorClass(2, 2, 0, 0));
    }

    @Test
    void a_waiting_row_costs_recall_and_a_row_without_evidence_does_not() {
        row("1", "A", TruthRow.Evidence.STRONG, "p");
        row("2", "A", TruthRow.Evidence.WEAK, "p");
        row("3", "A", TruthRow.Evidence.WEAK, "");
        row("4", "A", TruthRow.Evidence.NONE, "");

        var quality = LinkQuality.of(truth, links);

        assertThat(quality.recall()).isEqualTo(1.0 / 3);
        assertThat(quality.precision()).isEqualTo(1.0);
        assertThat(quality.rows()).containsEntry(TruthRow.Evidence.NONE, 1L);
    }

    @Test
    void one_truth_on_two_persons_is_apart_not_wrong() {
        row("1", "A", TruthRow.Evidence.STRONG, "p");
        row("2", "A", TruthRow.Evidence.STRONG, "p");
        row("3", "A", TruthRow.Evidence.STRONG, "q", "swapped");

        assertThat(LinkQuality.of(truth, links).byErrorClass().get("swapped"))
                .isEqualTo(new LinkQuality.ErrorClass(1, 0, 0, 1));
    }

    @Test
    void the_bound_of_no_error_in_three_hundred_is_about_one_percent() {
        assertThat(LinkQuality.wilsonLow(300, 300)).isEqualTo(0.9874, within(0.001));
    }
}
