package vn.pccovid.lib.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.pccovid.lib.identity.BirthDate;

@NullUnmarked
@DisplayName("Differences are marked where they are")
class DifferencesTest {
    /// Marks as text: `TONE[3-4:ò]`.
    private static String said(String text, List<Mark> marks) {
        return marks.stream()
                .map(m -> m.kind() + "[" + text.substring(m.from(), m.to()) + "@" + m.from() + "]")
                .reduce((x, y) -> x + " " + y)
                .orElse("");
    }

    @ParameterizedTest(name = "{0} | {1}")
    @CsvSource({
        "Nguyễn Thị Hoa, Nguyễn Thị Hoa, '', ''",
        "Nguyễn Thị Hoa, NGUYỄN THỊ HOA, '', ''",
        "Nguyễn Thị Hoa, Nguyễn Thị Hòa, TONE[o@12], TONE[ò@12]",
        "Trần Văn Hiên, Trần Văn Hiến, TONE[ê@11], TONE[ế@11]",
        "Lê Thị Vân, Lê Thị Văn, LETTER[â@8], LETTER[ă@8]",
        "Đỗ Văn Đức, Do Van Duc, '', ''",
        "Nguyễn Văn Tuấn, Nguyễn Văn Tuán, LETTER[ấ@13], LETTER[á@13]",
        "Nguyễn Văn Tuan, Nguyễn Văn Tuam, LETTER[n@14], LETTER[m@14]",
        "Nguyễn Thị Hoa, Nguyễn Hoa, MISSING[Thị@7], ''",
        "Nguyễn Thị Hoa, Nguyễn Thị Minh, SYLLABLE[Hoa@11], SYLLABLE[Minh@11]",
        "Lý Thị Mai, Mai Thị Lý, ORDER[Lý@0] ORDER[Mai@7], ORDER[Mai@0] ORDER[Lý@8]",
        "Hồ A Phúc, Hồ A Páo, SYLLABLE[Phúc@5], SYLLABLE[Páo@5]",
    })
    void names_by_syllable_tone_and_letter(String a, String b, String left, String right) {
        Differences.Marked marked = Differences.names(a, b);
        assertThat(said(a, marked.left())).isEqualTo(left);
        assertThat(said(b, marked.right())).isEqualTo(right);
        Differences.Marked other = Differences.names(b, a);
        assertThat(said(b, other.left())).isEqualTo(right);
        assertThat(said(a, other.right())).isEqualTo(left);
    }

    @ParameterizedTest(name = "{0} | {1}")
    @CsvSource({
        "056184000123, 056184000123, '', ''",
        "056184000123, 056184000128, DIGIT[3@11], DIGIT[8@11]",
        "056184000123, 056184000132, SWAPPED[23@10], SWAPPED[32@10]",
        "056184000123, 058184000128, DIGIT[6@2] DIGIT[3@11], DIGIT[8@2] DIGIT[8@11]",
        "0912345678, 091234567, MISSING[8@9], ''",
        // Four digits: another number, and where it agrees is not told.
        "056184000123, 056184999923, VALUE[056184000123@0], VALUE[056184999923@0]",
    })
    void numbers_by_digit(String a, String b, String left, String right) {
        Differences.Marked marked = Differences.numbers(a, b);
        assertThat(said(a, marked.left())).isEqualTo(left);
        assertThat(said(b, marked.right())).isEqualTo(right);
    }

    @Test
    void dates_by_digit_and_part() {
        BirthDate full = new BirthDate(1984, 9, 5);
        assertThat(Differences.shown(full)).isEqualTo("05/09/1984");
        assertThat(Differences.dates(full, full).none()).isTrue();
        assertThat(Differences.dates(full, new BirthDate(1984, 5, 9)).left())
                .containsExactly(new Mark(0, 5, Mark.Kind.SWAPPED));
        assertThat(Differences.dates(full, new BirthDate(1985, 9, 5)).right())
                .containsExactly(new Mark(9, 10, Mark.Kind.DIGIT));
        Differences.Marked year = Differences.dates(full, new BirthDate(1984, 0, 0));
        assertThat(year.left())
                .containsExactly(
                        new Mark(0, 2, Mark.Kind.MISSING), new Mark(3, 5, Mark.Kind.MISSING));
        assertThat(year.right()).isEmpty();
        Differences.Marked month =
                Differences.dates(new BirthDate(1984, 9, 0), new BirthDate(1983, 0, 0));
        assertThat(month.left())
                .containsExactly(
                        new Mark(0, 2, Mark.Kind.MISSING), new Mark(6, 7, Mark.Kind.DIGIT));
        assertThat(month.right()).containsExactly(new Mark(3, 4, Mark.Kind.DIGIT));
    }

    @Test
    void values_as_a_whole() {
        assertThat(Differences.values("Nam", "NAM").none()).isTrue();
        assertThat(Differences.values("Nam", "Nữ").right())
                .containsExactly(new Mark(0, 2, Mark.Kind.VALUE));
    }
}
