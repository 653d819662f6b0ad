package vn.pccovid.lib.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("3.10 Lunar-calendar dates stand in fields for solar ones")
class LunarDateTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1968-01-29",
                "1985-01-21",
                "1990-01-27",
                "2000-02-05",
                "2007-02-17",
                "2020-01-25",
                "2021-02-12",
                "2022-02-01",
                "2023-01-22"
            })
    @DisplayName("Tết is the first day of the first month, also where China differs (1985, 2007)")
    void new_years(String day) {
        LocalDate tet = LocalDate.parse(day);

        assertThat(LunarDate.of(tet)).isEqualTo(new LunarDate(tet.getYear(), 1, 1, false));
        LunarDate eve = LunarDate.of(tet.minusDays(1));
        assertThat(eve.year()).isEqualTo(tet.getYear() - 1);
        assertThat(eve.month()).isEqualTo(12);
        assertThat(eve.day()).isBetween(29, 30);
    }

    @Test
    void a_leap_month_repeats_its_number() {
        // 2020 had two fourth months, the second from 23 May.
        assertThat(LunarDate.of(LocalDate.of(2020, 4, 23)))
                .isEqualTo(new LunarDate(2020, 4, 1, false));
        assertThat(LunarDate.of(LocalDate.of(2020, 5, 23)))
                .isEqualTo(new LunarDate(2020, 4, 1, true));
    }

    @Test
    @DisplayName("The anniversary of the Hùng kings, 10/3, was 21 April 2021")
    void a_day_within_the_year() {
        assertThat(LunarDate.of(LocalDate.of(2021, 4, 21)))
                .isEqualTo(new LunarDate(2021, 3, 10, false));
    }
}
