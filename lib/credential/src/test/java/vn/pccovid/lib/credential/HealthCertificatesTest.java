package vn.pccovid.lib.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.pccovid.lib.credential.HealthCertificates.Answer;

class HealthCertificatesTest {

    private static final Instant NOON = Instant.parse("2021-12-25T05:00:00Z");
    private static final String KID = "0102030405060708";
    private static final Signatures SIGNATURES = Signatures.platform();
    private static final KeyPair EC = keys("EC");
    private static final KeyPair RSA = keys("RSA");

    private static KeyPair keys(String algorithm) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HealthCertificate certificate() {
        return new HealthCertificate(
                "1.3.0",
                new HealthCertificate.Name("Nguyễn", "NGUYEN", "Thị Hoa", "THI<HOA"),
                "1984-02-29",
                new HealthCertificate.Vaccination(
                        "840539006",
                        "1119305005",
                        "EU/1/21/1529",
                        "ORG-100001699",
                        2,
                        2,
                        "2021-09-20",
                        "VN",
                        "Ministry of Health",
                        "URN:UVCI:01:VN:0123456789ABCDEF#Y"));
    }

    private static ListedKey listed(KeyPair pair, Set<ListedKey.Usage> usage) {
        return new ListedKey(
                KID, "VN", pair.getPublic(), usage, NOON.minusSeconds(60), NOON.plusSeconds(60));
    }

    private static HealthCertificates opener(ListedKey key, Revocations revoked) {
        return new HealthCertificates(
                SIGNATURES, TrustList.of("test", List.of(key)), revoked, ValueSets.open());
    }

    private static HealthCertificates opener() {
        return opener(listed(EC, EnumSet.allOf(ListedKey.Usage.class)), Revocations.none());
    }

    private static String sealed() {
        return HealthCertificates.seal(
                SIGNATURES, certificate(), "VN", NOON, Duration.ofDays(365), KID, EC.getPrivate());
    }

    private static Refusal reason(Answer answer) {
        return answer instanceof Answer.Refused(Refusal reason) ? reason : Refusal.WRONG_HOLDER;
    }

    /// Signs whatever tree, header and algorithm, as issuers do that break rules.
    private static String wild(Object dcc) {
        return wild(dcc, KID, Map.of(), Signatures.Algorithm.ES256, EC);
    }

    private static String wild(
            Object dcc,
            String kid,
            Map<Object, Object> unprotected,
            Signatures.Algorithm algorithm,
            KeyPair pair) {
        var claims = new HashMap<Object, Object>();
        claims.put(1L, "VN");
        claims.put(4L, NOON.plusSeconds(3600).getEpochSecond());
        claims.put(6L, NOON.getEpochSecond());
        claims.put(-260L, Map.of(1L, dcc));
        byte[] payload = WildCbor.encode(claims);
        var header = new HashMap<Object, Object>();
        header.put(1L, algorithm.wire);
        if (!kid.isEmpty()) {
            header.put(4L, HexFormat.of().parseHex(kid));
        }
        byte[] spelled = Cbor.encode(header);
        byte[] signature =
                SIGNATURES.sign(
                        algorithm, pair.getPrivate(), CoseSign1.toBeSigned(spelled, payload));
        byte[] cose =
                Cbor.encode(
                        new Cbor.Tagged(18L, List.of(spelled, unprotected, payload, signature)));
        return HealthCertificates.PREFIX + Base45.encode(Zlib.deflate(cose));
    }

    /// Null, undefined, floating point and tags, which our own writer does not write.
    private static final class WildCbor {
        record Raw(String hex) {}

        static byte[] encode(Object value) {
            var out = new java.io.ByteArrayOutputStream();
            write(out, value);
            return out.toByteArray();
        }

        private static void write(java.io.ByteArrayOutputStream out, Object value) {
            switch (value) {
                case Raw(String hex) -> out.writeBytes(HexFormat.of().parseHex(hex));
                case Map<?, ?> map -> {
                    out.write(0xBF);
                    map.forEach((k, v) -> {
                        out.writeBytes(Cbor.encode(k));
                        write(out, v);
                    });
                    out.write(0xFF);
                }
                case List<?> list -> {
                    out.write(0x9F);
                    list.forEach(item -> write(out, item));
                    out.write(0xFF);
                }
                default -> out.writeBytes(Cbor.encode(value));
            }
        }
    }

    private static Map<String, Object> tree(Consumer<Map<String, Object>> change) {
        Map<String, Object> tree = certificate().toTree();
        change.accept(tree);
        return tree;
    }

    private static Object only(Map<String, Object> tree) {
        return tree.get("v") instanceof List<?> list ? list.getFirst() : tree;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> event(Consumer<Map<String, Object>> change) {
        return tree(t -> {
            var event = new LinkedHashMap<>((Map<String, Object>) only(t));
            change.accept(event);
            t.put("v", List.of(event));
        });
    }

    @Test
    void what_was_sealed_opens_to_the_same_certificate() {
        var answer = opener().open(sealed(), NOON);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Verified.class,
                        v -> {
                            assertThat(v.certificate()).isEqualTo(certificate());
                            assertThat(v.issuer()).isEqualTo("VN");
                            assertThat(v.toString()).doesNotContain("Hoa", "HOA", "1984");
                        });
    }

    @Test
    void the_issuer_keeps_the_schema() {
        var c = certificate();
        var broken =
                new HealthCertificate(
                        c.version(),
                        new HealthCertificate.Name("Nguyễn", "NGUYỄN", null, null),
                        c.dateOfBirth(),
                        c.event());

        assertThatThrownBy(() ->
                        HealthCertificates.seal(
                                SIGNATURES,
                                broken,
                                "VN",
                                NOON,
                                Duration.ofDays(1),
                                KID,
                                EC.getPrivate()))
                .hasMessageContaining("nam.fnt")
                .hasMessageNotContaining("NGUY");
    }

    @Nested
    @DisplayName("EU DCC volume 3: PS256 and ES256, the key id protected or not")
    class Keys {
        @Test
        void ps256_verifies_with_every_provider() {
            String text = wild(tree(t -> {}), KID, Map.of(), Signatures.Algorithm.PS256, RSA);
            var key = listed(RSA, EnumSet.allOf(ListedKey.Usage.class));

            for (var signatures : List.of(SIGNATURES, Signatures.of(new BouncyCastleProvider()))) {
                assertThat(
                                new HealthCertificates(
                                                signatures,
                                                TrustList.of("test", List.of(key)),
                                                Revocations.none(),
                                                ValueSets.open())
                                        .open(text, NOON))
                        .isInstanceOf(Answer.Verified.class);
            }
        }

        @Test
        void an_unprotected_key_id_will_do() {
            Map<Object, Object> kid = Map.of(4L, HexFormat.of().parseHex(KID));

            assertThat(
                            opener().open(
                                            wild(
                                                    tree(t -> {}),
                                                    "",
                                                    kid,
                                                    Signatures.Algorithm.ES256,
                                                    EC),
                                            NOON))
                    .isInstanceOf(Answer.Verified.class);
        }

        @Test
        void a_key_of_another_algorithm_does_not_fit() {
            String text = wild(tree(t -> {}), KID, Map.of(), Signatures.Algorithm.PS256, RSA);

            assertThat(reason(opener().open(text, NOON))).isEqualTo(Refusal.SIGNATURE);
        }

        @Test
        void two_keys_of_one_id_are_both_tried() {
            var other = listed(keys("EC"), EnumSet.allOf(ListedKey.Usage.class));
            var certificates =
                    new HealthCertificates(
                            SIGNATURES,
                            TrustList.of(
                                    "test",
                                    List.of(
                                            other,
                                            listed(EC, EnumSet.allOf(ListedKey.Usage.class)))),
                            Revocations.none(),
                            ValueSets.open());

            assertThat(certificates.open(sealed(), NOON)).isInstanceOf(Answer.Verified.class);
        }

        @Test
        void a_key_that_had_ended_is_not_in_use() {
            var ended =
                    new ListedKey(
                            KID,
                            "VN",
                            EC.getPublic(),
                            EnumSet.allOf(ListedKey.Usage.class),
                            NOON.minusSeconds(60),
                            NOON);

            assertThat(reason(opener(ended, Revocations.none()).open(sealed(), NOON)))
                    .isEqualTo(Refusal.KEY_NOT_IN_USE);
        }

        @Test
        void a_key_for_tests_may_not_sign_a_vaccination() {
            var key = listed(EC, EnumSet.of(ListedKey.Usage.TEST));

            assertThat(reason(opener(key, Revocations.none()).open(sealed(), NOON)))
                    .isEqualTo(Refusal.KEY_USAGE);
        }
    }

    @Nested
    @DisplayName("SpecialCaseHandling: what verifiers must bear, and what they must refuse")
    class SpecialCases {
        private void opens(Object tree) {
            assertThat(opener().open(wild(tree), NOON)).isInstanceOf(Answer.Verified.class);
        }

        @Test
        @DisplayName("\"all fields MUST be trimmed for whitespaces\" (GR)")
        void whitespace_is_trimmed() {
            var answer = opener().open(wild(event(e -> e.put("mp", " EU/1/21/1529 "))), NOON);

            assertThat(answer)
                    .isInstanceOfSatisfying(
                            Answer.Verified.class,
                            v -> assertThat(v.certificate()).isEqualTo(certificate()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"1984-02-29T00:00:00", "1984-XX-XX", "", "29.02.1984"})
        @DisplayName("\"the DOB regex should be ignored\" (BG)")
        void any_date_of_birth(String date) {
            opens(tree(t -> t.put("dob", date)));
        }

        @Test
        @DisplayName("\"Date/datetime formats should be ignored\" (PL)")
        void any_date() {
            opens(event(e -> e.put("dt", "2021-03-18T22:54:00+02:00")));
        }

        @Test
        @DisplayName("\"Schema validation should check for null, array\" (BG)")
        void events_that_are_null() {
            opens(
                    tree(t -> {
                        t.put("t", new WildCbor.Raw("f6"));
                        t.put("r", new WildCbor.Raw("f7"));
                    }));
        }

        @Test
        @DisplayName("\"remove this limit to accept any kind of doses\" (LV)")
        void negative_doses() {
            opens(event(e -> e.put("dn", -1L)));
            opens(event(e -> e.put("sd", 0L)));
        }

        @Test
        @DisplayName("\"remove null/undefined during the cbor deserialization\"")
        void null_where_text_may_be_missing() {
            opens(event(e -> e.put("nm", new WildCbor.Raw("f6"))));
        }

        @Test
        @DisplayName("\"Verifiers should remove pattern checks\" on fnt and gnt (NO)")
        void any_standardised_name() {
            opens(tree(t -> t.put("nam", Map.of("fnt", "d'Červenková 1"))));
        }

        @Test
        @DisplayName("escaped characters in text (HU)")
        void quotes_and_backslashes() {
            opens(event(e -> e.put("is", "The \"National\" \\ Office")));
        }

        @Test
        @DisplayName("an empty dr in version 1.3 (NL), and fields nobody knows")
        void additional_fields() {
            opens(event(e -> e.put("dr", "")));
        }

        @Test
        @DisplayName("\"Verifiers shall reject\" multiple vaccination events (ES)")
        void two_events() {
            var two =
                    tree(t -> {
                        var e = only(t);
                        t.put("v", List.of(e, e));
                    });

            assertThat(reason(opener().open(wild(two), NOON))).isEqualTo(Refusal.SCHEMA);
        }

        @Test
        @DisplayName("\"accept whole number floats\" for dn and sd (IE)")
        void doses_as_floating_point() {
            opens(event(e -> e.put("dn", new WildCbor.Raw("f94000"))));
            opens(event(e -> e.put("sd", new WildCbor.Raw("fb4000000000000000"))));
            assertThat(
                            reason(
                                    opener().open(
                                                    wild(
                                                            event(e ->
                                                                    e.put(
                                                                            "dn",
                                                                            new WildCbor.Raw(
                                                                                    "f93e00")))),
                                                    NOON)))
                    .isEqualTo(Refusal.SCHEMA);
        }

        @Test
        @DisplayName("a tagged date (SE)")
        void tags_on_dates() {
            opens(event(e -> e.put("dt", new WildCbor.Raw("c06a323032312d30392d3230"))));
        }
    }

    @Nested
    @DisplayName("RFC 1950: bombs are refused at the limit, not when memory ends")
    class Bombs {
        private String text(byte[] compressed) {
            return HealthCertificates.PREFIX + Base45.encode(compressed);
        }

        @Test
        void a_bomb_is_refused() {
            byte[] bomb = Zlib.deflate(new byte[2_500_000]);
            assertThat(bomb.length).isLessThan(2_700);

            assertThat(reason(opener().open(text(bomb), NOON))).isEqualTo(Refusal.ZLIB);
        }

        @Test
        void cut_short_trailing_and_no_zlib_at_all() {
            byte[] good = Zlib.deflate(new byte[100]);

            assertThat(reason(opener().open(text(Arrays.copyOf(good, good.length - 3)), NOON)))
                    .isEqualTo(Refusal.ZLIB);
            assertThat(reason(opener().open(text(Arrays.copyOf(good, good.length + 1)), NOON)))
                    .isEqualTo(Refusal.ZLIB);
            assertThat(reason(opener().open(text(new byte[] {1, 2, 3}), NOON)))
                    .isEqualTo(Refusal.ZLIB);
            assertThat(reason(opener().open(HealthCertificates.PREFIX, NOON)))
                    .isEqualTo(Refusal.ZLIB);
        }

        @Test
        void exactly_the_limit_opens_and_one_more_does_not() throws Unreadable {
            var zlib = new Zlib(1000);

            assertThat(zlib.inflate(Zlib.deflate(new byte[1000]))).hasSize(1000);
            assertThatThrownBy(() -> zlib.inflate(Zlib.deflate(new byte[1001])))
                    .isInstanceOf(Unreadable.class);
        }
    }

    @Nested
    @DisplayName("RFC 8949 §3: lenient on foreign codes where the standard allows, and no further")
    class Foreign {
        private Object read(String hex) throws Unreadable {
            return Cbor.decodeForeign(HexFormat.of().parseHex(hex));
        }

        @Test
        void other_spellings_of_the_same() throws Unreadable {
            assertThat(read("1800")).isEqualTo(0L);
            assertThat(read("9f0102ff")).isEqualTo(List.of(1L, 2L));
            assertThat(read("a2020101020304".substring(0, 10))).isEqualTo(Map.of(2L, 1L, 1L, 2L));
            assertThat(read("7f6161616272ff".replace("72", "").replace("6162", "6162")))
                    .isEqualTo("ab");
            assertThat(read("5f41014102ff")).isEqualTo(new byte[] {1, 2});
            assertThat(read("f6")).isEqualTo(Cbor.Absent.NULL);
            assertThat(read("f93c00")).isEqualTo(1.0);
            assertThat(read("fa3fc00000")).isEqualTo(1.5);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a201020103",
                    "0000",
                    "9f",
                    "5bffffffffffffffff",
                    "9b7fffffffffffffff",
                    "bb7fffffffffffffff",
                    "62c328",
                    "1bffffffffffffffff",
                    "7f4101ff",
                    "5f5f4101ffff",
                    "ff",
                    "9fff01",
                    "f800",
                    "1c",
                    "818181818181818181818181818181818181",
                    "a1a001"
                })
        void what_stays_refused(String hex) {
            assertThatThrownBy(() -> read(hex))
                    .isInstanceOfSatisfying(
                            Unreadable.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.CBOR));
        }
    }

    @Nested
    @DisplayName("EU DCC revocation: by hash of signature, identifier, country and identifier")
    class Revoked {
        private byte[] hash(Revocations.HashType type) throws Unreadable {
            var cose =
                    ForeignSign1.read(
                            new Zlib(HealthCertificates.MAX_BYTES)
                                    .inflate(Base45.decode(text.substring(4))));
            return Revocations.hash(type, "VN", certificate().event().id(), cose);
        }

        private final String text = sealed();

        private List<byte[]> among(byte[] one) {
            var random = new Random(11);
            var hashes = new ArrayList<byte[]>();
            for (int i = 0; i < 3000; i++) {
                var other = new byte[Revocations.HASH_BYTES];
                random.nextBytes(other);
                hashes.add(other);
            }
            hashes.add(one);
            hashes.add(one.clone());
            return hashes;
        }

        private Answer open(HealthCertificates certificates, Instant now) {
            return certificates.open(text, now);
        }

        @ParameterizedTest
        @EnumSource(Revocations.HashType.class)
        void each_kind_of_hash_in_each_mode(Revocations.HashType type) throws Unreadable {
            for (var mode : Revocations.Mode.values()) {
                var slices =
                        Revocations.slice(
                                KID, type, mode, NOON.plusSeconds(9999), among(hash(type)));
                var key = listed(EC, EnumSet.allOf(ListedKey.Usage.class));

                assertThat(reason(open(opener(key, Revocations.of("1", slices)), NOON)))
                        .as(mode + " of " + slices.size() + " slices")
                        .isEqualTo(Refusal.REVOKED);
            }
        }

        @Test
        void another_certificate_another_key_and_an_ended_slice_do_not_touch_it()
                throws Unreadable {
            var type = Revocations.HashType.UCI;
            byte[] other = hash(type).clone();
            other[15] ^= 1;
            var key = listed(EC, EnumSet.allOf(ListedKey.Usage.class));
            for (var slices :
                    List.of(
                            Revocations.slice(
                                    KID,
                                    type,
                                    Revocations.Mode.VECTOR,
                                    NOON.plusSeconds(9999),
                                    List.of(other)),
                            Revocations.slice(
                                    "ffffffffffffffff",
                                    type,
                                    Revocations.Mode.VECTOR,
                                    NOON.plusSeconds(9999),
                                    List.of(hash(type))),
                            Revocations.slice(
                                    KID,
                                    type,
                                    Revocations.Mode.POINT,
                                    NOON,
                                    List.of(hash(type))))) {
                assertThat(open(opener(key, Revocations.of("1", slices)), NOON))
                        .isInstanceOf(Answer.Verified.class);
            }
        }

        @Test
        @DisplayName("a signature changed to (r, n − s) is still revoked")
        void the_mirrored_signature_is_still_revoked() throws Unreadable {
            byte[] cose =
                    new Zlib(HealthCertificates.MAX_BYTES)
                            .inflate(Base45.decode(text.substring(4)));
            var order =
                    new java.math.BigInteger(
                            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
            var s =
                    new java.math.BigInteger(
                            1, Arrays.copyOfRange(cose, cose.length - 32, cose.length));
            byte[] mirrored = order.subtract(s).toByteArray();
            byte[] changed = cose.clone();
            Arrays.fill(changed, cose.length - 32, cose.length, (byte) 0);
            int length = Math.min(32, mirrored.length);
            System.arraycopy(
                    mirrored, mirrored.length - length, changed, cose.length - length, length);
            String copy = HealthCertificates.PREFIX + Base45.encode(Zlib.deflate(changed));
            var key = listed(EC, EnumSet.allOf(ListedKey.Usage.class));
            var slices =
                    Revocations.slice(
                            KID,
                            Revocations.HashType.SIGNATURE,
                            Revocations.Mode.VECTOR,
                            NOON.plusSeconds(9999),
                            List.of(hash(Revocations.HashType.SIGNATURE)));

            assertThat(opener().open(copy, NOON)).isInstanceOf(Answer.Verified.class);
            assertThat(reason(opener(key, Revocations.of("1", slices)).open(copy, NOON)))
                    .isEqualTo(Refusal.REVOKED);
        }
    }

    @Test
    void no_random_or_cut_text_throws_or_verifies() {
        var random = new Random(3);
        String text = sealed();
        var certificates = opener();
        var seen = new TreeMap<Refusal, Integer>();
        for (int i = 0; i < text.length(); i += 3) {
            seen.merge(reason(certificates.open(text.substring(0, i), NOON)), 1, Integer::sum);
        }
        for (int i = 0; i < 3000; i++) {
            byte[] cose =
                    Cbor.encode(
                            new Cbor.Tagged(
                                    18L,
                                    List.of(
                                            Cbor.encode(Map.of(1L, -7L)),
                                            Map.of(),
                                            new byte[3],
                                            new byte[64])));
            for (int j = 0; j < 4; j++) {
                cose[random.nextInt(cose.length)] = (byte) random.nextInt();
            }
            seen.merge(
                    reason(
                            certificates.open(
                                    HealthCertificates.PREFIX + Base45.encode(Zlib.deflate(cose)),
                                    NOON)),
                    1,
                    Integer::sum);
        }
        assertThat(seen).doesNotContainKey(Refusal.WRONG_HOLDER);
    }
}
