package vn.pccovid.lib.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.MultiFormatReader;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// dgc-testdata: what every implementation of the EU DCC is held to. Each file says which steps
/// must hold; every one it names is checked, and the whole way through [HealthCertificates#open]
/// ends at the step the file says. What deviates is in [#DEVIATIONS], by name, with the reason.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DccVectorsTest {

    /// File and expectation we do not follow, and why.
    private static final Map<String, String> DEVIATIONS =
            Map.of(
                    "FR/2DCode/raw/test_pcr_ok.json DECODE",
                    "the file's JSON tells another hour than its own CBOR",
                    "PL/1.3.0/2DCode/raw/1.json DECODE",
                    "the file's JSON is of another person than its own CBOR",
                    "PL/1.3.0/2DCode/raw/5.json DECODE",
                    "the file's JSON is of another person than its own CBOR",
                    "SK/2DCode/raw/3.json KEYUSAGE",
                    "as below: refused before its key is looked at",
                    "SK/2DCode/raw/3.json SCHEMAVALIDATION",
                    "two vaccinations in one certificate: SpecialCaseHandling, \"verifiers shall reject\"");

    private static final Signatures SIGNATURES = Signatures.platform();
    private final Map<String, int[]> counts = new TreeMap<>();
    private ValueSets values = ValueSets.open();

    @BeforeAll
    void value_sets() throws IOException {
        values = valueSets();
    }

    static ValueSets valueSets() throws IOException {
        Map<String, Set<String>> codes = new HashMap<>();
        String version = "";
        for (Path file : Shared.files("valuesets", ".json")) {
            JsonNode set = Shared.json(file);
            var known = new HashSet<String>();
            set.get("valueSetValues").properties().forEach(e -> known.add(e.getKey()));
            codes.put(set.get("valueSetId").asString(), known);
            String date = set.get("valueSetDate").asString();
            version = version.compareTo(date) < 0 ? date : version;
        }
        return new ValueSets(version, codes);
    }

    static List<Path> vectors() throws IOException {
        return Shared.files("dgc-testdata", ".json");
    }

    private static Instant clock(JsonNode vector) {
        String text = vector.at("/TESTCTX/VALIDATIONCLOCK").asString();
        return OffsetDateTime.parse(
                        text,
                        DateTimeFormatter.ofPattern(
                                "yyyy-MM-dd'T'HH:mm:ss[.n][.SSSSSSS][.SSSSSS][.SSS][XXX][XX]"))
                .toInstant();
    }

    /// The clock of the file; where it expects nothing about times (FR, whose clock stands before
    /// the issue), an instant at which the certificate holds.
    private static Instant inTime(JsonNode vector) {
        if (expected(vector, "EXPIRATIONCHECK").isPresent() || !vector.has("PREFIX")) {
            return clock(vector);
        }
        try {
            var token =
                    HealthCertificates.token(
                            cose(vector, vector.get("PREFIX").asString()).payload());
            return clock(vector).isBefore(token.issuedAt())
                    ? token.issuedAt().plusSeconds(1)
                    : clock(vector);
        } catch (Unreadable e) {
            return clock(vector);
        }
    }

    private static ListedKey key(JsonNode vector) throws Exception {
        byte[] der = Base64.getMimeDecoder().decode(vector.at("/TESTCTX/CERTIFICATE").asString());
        var certificate =
                (X509Certificate)
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(der));
        return ListedKey.of(certificate);
    }

    private static String name(Path file) {
        return Shared.dcc().resolve("dgc-testdata").relativize(file).toString();
    }

    private static byte[] hex(JsonNode vector, String field) {
        return HexFormat.of().parseHex(vector.get(field).asString());
    }

    private static Optional<Boolean> expected(JsonNode vector, String step) {
        var value = vector.get("EXPECTEDRESULTS").get("EXPECTED" + step);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value.asBoolean());
    }

    private interface Step {
        boolean holds() throws Exception;
    }

    private void check(Path file, JsonNode vector, String step, Step work) throws Exception {
        var wanted = expected(vector, step);
        if (wanted.isEmpty()) {
            return;
        }
        boolean seen;
        try {
            seen = work.holds();
        } catch (Unreadable e) {
            seen = false;
        }
        String name = name(file) + " " + step;
        if (DEVIATIONS.containsKey(name)) {
            assertThat(seen).as(name + " deviates").isNotEqualTo(wanted.get());
            counts.computeIfAbsent(step, s -> new int[2])[1]++;
            return;
        }
        assertThat(seen).as(name).isEqualTo(wanted.get());
        counts.computeIfAbsent(step, s -> new int[2])[0]++;
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void every_step_is_as_the_file_says(Path file) throws Exception {
        JsonNode vector = Shared.json(file);
        String text = vector.has("PREFIX") ? vector.get("PREFIX").asString() : "";
        check(
                file,
                vector,
                "PICTUREDECODE",
                () ->
                        !vector.has("2DCODE")
                                ? expected(vector, "PICTUREDECODE").orElse(true)
                                : Optional.of(text)
                                        .equals(picture(vector.get("2DCODE").asString())));
        check(
                file,
                vector,
                "UNPREFIX",
                () ->
                        text.startsWith(HealthCertificates.PREFIX)
                                && (!vector.has("BASE45")
                                        || text.substring(4)
                                                .equals(vector.get("BASE45").asString())));
        check(
                file,
                vector,
                "B45DECODE",
                () -> {
                    byte[] bytes =
                            Base45.decode(
                                    vector.has("BASE45")
                                            ? vector.get("BASE45").asString()
                                            : text.substring(4));
                    return !vector.has("COMPRESSED")
                            || java.util.Arrays.equals(bytes, hex(vector, "COMPRESSED"));
                });
        check(
                file,
                vector,
                "COMPRESSION",
                () -> {
                    byte[] compressed =
                            vector.has("COMPRESSED")
                                    ? hex(vector, "COMPRESSED")
                                    : Base45.decode(text.substring(4));
                    byte[] bytes = new Zlib(HealthCertificates.MAX_BYTES).inflate(compressed);
                    return !vector.has("COSE")
                            || java.util.Arrays.equals(bytes, hex(vector, "COSE"));
                });
        check(
                file,
                vector,
                "VERIFY",
                () -> {
                    var cose = cose(vector, text);
                    var key = key(vector);
                    return key.id().equals(cose.keyId()) && cose.fits(SIGNATURES, key);
                });
        check(
                file,
                vector,
                "DECODE",
                () -> {
                    var tree = HealthCertificates.token(cose(vector, text).payload()).tree();
                    return !vector.has("JSON") || same(tree, Shared.tree(vector.get("JSON")));
                });
        check(
                file,
                vector,
                "EXPIRATIONCHECK",
                () -> {
                    var token = HealthCertificates.token(cose(vector, text).payload());
                    return !clock(vector).isBefore(token.issuedAt())
                            && !clock(vector).isAfter(token.expiresAt());
                });
        check(
                file,
                vector,
                "SCHEMAVALIDATION",
                () -> {
                    var certificate =
                            HealthCertificate.read(
                                    HealthCertificates.token(cose(vector, text).payload()).tree());
                    return values.allow(certificate.event());
                });
        check(
                file,
                vector,
                "KEYUSAGE",
                () -> {
                    var certificate =
                            HealthCertificate.read(
                                    HealthCertificates.token(cose(vector, text).payload()).tree());
                    return key(vector).usage().contains(certificate.event().usage());
                });
        for (String step : List.of("ENCODE", "VALIDJSON", "VALIDOBJECT")) {
            check(
                    file,
                    vector,
                    step,
                    () -> {
                        @SuppressWarnings("unchecked")
                        var tree =
                                vector.has("JSON")
                                        ? (Map<String, Object>) Shared.tree(vector.get("JSON"))
                                        : HealthCertificates.token(cose(vector, text).payload())
                                                .tree();
                        Object written = java.util.Objects.requireNonNull(normal(tree));
                        Object again = Trees.of(Cbor.decodeForeign(Cbor.encode(written)));
                        return same(again, tree);
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void the_whole_way_ends_where_the_file_says(Path file) throws Exception {
        JsonNode vector = Shared.json(file);
        var wanted = EnumSet.noneOf(Refusal.class);
        var steps =
                List.of(
                        Map.entry("UNPREFIX", EnumSet.of(Refusal.NOT_OURS)),
                        Map.entry("B45DECODE", EnumSet.of(Refusal.BASE45)),
                        Map.entry("COMPRESSION", EnumSet.of(Refusal.ZLIB)),
                        Map.entry("DECODE", EnumSet.of(Refusal.CBOR, Refusal.SCHEMA)),
                        Map.entry(
                                "VERIFY",
                                EnumSet.of(
                                        Refusal.SIGNATURE,
                                        Refusal.UNKNOWN_KEY,
                                        Refusal.STRUCTURE,
                                        Refusal.CBOR)),
                        Map.entry(
                                "EXPIRATIONCHECK",
                                EnumSet.of(Refusal.NOT_YET_VALID, Refusal.EXPIRED)),
                        Map.entry("SCHEMAVALIDATION", EnumSet.of(Refusal.SCHEMA)),
                        Map.entry("KEYUSAGE", EnumSet.of(Refusal.KEY_USAGE)));
        for (var step : steps) {
            if (expected(vector, step.getKey()).equals(Optional.of(false))) {
                wanted.addAll(step.getValue());
                break;
            }
        }
        if (DEVIATIONS.containsKey(name(file) + " SCHEMAVALIDATION")) {
            wanted.add(Refusal.SCHEMA);
        }
        boolean pictureOnly = expected(vector, "PICTUREDECODE").equals(Optional.of(false));
        var certificates =
                new HealthCertificates(
                        SIGNATURES,
                        TrustList.of("vector", List.of(key(vector))),
                        Revocations.none(),
                        values);

        var answer = certificates.open(vector.get("PREFIX").asString(), inTime(vector));

        switch (answer) {
            case HealthCertificates.Answer.Verified v ->
                    assertThat(wanted).as("%s was verified", name(file)).isEmpty();
            case HealthCertificates.Answer.Refused(Refusal reason) -> {
                if (!pictureOnly) {
                    assertThat(wanted).as("%s was refused", name(file)).contains(reason);
                }
            }
        }
    }

    @Test
    void zz_counts_are_printed() throws IOException {
        var lines = new ArrayList<String>();
        counts.forEach((step, n) ->
                lines.add(step + " " + n[0] + (n[1] > 0 ? " (" + n[1] + " deviate)" : "")));
        System.out.println(
                "dgc-testdata, " + vectors().size() + " files: " + String.join(", ", lines));
        assertThat(vectors()).hasSizeGreaterThan(100);
    }

    private static ForeignSign1 cose(JsonNode vector, String text) throws Unreadable {
        return ForeignSign1.read(
                vector.has("COSE")
                        ? hex(vector, "COSE")
                        : new Zlib(HealthCertificates.MAX_BYTES)
                                .inflate(Base45.decode(text.substring(4))));
    }

    /// Equal but for what every verifier normalises: null left out, space around text, tags.
    private static boolean same(
            @org.jspecify.annotations.Nullable Object seen,
            @org.jspecify.annotations.Nullable Object wanted) {
        return java.util.Objects.equals(seen, normal(wanted));
    }

    private static @org.jspecify.annotations.Nullable Object normal(
            @org.jspecify.annotations.Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String s -> s.strip();
            case List<?> list ->
                    list.stream()
                            .map(DccVectorsTest::normal)
                            .filter(java.util.Objects::nonNull)
                            .toList();
            case Map<?, ?> map -> {
                var out = new java.util.LinkedHashMap<Object, Object>();
                map.forEach((k, v) -> {
                    Object n = normal(v);
                    if (n != null) {
                        out.put(k, n);
                    }
                });
                yield out;
            }
            default -> value;
        };
    }

    private static Optional<String> picture(String base64) throws IOException {
        var image = ImageIO.read(new ByteArrayInputStream(Base64.getMimeDecoder().decode(base64)));
        if (image == null) {
            return Optional.empty();
        }
        int[] pixels =
                image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        var bitmap =
                new BinaryBitmap(
                        new HybridBinarizer(
                                new RGBLuminanceSource(
                                        image.getWidth(), image.getHeight(), pixels)));
        try {
            return Optional.of(
                    new MultiFormatReader()
                            .decode(bitmap, Map.of(DecodeHintType.TRY_HARDER, true))
                            .getText());
        } catch (ReaderException e) {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void a_library_reads_the_same_claims(Path file) throws Exception {
        JsonNode vector = Shared.json(file);
        if (!vector.has("COSE") || expected(vector, "VERIFY").equals(Optional.of(false))) {
            return;
        }
        byte[] payload = cose(vector, "").payload();

        var oracle = new tools.jackson.dataformat.cbor.CBORMapper().readTree(payload);

        assertThat(HealthCertificates.token(payload).tree())
                .as(name(file))
                .isEqualTo(normal(Shared.tree(oracle.path("-260").path("1"))));
    }

    @Test
    void vietnams_own_certificate_opens() throws Exception {
        String line = Files.readString(Shared.dcc().resolve("vn/VAC_VN.txt")).strip();
        String text = line.substring(line.indexOf(HealthCertificates.PREFIX));
        byte[] bytes =
                new Zlib(HealthCertificates.MAX_BYTES).inflate(Base45.decode(text.substring(4)));
        var cose = ForeignSign1.read(bytes);
        var token = HealthCertificates.token(cose.payload());
        var certificate = HealthCertificate.read(token.tree());
        JsonNode listed = Shared.json(Shared.dcc().resolve("dsc_from_testdata.json"));

        assertThat(cose.algorithm()).isEqualTo(Signatures.Algorithm.PS256);
        assertThat(token.issuer()).isEqualTo("VN");
        assertThat(certificate.event()).isInstanceOf(HealthCertificate.Vaccination.class);
        System.out.println(
                "Vietnam's certificate: kid "
                        + cose.keyId()
                        + ", key published here: "
                        + listed.has(cose.keyId())
                        + ", faults "
                        + DccSchema.faults(certificate)
                        + ", codes known "
                        + values.allow(certificate.event())
                        + ", "
                        + token.issuedAt()
                        + " to "
                        + token.expiresAt());
        assertThat(certificate.event().country()).isEqualTo("VN");
    }
}
