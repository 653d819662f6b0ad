package vn.pccovid.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("bench link --peer: the peers run on the input files in processes of their own")
class LinkPeersTest {
    private static final String HEADER =
            "row,source,name,birth,sex,number,insurance,phone,province,district,commune,card,address\n";

    @TempDir private Path folder;

    /// Forty people of the register; every second comes in once more, unaccented, every fourth of
    /// these without a number.
    private void files() throws IOException {
        String[] surnames = {"Nguyễn", "Trần", "Lê", "Phạm", "Đỗ"};
        String[] given = {"Lan", "Hùng", "Mai", "Sơn", "Thủy", "Dũng", "Hạnh", "Khôi"};
        StringBuilder registry = new StringBuilder(HEADER);
        StringBuilder incoming = new StringBuilder(HEADER);
        StringBuilder truth = new StringBuilder("row,person,evidence,errors\n");
        for (int i = 0; i < 40; i++) {
            String name = surnames[i % 5] + " Văn " + given[i / 5];
            String birth = "%02d/%02d/%d".formatted(1 + i % 28, 1 + i % 12, 1950 + i);
            String number = "0010%08d".formatted(i * 7_654_321 % 100_000_000);
            registry.append(i + 1)
                    .append(
                            ",population,%s,%s,Nam,%s,,,,,00001,,\n"
                                    .formatted(name, birth, number));
            truth.append("%d,P%09d,strong,\n".formatted(i + 1, i));
            if (i % 2 == 0) {
                incoming.append(100 + i)
                        .append(
                                ",vhd,%s,%s,1,%s,,,,,00001,,\n"
                                        .formatted(
                                                name.toUpperCase(java.util.Locale.ROOT),
                                                birth,
                                                i % 8 == 0 ? "" : number));
                truth.append("%d,P%09d,weak,\n".formatted(100 + i, i));
            }
        }
        Files.writeString(folder.resolve("registry.csv"), registry);
        Files.writeString(folder.resolve("incoming.csv"), incoming);
        Files.writeString(folder.resolve("truth.csv"), truth);
    }

    @Test
    void both_find_the_rows_of_a_tiny_file_and_say_what_it_took() throws Exception {
        files();

        for (LinkPeer peer : LinkPeers.all(false)) {
            LinkPeer.Result result = peer.run(folder);

            PairQuality quality = LinkPeers.quality(folder, result);
            assertThat(result.rows()).hasSize(60);
            assertThat(quality.wanted()).isEqualTo(20);
            assertThat(quality.precision()).as(peer.name()).isGreaterThan(0.9);
            assertThat(quality.recall()).as(peer.name()).isGreaterThan(0.7);
            assertThat(result.seconds()).isPositive();
            assertThat(result.peakMib()).isGreaterThan(20);
            assertThat(peer.command()).contains(peer.name());
        }
    }

    @Test
    void quality_counts_pairs_of_rows_and_leaves_out_rows_without_evidence() throws IOException {
        Files.writeString(
                folder.resolve("truth.csv"),
                "row,person,evidence,errors\n1,P1,strong,\n2,P1,weak,\n3,P1,none,\n4,P2,strong,\n");

        PairQuality quality =
                LinkPeers.quality(
                        folder,
                        new LinkPeer.Result(
                                new long[] {1, 2, 3, 4}, new int[] {7, 8, 7, 7}, 1, 1, ""));

        assertThat(quality.linked()).isEqualTo(3);
        assertThat(quality.wrong()).isEqualTo(2);
        assertThat(quality.wanted()).isEqualTo(1);
        assertThat(quality.found()).isZero();
    }

    @Test
    void files_that_were_not_made_are_an_error_that_says_how() throws IOException {
        Files.writeString(folder.resolve("truth.csv"), "row,person,evidence,errors\n");
        List<LinkPeer> peers = LinkPeers.all(true);

        assertThatThrownBy(() -> peers.getFirst().run(folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bench link");
    }
}
