package vn.pccovid.bench.sets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Generic comparators: values into levels")
class ComparatorsTest {
    @ParameterizedTest
    @CsvSource({
        "GIVEN_NAME, martha, martha, 6",
        "GIVEN_NAME, martha, marhta, 4",
        "GIVEN_NAME, martha, matha, 4",
        "GIVEN_NAME, jonathan, jonathnas, 3",
        "GIVEN_NAME, maria louise, louise, 2",
        "GIVEN_NAME, jo, jonathan, 2",
        "GIVEN_NAME, dixon, dicksonx, 1",
        "GIVEN_NAME, peter, anna, 0",
        "BIRTH_DATE, 19840503, 19840503, 6",
        "BIRTH_DATE, 19840503, 19840305, 4",
        "BIRTH_DATE, 19840503, 19840508, 4",
        "BIRTH_DATE, 19840503, 18730503, 3",
        "BIRTH_DATE, 19840503, 19840529, 2",
        "BIRTH_DATE, 19840503, 19841229, 1",
        "BIRTH_DATE, 19840503, 19731229, 0",
        "NUMBER, 7565316, 7565316, 6",
        "NUMBER, 7565316, 7565361, 4",
        "NUMBER, 7565316, 7585318, 3",
        "NUMBER, 7565316, 1234567, 0",
        "POSTCODE, tw119px, tw119pz, 4",
        "POSTCODE, tw119px, tw207qq, 2",
        "POSTCODE, tw119px, tw119zz, 3",
        "POSTCODE, tw119px, sw130hp, 0",
        "EMAIL, ann@a.example, ann@b.example, 4",
        "EMAIL, ann.lee@first.example, ann.lee@second.example, 3",
        "EMAIL, ann.lee@first.example, zoe@other.example, 0",
        "STREET, main street, high street, 2",
        "SEX, m, f, 0"
    })
    void levels_follow_what_happened(Role role, String a, String b, int level) {
        assertThat(Comparators.level(role, a, b)).isEqualTo(level);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void every_role_is_symmetric_and_exact_for_equal_values_only(Role role) {
        Random random = new Random(role.name().length());
        for (int i = 0; i < 2_000; i++) {
            String a = text(random);
            String b = random.nextBoolean() ? text(random) : slipped(a, random);
            int level = Comparators.level(role, a, b);
            assertThat(Comparators.level(role, b, a)).as("%s, %s", a, b).isEqualTo(level);
            assertThat(level == Comparators.EXACT).isEqualTo(a.equals(b));
            assertThat(level).isBetween(0, Comparators.EXACT).isNotEqualTo(Comparators.CROSSED);
        }
    }

    @Test
    void one_edit_is_one_edit_and_two_are_not() {
        assertThat(Comparators.oneEdit("abcd", "abd")).isTrue();
        assertThat(Comparators.oneEdit("abcd", "abxd")).isTrue();
        assertThat(Comparators.oneEdit("abcd", "acbd")).isTrue();
        assertThat(Comparators.oneEdit("abcd", "badc")).isFalse();
        assertThat(Comparators.oneEdit("abcd", "axyd")).isFalse();
        assertThat(Comparators.oneEdit("abcd", "ab")).isFalse();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(9);
        for (int i = 0; i < length; i++) {
            text.append("abc12 @".charAt(random.nextInt(7)));
        }
        return text.toString();
    }

    private static String slipped(String text, Random random) {
        int at = random.nextInt(text.length());
        return text.substring(0, at) + "a" + text.substring(Math.min(text.length(), at + 1));
    }
}
