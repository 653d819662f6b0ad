package vn.pccovid.server.fact;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.server.keys.Hashing;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;

/// Details as JSON with sorted keys, sealed for one fact; the same details give the same bytes.
@Component
class FactDetails {
    /// Largest details of one fact; real ones stay under 1 KiB.
    private static final int LARGEST_BYTES = 16 * 1024;

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private final JsonMapper json = JsonMapper.builder().build();
    private final Sealing sealing;
    private final Hashing hashing;

    FactDetails(Sealing sealing, Hashing hashing) {
        this.sealing = sealing;
        this.hashing = hashing;
    }

    byte[] plain(Map<String, Object> details) {
        details.forEach((key, value) -> check(key, value));
        byte[] bytes = json.writeValueAsBytes(new TreeMap<>(details));
        if (bytes.length > LARGEST_BYTES) {
            throw new IllegalArgumentException("details of %d bytes".formatted(bytes.length));
        }
        return bytes;
    }

    private static void check(String key, Object value) {
        boolean simple =
                value instanceof String || value instanceof Number || value instanceof Boolean;
        if (value instanceof List<?> list) {
            list.forEach(v -> check(key, v == null ? Map.of() : v));
        } else if (!simple) {
            throw new IllegalArgumentException(
                    "detail %s is a %s, wanted text, number, boolean or a list of them"
                            .formatted(key, value.getClass().getSimpleName()));
        }
    }

    byte[] seal(KeyClass keyClass, Instant receivedAt, byte[] plain, UUID factId) {
        return sealing.seal(
                keyClass, LocalDate.ofInstant(receivedAt, ZoneOffset.UTC), plain, context(factId));
    }

    Map<String, Object> open(byte[] sealed, UUID factId) {
        return read(unseal(sealed, factId));
    }

    byte[] unseal(byte[] sealed, UUID factId) {
        return sealing.open(sealed, context(factId));
    }

    Map<String, Object> read(byte[] plain) {
        return json.readValue(plain, MAP);
    }

    byte[] key(String source, String factKey) {
        return hashing.hash16("fact", source + '\n' + factKey);
    }

    byte[] content(NewFact fact, byte[] plain) {
        return hashing.hash16(
                "fact_content",
                fact.recordId()
                        + "\n"
                        + fact.kind()
                        + "\n"
                        + fact.at()
                        + "\n"
                        + fact.area()
                        + "\n"
                        + new String(plain, StandardCharsets.ISO_8859_1));
    }

    private static byte[] context(UUID factId) {
        return ByteBuffer.allocate(16)
                .putLong(factId.getMostSignificantBits())
                .putLong(factId.getLeastSignificantBits())
                .array();
    }
}
