package vn.pccovid.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
        "the embedded server takes a quarter of the memory and logs into an eighth of the disk")
class SizesTest {
    private static final long GIB = 1L << 30;

    @Test
    void a_machine_of_24_gib_with_70_free() {
        assertThat(Sizes.of(24 * GIB, 72 * GIB)).isEqualTo(new Sizes(6 * 1024, 9 * 1024));
    }

    @Test
    void never_less_than_a_small_machine_needs_nor_more_than_a_large_one_uses() {
        assertThat(Sizes.of(GIB / 4, GIB)).isEqualTo(new Sizes(128, 4 * 1024));
        assertThat(Sizes.of(512 * GIB, 4096 * GIB)).isEqualTo(new Sizes(8 * 1024, 16 * 1024));
    }
}
