package vn.pccovid.lib.proximity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("Bluezone's published scheme")
class BluezoneIdsTest {
    @Test
    void conforms_to_what_the_published_client_makes() throws Exception {
        Path file = Vectors.of("bluezone_id_vectors.json");
        int days = 0;
        for (JsonNode vector :
                JsonMapper.shared().readTree(Files.readString(file)).path("vectors")) {
            byte[] daily =
                    BluezoneIds.dailyKey(
                            HexFormat.of().parseHex(vector.path("base_key").asString()),
                            vector.path("day_offset").asInt());
            assertThat(HexFormat.of().formatHex(daily))
                    .isEqualTo(vector.path("daily_key").asString());
            List<String> wanted =
                    StreamSupport.stream(vector.path("ids_12_bytes").spliterator(), false)
                            .map(JsonNode::asString)
                            .toList();
            assertThat(BluezoneIds.ofDay(daily).stream().map(HexFormat.of()::formatHex).toList())
                    .isEqualTo(wanted);
            days++;
        }
        assertThat(days).isEqualTo(9);
    }

    @Test
    void a_line_of_a_history_is_read_and_anything_else_is_not() {
        String own = "00".repeat(12);
        String other = "ff".repeat(12);
        assertThat(BluezoneIds.read(own + "\t" + other + "\t-70\t1600000000000"))
                .hasValueSatisfying(line -> {
                    assertThat(line.rssi()).isEqualTo(-70);
                    assertThat(line.at()).isEqualTo(Instant.ofEpochSecond(1_600_000_000));
                });
        for (String wrong :
                List.of(
                        "",
                        own,
                        own + "\t" + other + "\t-170\t1",
                        own + "\tzz\t-70\t1",
                        own + "\t" + other + "ff\t-70\t1",
                        own + "\t" + other + "\t-70\tnow")) {
            assertThat(BluezoneIds.read(wrong)).isEmpty();
        }
        assertThat(BluezoneIds.from(LocalDate.of(2021, 10, 10), 95))
                .isEqualTo(Instant.parse("2021-10-10T23:45:00Z"));
    }
}
