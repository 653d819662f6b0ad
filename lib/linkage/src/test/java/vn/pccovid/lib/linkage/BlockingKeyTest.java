package vn.pccovid.lib.linkage;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.pccovid.lib.linkage.Somebody.lan;
import static vn.pccovid.lib.linkage.Somebody.named;
import static vn.pccovid.lib.linkage.Somebody.nameless;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.pccovid.lib.identity.IdCard;
import vn.pccovid.lib.identity.Passport;
import vn.pccovid.lib.identity.PersonDescription;

@DisplayName("Blocking keys: several per record, never of a bare low-entropy field")
class BlockingKeyTest {
    private static Set<BlockingKey> shared(PersonDescription a, PersonDescription b) {
        Set<BlockingKey> keys = new HashSet<>(BlockingKey.of(a));
        keys.retainAll(BlockingKey.of(b));
        return keys;
    }

    @Test
    void a_phone_a_name_a_birth_date_or_a_place_alone_makes_no_key() {
        assertThat(BlockingKey.of(nameless().phone("0321234567").build())).isEmpty();
        assertThat(BlockingKey.of(named("Nguyễn Thị Lan").build())).isEmpty();
        assertThat(BlockingKey.of(nameless().born("05/03/1984").build())).isEmpty();
        assertThat(BlockingKey.of(nameless().in("22738").female().build())).isEmpty();
        assertThat(BlockingKey.of(nameless().tail("001234").build())).isEmpty();
    }

    @Test
    void a_record_that_says_everything_has_at_most_twelve_keys() {
        PersonDescription all =
                lan().insurance("0123456789")
                        .tail("777777")
                        .builder()
                        .idCard(new IdCard("225123456"))
                        .passport(new Passport("B1234567"))
                        .qid("Q-1")
                        .build();
        List<BlockingKey> keys = BlockingKey.of(all);
        assertThat(keys).hasSize(BlockingKey.MOST).doesNotHaveDuplicates();
        assertThat(keys.subList(0, 5)).allMatch(k -> k.kind().strong());
        assertThat(keys.subList(5, 12)).noneMatch(k -> k.kind().strong());
    }

    @Test
    void a_card_of_the_duplicated_range_is_no_strong_key() {
        assertThat(BlockingKey.of(named("Lê Văn Tám").id("271450001").build()))
                .extracting(BlockingKey::kind)
                .containsExactlyInAnyOrder(KeyKind.ID_CARD_NAME, KeyKind.TAIL_NAME);
        assertThat(BlockingKey.of(named("Lê Văn Tám").id("271450000").build()))
                .extracting(BlockingKey::kind)
                .contains(KeyKind.ID_CARD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NGUYEN THI THUY LAN", "Lan Nguyễn Thị Thùy", "Nguyễn Thị Thuỳ Lan"})
    void spelling_and_order_do_not_matter(String typed) {
        assertThat(shared(named(typed).born("05/03/1984").build(), lan().build()))
                .extracting(BlockingKey::kind)
                .contains(KeyKind.NAME_BIRTHDATE);
    }

    @Test
    void day_and_month_in_either_order_meet() {
        assertThat(shared(named("Nguyễn Thị Thùy Lan").born("03/05/1984").build(), lan().build()))
                .extracting(BlockingKey::kind)
                .contains(KeyKind.NAME_BIRTHDATE);
    }

    @Test
    void a_misspelt_name_meets_by_birth_date_and_commune_or_by_phone_and_year() {
        assertThat(
                        shared(
                                named("Nguyễn Bửu").born("05/03/1984").in("22738").build(),
                                lan().build()))
                .extracting(BlockingKey::kind)
                .contains(KeyKind.BIRTHDATE_COMMUNE);
        assertThat(
                        shared(
                                named("Nguyễn Bửu").born("1984").phone("0321234567").build(),
                                lan().build()))
                .extracting(BlockingKey::kind)
                .contains(KeyKind.PHONE_YEAR);
    }

    @Test
    void a_masked_number_meets_the_full_one() {
        assertThat(shared(named("NGUYEN THI THUY LAN").tail("001234").build(), lan().build()))
                .extracting(BlockingKey::kind)
                .containsExactly(KeyKind.TAIL_NAME);
    }

    @Test
    void keys_print_nothing_of_the_person() {
        assertThat(BlockingKey.of(lan().build()).toString())
                .doesNotContain("1984", "lan", "LAN", "056184001234");
    }
}
