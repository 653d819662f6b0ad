package vn.pccovid.lib.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@org.jspecify.annotations.NullUnmarked
class WorsenedFilterTest {
    private static final Instant FROM = Instant.parse("2021-10-10T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2021-10-11T00:00:00Z");
    private static final String KID = "00000000000000aa";
    private static final Path VECTORS = Path.of("src/test/resources/vectors/worsened.json");

    private static ECPrivateKey privateKey;
    private static ECPublicKey publicKey;

    @BeforeAll
    static void makeKey() throws Exception {
        var generator = java.security.KeyPairGenerator.getInstance("EC");
        generator.initialize(new java.security.spec.ECGenParameterSpec("secp256r1"));
        var pair = generator.generateKeyPair();
        privateKey = (ECPrivateKey) pair.getPrivate();
        publicKey = (ECPublicKey) pair.getPublic();
    }

    private static Function<String, Optional<TrustedKey>> trusting(PublicKey key) {
        return id ->
                id.equals(KID)
                        ? Optional.of(
                                new TrustedKey(KID, (ECPublicKey) key, FROM.minusSeconds(1), UNTIL))
                        : Optional.empty();
    }

    private static List<byte[]> ids(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids.add(
                    ByteBuffer.allocate(16)
                            .putLong(random.nextLong())
                            .putLong(random.nextLong())
                            .array());
        }
        return ids;
    }

    private static WorsenedFilter filter(WorsenedFilter.Kind kind, List<byte[]> ids) {
        return WorsenedFilter.open(
                        WorsenedFilter.seal(kind, FROM, UNTIL, ids, KID, privateKey),
                        trusting(publicKey))
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 127, 128, 129, 5_000, 40_000})
    void everything_put_in_is_found(int count) {
        for (WorsenedFilter.Kind kind : WorsenedFilter.Kind.values()) {
            List<byte[]> ids = ids(count, 3);
            WorsenedFilter filter = filter(kind, ids);
            assertThat(filter.entries()).isEqualTo(count);
            assertThat(ids).allMatch(filter::mayContain);
        }
    }

    @Test
    void what_was_not_put_in_hits_as_rarely_as_promised() {
        WorsenedFilter filter = filter(WorsenedFilter.Kind.FULL, ids(40_000, 3));
        assertThat(filter.falseHits()).isLessThanOrEqualTo(WorsenedFilter.FALSE_HITS_FULL);
        // 500,000 strangers at 5e-7 hit a quarter of a time; ten hits would be a fault.
        assertThat(ids(500_000, 99).stream().filter(filter::mayContain).count()).isLessThan(10);
    }

    @Test
    void an_entry_costs_two_and_a_half_bits_more_than_the_bound_at_most() {
        int count = 100_000;
        byte[] file =
                WorsenedFilter.seal(
                        WorsenedFilter.Kind.FULL, FROM, UNTIL, ids(count, 5), KID, privateKey);
        double bits = file.length * 8.0 / count;
        double bound = Math.log(1 / WorsenedFilter.FALSE_HITS_FULL) / Math.log(2);
        assertThat(bits).isBetween(bound, bound + 2.5);
    }

    @Test
    void one_changed_byte_anywhere_is_refused() {
        byte[] file =
                WorsenedFilter.seal(
                        WorsenedFilter.Kind.DELTA, FROM, UNTIL, ids(40, 1), KID, privateKey);
        for (int i = 0; i < file.length; i++) {
            byte[] changed = file.clone();
            changed[i] ^= 0x10;
            assertThat(WorsenedFilter.open(changed, trusting(publicKey)))
                    .as("byte %d", i)
                    .isEmpty();
        }
        for (int length = 0; length < file.length; length++) {
            assertThat(
                            WorsenedFilter.open(
                                    java.util.Arrays.copyOf(file, length), trusting(publicKey)))
                    .isEmpty();
        }
    }

    @Test
    void another_key_is_refused() {
        byte[] file =
                WorsenedFilter.seal(
                        WorsenedFilter.Kind.DELTA,
                        FROM,
                        UNTIL,
                        ids(4, 1),
                        "00000000000000bb",
                        privateKey);
        assertThat(WorsenedFilter.open(file, trusting(publicKey))).isEmpty();
    }

    /// The file that TypeScript reads too; `-Dpccovid.vectors.write=true` writes it anew.
    @Test
    void the_vectors_open_and_answer_as_written() throws Exception {
        if (Boolean.getBoolean("pccovid.vectors.write")) {
            Files.writeString(VECTORS, vectors());
        }
        var json = new tools.jackson.databind.json.JsonMapper().readTree(Files.readString(VECTORS));
        ECPublicKey key =
                (ECPublicKey)
                        KeyFactory.getInstance("EC")
                                .generatePublic(
                                        new X509EncodedKeySpec(
                                                Base64.getDecoder()
                                                        .decode(json.path("spki").asString())));
        assertThat(json.path("vectors").size()).isGreaterThan(4);
        for (var vector : json.path("vectors")) {
            byte[] file = Base64.getDecoder().decode(vector.path("file").asString());
            Optional<WorsenedFilter> opened = WorsenedFilter.open(file, trusting(key));
            String name = vector.path("name").asString();
            assertThat(opened.isPresent()).as(name).isEqualTo(vector.path("opens").asBoolean());
            for (var id : vector.path("inside")) {
                assertThat(opened.orElseThrow().mayContain(HexFormat.of().parseHex(id.asString())))
                        .as(name)
                        .isTrue();
            }
            for (var id : vector.path("outside")) {
                assertThat(opened.orElseThrow().mayContain(HexFormat.of().parseHex(id.asString())))
                        .as(name)
                        .isFalse();
            }
        }
    }

    private static String vectors() throws IOException {
        StringBuilder json = new StringBuilder("{\n  \"spki\": \"");
        json.append(Base64.getEncoder().encodeToString(publicKey.getEncoded()));
        var point = publicKey.getW();
        json.append("\",\n  \"key\": {\"kid\": \"").append(KID);
        json.append("\", \"x\": \"").append(coordinate(point.getAffineX()));
        json.append("\", \"y\": \"").append(coordinate(point.getAffineY()));
        json.append(
                "\", \"notBefore\": \"2021-10-09T23:59:59Z\", \"notAfter\": \"2021-10-11T00:00:00Z\"},\n");
        json.append("  \"vectors\": [\n");
        List<String> lines = new ArrayList<>();
        for (int count : new int[] {0, 1, 3, 127, 600, 3000}) {
            for (WorsenedFilter.Kind kind : WorsenedFilter.Kind.values()) {
                List<byte[]> ids = ids(count, count + 11L);
                byte[] file = WorsenedFilter.seal(kind, FROM, UNTIL, ids, KID, privateKey);
                lines.add(
                        vector(
                                kind.name().toLowerCase(java.util.Locale.ROOT) + " of " + count,
                                file,
                                true,
                                ids.subList(0, Math.min(count, 40)),
                                ids(40, count + 12_345L)));
            }
        }
        byte[] good =
                WorsenedFilter.seal(
                        WorsenedFilter.Kind.DELTA, FROM, UNTIL, ids(9, 1), KID, privateKey);
        byte[] head = good.clone();
        head[20] ^= 1;
        byte[] tail = good.clone();
        tail[tail.length - 1] ^= 1;
        lines.add(vector("a changed head", head, false, List.of(), List.of()));
        lines.add(vector("a changed end", tail, false, List.of(), List.of()));
        lines.add(
                vector(
                        "cut short",
                        java.util.Arrays.copyOf(good, good.length - 1),
                        false,
                        List.of(),
                        List.of()));
        lines.add(
                vector(
                        "an unknown key",
                        WorsenedFilter.seal(
                                WorsenedFilter.Kind.FULL,
                                FROM,
                                UNTIL,
                                ids(9, 1),
                                "00000000000000bb",
                                privateKey),
                        false,
                        List.of(),
                        List.of()));
        return json.append(String.join(",\n", lines)).append("\n  ]\n}\n").toString();
    }

    private static String vector(
            String name, byte[] file, boolean opens, List<byte[]> inside, List<byte[]> outside) {
        return "    {\"name\": \"%s\", \"opens\": %s, \"file\": \"%s\", \"inside\": [%s], \"outside\": [%s]}"
                .formatted(
                        name,
                        opens,
                        Base64.getEncoder().encodeToString(file),
                        quoted(inside),
                        quoted(outside));
    }

    private static String quoted(List<byte[]> ids) {
        return ids.stream()
                .map(id -> '"' + HexFormat.of().formatHex(id) + '"')
                .collect(java.util.stream.Collectors.joining(", "));
    }

    private static String coordinate(java.math.BigInteger n) {
        byte[] shortest = n.toByteArray();
        var fixed = new byte[32];
        int length = Math.min(32, shortest.length);
        System.arraycopy(shortest, shortest.length - length, fixed, 32 - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }
}
