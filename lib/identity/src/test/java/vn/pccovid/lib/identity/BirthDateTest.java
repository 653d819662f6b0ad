package vn.pccovid.lib.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BirthDateTest {

    @ParameterizedTest
    @CsvSource({
        "18/01/1987, 1987, 1, 18, ''",
        "8-1-1987, 1987, 1, 8, ''",
        "18.1.1987, 1987, 1, 18, ''",
        "1987-01-18, 1987, 1, 18, ''",
        "19870118, 1987, 1, 18, ''",
        "18011987, 1987, 1, 18, ''",
        "1987, 1987, 0, 0, ''",
        "01/1987, 1987, 1, 0, ''",
        "1987-01, 1987, 1, 0, ''",
        "198701, 1987, 1, 0, ''",
        "1987-**-**, 1987, 0, 0, masked",
        "**/**/1987, 1987, 0, 0, masked",
        "00/00/1987, 1987, 0, 0, ''",
        "198700000000, 1987, 0, 0, time_dropped",
        "18/01/1987 07:30, 1987, 1, 18, time_dropped",
        "1987-01-18T00:00:00, 1987, 1, 18, time_dropped",
        "18/01/87, 1987, 1, 18, two_digit_year",
        "18/01/21, 2021, 1, 18, two_digit_year",
        "18/01/22, 1922, 1, 18, two_digit_year",
        "87, 1987, 0, 0, two_digit_year",
        "31795, 1987, 1, 18, excel_serial",
        "01/18/1987, 1987, 1, 18, day_month_swapped",
        "30/02/1987, 1987, 2, 30, impossible_date",
        "31/04/1950, 1950, 4, 31, impossible_date",
        "29/02/1987, 1987, 2, 29, impossible_date",
        "29/02/1988, 1988, 2, 29, ''",
        "01/01/1950, 1950, 1, 1, default_day",
        "01/01/1970, 1970, 1, 1, default_date",
        "01/01/1900, 1900, 1, 1, default_date"
    })
    void every_writing_is_read_with_its_precision(
            String typed, int year, int month, int day, String repair) {
        Reading<BirthDate> reading = BirthDate.read(typed);
        assertThat(reading.value()).isEqualTo(new BirthDate(year, month, day));
        if (repair.isEmpty()) {
            assertThat(reading.repairs()).isEmpty();
            assertThat(reading.confidence()).isEqualTo(1);
        } else {
            assertThat(reading.has(repair)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "18/01/1787, birth_date_absurd", "18/01/2530, birth_date_absurd",
                "32/01/1987, birth_date_absurd", "18/13/1987, birth_date_absurd",
        "45/45/1987, birth_date_absurd", "không nhớ, birth_date_unreadable",
                "1.9870118E+07, excel_scientific", "1, birth_date_unreadable"
    })
    void absurd_dates_are_refused(String typed, String code) {
        Reading<BirthDate> reading = BirthDate.read(typed);
        assertThat(reading.refused()).isEqualTo(!code.isEmpty());
        if (!code.isEmpty()) {
            assertThat(reading.has(code)).isTrue();
        }
    }

    @Nested
    @DisplayName("3.10 \"never let a default date look exact\"")
    class Doubt {
        @Test
        void an_uncertain_date_is_less_sure_than_a_written_one() {
            assertThat(BirthDate.read("01/01/1950").confidence())
                    .isLessThan(BirthDate.read("02/01/1950").confidence());
            assertThat(BirthDate.read("01/01/1970").confidence())
                    .isLessThan(BirthDate.read("01/01/1950").confidence());
            assertThat(BirthDate.read("18/01/87").confidence()).isLessThan(0.6);
        }
    }

    @Nested
    @DisplayName("3.10 \"impossible dates exist in official papers … 29/2 or 30/2 → 1/3\"")
    class Impossible {
        @Test
        void they_count_as_the_first_day_after_their_month() {
            assertThat(new BirthDate(1987, 2, 30).impossible()).isTrue();
            assertThat(new BirthDate(1987, 2, 30).earliest()).isEqualTo(LocalDate.of(1987, 3, 1));
            assertThat(new BirthDate(1987, 4, 31).latest()).isEqualTo(LocalDate.of(1987, 5, 1));
        }

        @Test
        void a_year_or_month_spans_its_days() {
            assertThat(new BirthDate(1988, 0, 0).earliest()).isEqualTo(LocalDate.of(1988, 1, 1));
            assertThat(new BirthDate(1988, 0, 0).latest()).isEqualTo(LocalDate.of(1988, 12, 31));
            assertThat(new BirthDate(1988, 2, 0).latest()).isEqualTo(LocalDate.of(1988, 2, 29));
        }
    }

    @Test
    void any_real_day_in_any_writing_is_that_day() {
        Random random = new Random(12);
        for (int i = 0; i < 20_000; i++) {
            LocalDate day = LocalDate.of(1900, 1, 2).plusDays(random.nextInt(44_000));
            String d = String.valueOf(day.getDayOfMonth());
            String m = String.valueOf(day.getMonthValue());
            String dd = "%02d".formatted(day.getDayOfMonth());
            String mm = "%02d".formatted(day.getMonthValue());
            int y = day.getYear();
            BirthDate meant = new BirthDate(y, day.getMonthValue(), day.getDayOfMonth());
            assertThat(BirthDate.read(d + "/" + m + "/" + y).value()).isEqualTo(meant);
            assertThat(BirthDate.read(dd + "-" + mm + "-" + y).value()).isEqualTo(meant);
            assertThat(BirthDate.read(day.toString()).value()).isEqualTo(meant);
            assertThat(BirthDate.read(day.toString().replace("-", "")).value()).isEqualTo(meant);
        }
    }
}
