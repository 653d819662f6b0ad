package vn.pccovid.lib.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One corpus for all implementations: the browser's verifier reads the same file. Run with
/// `-Dvectors.write=true` to make it anew (signatures are random, so every run writes another
/// file).
class GateVectorsTest {

    private static final Path FILE = Path.of("src/test/resources/vectors/gate.json");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Instant NOON = Instant.parse("2021-10-10T05:00:00Z");
    private static final String KID = "a1b2c3d4e5f60718";
    private static final String RETIRED = "0011223344556677";

    /// Refusals of foreign certificates, and the one the keeper finds.
    private static final Set<Refusal> OTHERS =
            Set.of(Refusal.ZLIB, Refusal.KEY_USAGE, Refusal.REVOKED, Refusal.WRONG_HOLDER);

    private static final Signatures SIGNATURES = Signatures.platform();

    static Stream<JsonNode> vectors() throws IOException {
        return JSON.readTree(Files.readAllBytes(FILE)).get("vectors").valueStream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void outcome_is_the_one_of_the_corpus(JsonNode vector) throws Exception {
        var keys = keys();
        var opened =
                GateCodes.open(
                        vector.get("text").asString(),
                        id -> Optional.ofNullable(keys.get(id)),
                        Instant.parse(vector.get("now").asString()));

        String outcome =
                switch (opened) {
                    case Opened.Verified v ->
                            "verified "
                                    + v.claims().floorColour()
                                    + " "
                                    + v.claims().residenceColour();
                    case Opened.Refused(Refusal reason) -> reason.name();
                };
        assertThat(outcome.toLowerCase(Locale.ROOT)).isEqualTo(vector.get("outcome").asString());
    }

    @Test
    void every_refusal_of_our_codes_is_in_the_corpus() throws IOException {
        var outcomes = vectors().map(v -> v.get("outcome").asString()).toList();

        for (var refusal : Refusal.values()) {
            if (!OTHERS.contains(refusal)) {
                assertThat(outcomes).contains(refusal.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    private static Map<String, TrustedKey> keys() throws IOException, GeneralSecurityException {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        var curve = parameters.getParameterSpec(ECParameterSpec.class);
        var keys = new HashMap<String, TrustedKey>();
        for (var key : JSON.readTree(Files.readAllBytes(FILE)).get("keys")) {
            var decoder = Base64.getUrlDecoder();
            var point =
                    new ECPoint(
                            new BigInteger(1, decoder.decode(key.get("x").asString())),
                            new BigInteger(1, decoder.decode(key.get("y").asString())));
            var id = key.get("kid").asString();
            keys.put(
                    id,
                    new TrustedKey(
                            id,
                            KeyFactory.getInstance("EC")
                                    .generatePublic(new ECPublicKeySpec(point, curve)),
                            Instant.parse(key.get("notBefore").asString()),
                            Instant.parse(key.get("notAfter").asString())));
        }
        return keys;
    }

    @Test
    void writes_the_corpus_when_asked() throws Exception {
        if (!Boolean.getBoolean("vectors.write")) {
            assertThat(FILE).exists();
            return;
        }
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var key = generator.generateKeyPair();
        var retired = generator.generateKeyPair();
        var root = JSON.createObjectNode();
        root.put("note", "Gate codes and the only outcome each may have. Made by GateVectorsTest.");
        var keys = root.putArray("keys");
        keys.add(jwk(KID, key, "2021-10-01T00:00:00Z", "2022-01-01T00:00:00Z"));
        keys.add(jwk(RETIRED, retired, "2021-01-01T00:00:00Z", "2021-06-01T00:00:00Z"));
        var vectors = root.putArray("vectors");
        var phone = generator.generateKeyPair();
        var green = claims("GREEN", "GREEN", GateClaims.Form.LIVE, 0, 900, phone);
        String good = GateCodes.seal(green, KID, key.getPrivate());
        String shown = shown(good, 60, phone);
        String red =
                GateCodes.seal(
                        claims("YELLOW", "RED", GateClaims.Form.LIVE, 0, 900, phone),
                        KID,
                        key.getPrivate());
        String printed =
                GateCodes.seal(
                        claims("GREEN", "YELLOW", GateClaims.Form.PRINTED, 0, 604_800, phone),
                        KID,
                        key.getPrivate());
        String strip =
                GateCodes.seal(
                        claims("GREEN", "GREEN", GateClaims.Form.LIVE, 86_400, 172_800, phone),
                        KID,
                        key.getPrivate());
        var cases = new ArrayList<List<String>>();
        cases.add(List.of("a live green code", shown, "verified green green", "60"));
        cases.add(
                List.of(
                        "green by the floor, red at home",
                        shown(red, 0, phone),
                        "verified yellow red",
                        "0"));
        cases.add(
                List.of(
                        "a printed code on its sixth day",
                        printed,
                        "verified green yellow",
                        "500000"));
        cases.add(
                List.of(
                        "tomorrow's code of a strip, tomorrow",
                        shown(strip, 90_000, phone),
                        "verified green green",
                        "90000"));
        cases.add(
                List.of(
                        "tomorrow's code of a strip, today",
                        shown(strip, 600, phone),
                        "not_yet_valid",
                        "600"));
        cases.add(
                List.of(
                        "what the issuer sent, not shown by the phone",
                        good,
                        "device_proof_missing",
                        "60"));
        cases.add(
                List.of("shown by another phone", shown(good, 60, retired), "device_proof", "60"));
        cases.add(
                List.of(
                        "a printed code with a proof",
                        shown(printed, 60, phone),
                        "device_proof",
                        "60"));
        cases.add(List.of("a screenshot of a minute ago", shown, "verified green green", "120"));
        cases.add(List.of("a screenshot a second older", shown, "device_proof_stale", "121"));
        cases.add(List.of("a phone a minute ahead", shown, "verified green green", "0"));
        cases.add(List.of("a phone further ahead", shown, "device_proof_stale", "-1"));
        cases.add(List.of("a proof of a proof", shown(shown, 60, phone), "structure", "60"));
        cases.add(List.of("a certificate of another scheme", "HC1:NCF", "not_ours", "0"));
        cases.add(List.of("far too long", "PCV1:" + "0".repeat(900), "too_large", "0"));
        cases.add(List.of("a lower-case letter", shown.replace("PCV1:", "PCV1:a"), "base45", "0"));
        cases.add(List.of("bytes that are no CBOR", raw(new byte[] {(byte) 0xFF, 1}), "cbor", "0"));
        cases.add(
                List.of(
                        "a map not in the one spelling",
                        raw(HexFormat.of().parseHex("a2020101020304")),
                        "cbor",
                        "0"));
        cases.add(List.of("no COSE_Sign1", raw(Cbor.encode(List.of(1L))), "structure", "0"));
        cases.add(List.of("another algorithm", raw(withAlgorithm(-37)), "algorithm", "0"));
        cases.add(
                List.of(
                        "a key nobody knows",
                        GateCodes.seal(green, "ffffffffffffffff", key.getPrivate()),
                        "unknown_key",
                        "0"));
        cases.add(
                List.of(
                        "a key retired before",
                        GateCodes.seal(green, RETIRED, retired.getPrivate()),
                        "key_not_in_use",
                        "0"));
        cases.add(
                List.of(
                        "another's signature",
                        GateCodes.seal(green, KID, retired.getPrivate()),
                        "signature",
                        "0"));
        cases.add(
                List.of(
                        "signed, of another shape",
                        raw(
                                CoseSign1.sign(
                                        SIGNATURES,
                                        Cbor.encode(Map.of(1L, "VN")),
                                        HexFormat.of().parseHex(KID),
                                        key.getPrivate())),
                        "schema",
                        "0"));
        cases.add(List.of("from the future", shown(good, -121, phone), "not_yet_valid", "-121"));
        cases.add(
                List.of(
                        "two minutes of clock difference",
                        shown(good, -120, phone),
                        "verified green green",
                        "-120"));
        cases.add(
                List.of("its last second", shown(good, 899, phone), "verified green green", "899"));
        cases.add(List.of("at its end", shown(good, 900, phone), "expired", "900"));
        for (var c : cases) {
            var v = vectors.addObject();
            v.put("name", c.get(0));
            v.put("text", c.get(1));
            v.put("now", NOON.plusSeconds(Long.parseLong(c.get(3))).toString());
            v.put("outcome", c.get(2));
        }
        Files.createDirectories(FILE.getParent());
        Files.writeString(
                FILE, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
    }

    private static GateClaims claims(
            String floor,
            String residence,
            GateClaims.Form form,
            long from,
            long until,
            KeyPair phone) {
        var id = new byte[16];
        id[15] = 1;
        return new GateClaims(
                id,
                GateClaims.PassColour.valueOf(floor),
                GateClaims.PassColour.valueOf(residence),
                "56/575/22738",
                NOON.minusSeconds(30),
                NOON,
                NOON.plusSeconds(from),
                NOON.plusSeconds(until),
                form,
                HolderHash.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, "TRAN THI MAU", "056184001234"),
                form == GateClaims.Form.LIVE ? GateCodesTest.deviceKey(phone) : null);
    }

    private static String shown(String sealed, long seconds, KeyPair phone) throws Unreadable {
        return GateCodes.prove(SIGNATURES, sealed, NOON.plusSeconds(seconds), phone.getPrivate());
    }

    private static String raw(byte[] bytes) {
        return GateCodes.PREFIX + Base45.encode(bytes);
    }

    private static byte[] withAlgorithm(long algorithm) {
        byte[] header = Cbor.encode(new LinkedHashMap<>(Map.of(1L, algorithm, 4L, new byte[8])));
        return Cbor.encode(
                new Cbor.Tagged(18, List.of(header, Map.of(), new byte[1], new byte[64])));
    }

    private static ObjectNode jwk(String kid, KeyPair pair, String from, String until) {
        var point = ((ECPublicKey) pair.getPublic()).getW();
        return JSON.createObjectNode()
                .put("kid", kid)
                .put("alg", "ES256")
                .put("x", coordinate(point.getAffineX()))
                .put("y", coordinate(point.getAffineY()))
                .put("notBefore", from)
                .put("notAfter", until);
    }

    private static String coordinate(BigInteger n) {
        byte[] b = n.toByteArray();
        var fixed = new byte[32];
        int length = Math.min(32, b.length);
        System.arraycopy(b, b.length - length, fixed, 32 - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }
}
