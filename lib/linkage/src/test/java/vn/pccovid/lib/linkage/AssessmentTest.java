package vn.pccovid.lib.linkage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static vn.pccovid.lib.linkage.Somebody.lan;
import static vn.pccovid.lib.linkage.Somebody.named;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An assessment shows every number that leads to the verdict")
class AssessmentTest {
    private static double logOdds(double probability) {
        return LinkageModel.log2(probability / (1 - probability));
    }

    private static List<Assessment> assess(Completeness completeness) {
        Judge judge = new Judge(LinkageModel.standard(), Thresholds.standard(), completeness);
        Somebody record = named("Nguyễn Thị Thùy Lan").born("1984").in(Somebody.COMMUNE);
        return judge.assess(
                record.build(),
                List.of(
                        named("Nguyễn Thị Thùy Lam").born("1984").in(Somebody.COMMUNE).person(),
                        lan().person()));
    }

    @Test
    void prior_evidence_and_register_add_up_to_the_log_odds() {
        for (Completeness completeness :
                List.<Completeness>of(Completeness.NONE, commune -> Completeness.MOST)) {
            for (Assessment a : assess(completeness)) {
                double sum =
                        a.comparison().evidence().stream().mapToDouble(FieldEvidence::bits).sum();
                assertThat(sum).isCloseTo(a.comparison().weightBits(), offset(1e-6));
                assertThat(sum - LinkageModel.priorBits() + a.registerBits())
                        .isCloseTo(logOdds(a.probability()), offset(1e-6));
                assertThat(a.registerBits()).isGreaterThanOrEqualTo(0);
            }
        }
    }

    @Test
    void a_complete_register_speaks_for_those_it_knows() {
        assertThat(assess(Completeness.NONE).getFirst().registerBits()).isZero();
        assertThat(assess(commune -> Completeness.MOST).getFirst().registerBits()).isPositive();
    }

    @Test
    void shares_leave_room_for_somebody_unknown_and_the_likeliest_comes_first() {
        List<Assessment> both = assess(Completeness.NONE);
        assertThat(both).hasSize(2);
        assertThat(both.getFirst().share()).isGreaterThan(both.getLast().share());
        assertThat(both.stream().mapToDouble(Assessment::share).sum()).isLessThan(1);
        assertThat(both.getFirst().share()).isLessThanOrEqualTo(both.getFirst().probability());
    }

    @Test
    void the_share_of_the_first_is_what_the_judge_decides_by() {
        Judge judge = new Judge(LinkageModel.standard(), Thresholds.standard());
        Verdict verdict = judge.judge(lan().build(), List.of(lan().person()));
        Assessment assessed = judge.assess(lan().build(), List.of(lan().person())).getFirst();
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Link.class,
                        link ->
                                assertThat(assessed.share())
                                        .isCloseTo(link.probability(), offset(1e-12)));
    }

    @Test
    void every_level_of_the_model_can_be_inspected() {
        List<LevelWeight> levels = LinkageModel.standard().levels();
        assertThat(levels).hasSameSizeAs(LinkageModel.standard().weights());
        assertThat(levels)
                .allSatisfy(l -> {
                    assertThat(l.m()).isBetween(0.0, 1.0);
                    assertThat(l.bits())
                            .isCloseTo(LinkageModel.log2(l.m() / l.stranger()), offset(1e-9));
                });
    }
}
