package vn.pccovid.bench.sets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Generic matcher: a table of people without labels or settings")
class GenericMatcherTest {
    private static final Path SETS = Path.of("../../shared/data/linkage");

    @TempDir private Path empty;

    @Test
    void finds_the_copies_of_invented_people() {
        People people = InventedPeople.table(1_200, 1);

        SetQuality quality = SetQuality.ofClusters(people, GenericMatcher.link(people).clusters());

        assertThat(quality.wanted()).isGreaterThan(500);
        assertThat(quality.precision()).isGreaterThan(0.99);
        assertThat(quality.recall()).isGreaterThan(0.98);
    }

    @Test
    void the_order_of_the_records_does_not_matter() {
        People people = InventedPeople.table(300, 2);
        int n = people.size();
        Map<Role, String[]> reversed = new EnumMap<>(Role.class);
        int[] truth = new int[n];
        for (Role role : people.roles()) {
            String[] column = new String[n];
            for (int i = 0; i < n; i++) {
                String value = people.value(role, n - 1 - i);
                column[i] = value == null ? "" : value;
            }
            reversed.put(role, column);
        }
        for (int i = 0; i < n; i++) {
            truth[i] = people.truth(n - 1 - i);
        }

        int[] straight = GenericMatcher.link(people).clusters();
        int[] back =
                GenericMatcher.link(People.of("reversed", reversed, new int[n], truth)).clusters();

        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                assertThat(back[n - 1 - i] == back[n - 1 - j])
                        .isEqualTo(straight[i] == straight[j]);
            }
        }
    }

    @Test
    void a_public_set_without_error_is_linked_without_error() {
        assumeTrue(Files.isDirectory(SETS), "no public sets beside the project: skipped");
        People people = PublicSets.read(SETS, "febrl1");

        SetQuality quality = SetQuality.ofClusters(people, GenericMatcher.link(people).clusters());

        assertThat(people.roles())
                .contains(Role.GIVEN_NAME, Role.SURNAME, Role.BIRTH_DATE, Role.POSTCODE);
        assertThat(quality.wanted()).isEqualTo(500);
        assertThat(quality.f1()).isGreaterThan(0.998);
    }

    @Test
    void a_missing_set_says_what_to_do() {
        assertThatThrownBy(() -> PublicSets.read(empty, "febrl1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("--data");
        assertThatThrownBy(() -> PublicSets.read(empty, "febrl9"))
                .hasMessageContaining("there are");
    }

    @Test
    void roles_come_from_names_of_columns_only() {
        assertThat(Role.of(" soc_sec_id")).contains(Role.NUMBER);
        assertThat(Role.of("First_Name")).contains(Role.GIVEN_NAME);
        assertThat(Role.of("rec_id")).isEmpty();
        assertThat(Role.of("cluster")).isEmpty();
        assertThat(Role.of("blocking_number")).isEmpty();
    }
}
