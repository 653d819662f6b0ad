package vn.pccovid.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.pccovid.bench.sets.People;
import vn.pccovid.bench.sets.Role;

@DisplayName("Cleaning for the peers")
class LinkFilesTest {
    private static final String HEADER =
            "row,source,name,birth,sex,number,insurance,phone,province,district,commune,card,address\n";

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "27/12/1974, 19741227",
        "5/3/1984, 19840305",
        "1962-05-29, 19620529",
        "20081226, 20081226",
        "2017, 2017",
        "1991-**-**, 1991"
    })
    void dates_are_year_month_day(String typed, String date) {
        assertThat(LinkFiles.date(typed)).isEqualTo(date);
    }

    private People read(boolean informed) throws IOException {
        Files.writeString(
                folder.resolve("registry.csv"),
                HEADER + "1,population,Đỗ Thị Hòa,1/2/1980,Nữ,001180000001,,,,,00001,123456789,\n");
        Files.writeString(
                folder.resolve("incoming.csv"),
                HEADER
                        + "2,insurance,DO THI HOA,1980,2,123456789,GD4383813568057,+84912345678,,,,,\n"
                        + "3,vhd,Đỗ Thị Hoà,,2,******000001,,0912.345.678,,,00001,,\n");
        return LinkFiles.read(folder, informed).people();
    }

    @Test
    void plain_cleaning_is_letters_digits_and_dates() throws IOException {
        People people = read(false);

        assertThat(people.value(Role.FULL_NAME, 0)).isEqualTo("do thi hoa");
        assertThat(people.value(Role.FULL_NAME, 2)).isEqualTo("do thi hoa");
        assertThat(people.value(Role.BIRTH_DATE, 0)).isEqualTo("19800201");
        assertThat(people.value(Role.BIRTH_DATE, 1)).isNull();
        assertThat(people.value(Role.NUMBER, 1)).isEqualTo("123456789");
        assertThat(people.value(Role.NUMBER, 2)).isNull();
        assertThat(people.value(Role.PHONE, 1)).isEqualTo("84912345678");
        assertThat(people.value(Role.SEX, 0)).isEqualTo("f");
        assertThat(people.source(0)).isZero();
        assertThat(people.source(1)).isEqualTo(1);
    }

    @Test
    void informed_cleaning_puts_numbers_where_the_country_keeps_them() throws IOException {
        People people = read(true);

        assertThat(people.value(Role.CARD, 0)).isEqualTo("123456789");
        assertThat(people.value(Role.CARD, 1)).isEqualTo("123456789");
        assertThat(people.value(Role.NUMBER, 1)).isNull();
        assertThat(people.value(Role.BIRTH_DATE, 1)).isEqualTo("1980");
        assertThat(people.value(Role.INSURANCE, 1)).isEqualTo("3813568057");
        assertThat(people.value(Role.PHONE, 1)).isEqualTo(people.value(Role.PHONE, 2));
    }
}
