package vn.pccovid.lib.proximity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("BlueTrace temporary identifiers")
class TempIdsTest {
    private static final Instant NOON = Instant.parse("2021-10-10T05:07:00Z");
    private static final byte[] UID = "012345678901234567890".getBytes(StandardCharsets.UTF_8);
    private static final TempIds IDS = new TempIds(new byte[32]);

    @Test
    @DisplayName(
            "vectors made by OpenTrace's own code: the valid open and are made alike, the tampered do not")
    void conforms_to_the_reference() throws Exception {
        Path file = Vectors.of("bluetrace_tempid_vectors.json");
        int valid = 0;
        int tampered = 0;
        for (JsonNode vector :
                JsonMapper.shared().readTree(Files.readString(file)).path("vectors")) {
            TempIds ids = new TempIds(HexFormat.of().parseHex(vector.path("key_hex").asString()));
            String text = vector.path("tempid_b64").asString();
            if (!vector.path("expected").asString().equals("valid")) {
                assertThat(ids.open(text)).isEmpty();
                tampered++;
                continue;
            }
            TempIds.Content content = ids.open(text).orElseThrow();
            assertThat(content.uid())
                    .isEqualTo(Base64.getDecoder().decode(vector.path("uid_b64").asString()));
            assertThat(content.from().getEpochSecond()).isEqualTo(vector.path("start").asLong());
            assertThat(content.until().getEpochSecond()).isEqualTo(vector.path("expiry").asLong());
            assertThat(
                            ids.sealed(
                                    content,
                                    HexFormat.of().parseHex(vector.path("iv_hex").asString())))
                    .isEqualTo(text);
            valid++;
        }
        assertThat(valid).isEqualTo(40);
        assertThat(tampered).isEqualTo(10);
    }

    @Test
    void a_batch_has_no_gap_and_begins_with_the_current_quarter_of_an_hour() {
        List<TempId> batch = IDS.batch(UID, NOON, 96);
        assertThat(batch.getFirst().from()).isEqualTo(Instant.parse("2021-10-10T05:00:00Z"));
        for (int i = 1; i < batch.size(); i++) {
            assertThat(batch.get(i).from()).isEqualTo(batch.get(i - 1).until());
        }
        assertThat(batch.getLast().until())
                .isEqualTo(batch.getFirst().from().plus(Duration.ofDays(1)));
        assertThat(batch).extracting(TempId::text).doesNotHaveDuplicates();
        assertThatThrownBy(() -> IDS.batch(UID, NOON, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void every_changed_bit_and_every_other_key_is_refused() {
        String text = IDS.make(UID, NOON, NOON.plusSeconds(900)).text();
        byte[] bytes = Base64.getDecoder().decode(text);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(IDS.open(Base64.getEncoder().encodeToString(changed))).isEmpty();
        }
        byte[] other = new byte[32];
        other[0] = 1;
        assertThat(new TempIds(other).open(text)).isEmpty();
        for (String wrong : List.of("", "x", text + "A", text.substring(1), "!".repeat(84))) {
            assertThat(IDS.open(wrong)).isEmpty();
        }
        assertThat(IDS.open(text)).isPresent();
    }
}
