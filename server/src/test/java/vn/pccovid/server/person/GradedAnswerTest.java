package vn.pccovid.server.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
@DisplayName("Answers of registers are graded")
class GradedAnswerTest {

    @ParameterizedTest
    @CsvSource({
        "000,matches,valid,confirmed",
        "001,held_elsewhere,defence,not_confirmed",
        "002,held_elsewhere,public_security,not_confirmed",
        "003,matches,replaced,confirmed",
        "004,matches,renewed_early,confirmed",
        "010,ended,expired,not_confirmed",
        "050,not_found,no_data,not_confirmed",
        "051,number_wrong,whole,differs",
        "052,number_wrong,province,differs",
        "053,number_wrong,benefit,differs",
        "060,name_differs,'',differs",
        "061,name_differs_same_initials,'',differs",
        "070,birth_date_differs,'',differs",
        "100,source_unavailable,server,no_answer",
        "101,source_unavailable,server,no_answer",
        "110,ended,withdrawn,not_confirmed",
        "120,ended,stopped,not_confirmed",
        "121,ended,moved_province,not_confirmed",
        "122,ended,moved_within_province,not_confirmed",
        "123,ended,added_again,not_confirmed",
        "124,ended,left,not_confirmed",
        "130,not_found,child_without_card,not_confirmed",
        "205,question_refused,'',no_answer",
        "401,source_unavailable,credentials,no_answer",
        "500,source_unavailable,server,no_answer",
    })
    void every_code_of_the_insurer_has_its_grade(
            String code, String grade, String detail, String standing) {
        GradedAnswer answer = GradedAnswer.of(Register.INSURANCE, code).orElseThrow();
        assertThat(answer.grade()).isEqualTo(grade);
        assertThat(answer.detail()).isEqualTo(detail);
        assertThat(answer.standing().text()).isEqualTo(standing);
        assertThat(answer.answered()).isEqualTo(!grade.equals("source_unavailable"));
    }

    @Test
    void no_code_is_known_beyond_those_tested_above() {
        assertThat(ResultCodes.INSURANCE).hasSize(25);
    }

    @ParameterizedTest
    @CsvSource({
        "1,matches,confirmed",
        "0,not_confirmed,not_confirmed",
        "2,not_found,not_confirmed"
    })
    void the_population_register_confirms_or_does_not(String code, String grade, String standing) {
        GradedAnswer answer = GradedAnswer.of(Register.POPULATION, code).orElseThrow();
        assertThat(answer.grade()).isEqualTo(grade);
        assertThat(answer.standing().text()).isEqualTo(standing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "999", "0000", "-1", "OK", "06O", "1a"})
    void a_code_nobody_listed_is_no_verdict(String code) {
        assertThat(GradedAnswer.of(Register.INSURANCE, code)).isEmpty();
    }

    @Test
    void zeros_lost_in_a_spreadsheet_do_not_change_the_grade() {
        assertThat(GradedAnswer.of(Register.INSURANCE, "60"))
                .contains(new GradedAnswer.NameDiffers());
        assertThat(GradedAnswer.of(Register.INSURANCE, " 0 "))
                .contains(new GradedAnswer.Matches(GradedAnswer.Card.VALID));
    }

    @Test
    void every_kind_of_answer_is_reached_by_a_code_and_named_once() {
        Set<Class<?>> reached =
                Stream.concat(
                                ResultCodes.INSURANCE.values().stream(),
                                ResultCodes.POPULATION.values().stream())
                        .map(Object::getClass)
                        .collect(Collectors.toSet());
        assertThat(reached).containsExactlyInAnyOrder(GradedAnswer.class.getPermittedSubclasses());
        assertThat(
                        new TreeSet<>(
                                ResultCodes.INSURANCE.values().stream()
                                        .map(GradedAnswer::grade)
                                        .toList()))
                .hasSize(10);
    }
}
