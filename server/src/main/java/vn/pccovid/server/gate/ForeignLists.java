package vn.pccovid.server.gate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.lib.credential.BusinessRules;
import vn.pccovid.lib.credential.CertLogic;
import vn.pccovid.lib.credential.ListedKey;
import vn.pccovid.lib.credential.Revocations;
import vn.pccovid.lib.credential.TrustList;

/// What foreign certificates are judged by, as files an operator replaces while the service runs:
/// the keys of their issuers, what these took back, and the rules by which we accept what is
/// genuine. Looked at every hour; a file that cannot be read keeps what was known. Thread-safe.
final class ForeignLists {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignLists.class);

    /// The rules that come with the program.
    static final String RULES = "/certificate-rules/vn-2021-10.json";

    /// Rules compare whole numbers as `Long`.
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();

    private final @Nullable Path trustList;
    private final @Nullable Path revocations;
    private final @Nullable Path rules;
    private volatile List<FileTime> seen;
    private volatile ForeignCertificates current;

    /// @param trustList PEM certificates of document signers; null: nobody is trusted
    /// @param revocations batches of hashes, see [#revocations]; null: none
    /// @param rules acceptance rules, see [#rules]; null: those of the program
    /// @throws IllegalArgumentException when a file says something else
    ForeignLists(@Nullable Path trustList, @Nullable Path revocations, @Nullable Path rules) {
        this.trustList = trustList;
        this.revocations = revocations;
        this.rules = rules;
        this.seen = times();
        this.current = read();
    }

    ForeignCertificates current() {
        return current;
    }

    /// Reads the files again where one of them is another than before.
    ///
    /// @return 1 when they were read, else 0
    int refresh() {
        try {
            List<FileTime> now = times();
            if (now.equals(seen)) {
                return 0;
            }
            current = read();
            seen = now;
            return 1;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            LOG.error("lists for foreign certificates are kept as they were: {}", e.getMessage());
            return 0;
        }
    }

    private List<FileTime> times() {
        return Stream.of(trustList, revocations, rules)
                .filter(Objects::nonNull)
                .map(path -> {
                    try {
                        return Files.getLastModifiedTime(path);
                    } catch (IOException e) {
                        throw new UncheckedIOException("cannot be read: " + path, e);
                    }
                })
                .toList();
    }

    private ForeignCertificates read() {
        return new ForeignCertificates(
                trustList == null ? TrustList.of("empty", List.of()) : trusted(trustList),
                revocations == null ? Revocations.none() : revocations(bytes(revocations)),
                rules(rules == null ? shipped() : bytes(rules)));
    }

    private static TrustList trusted(Path file) {
        List<ListedKey> keys = new ArrayList<>();
        try {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes(file)))) {
                keys.add(ListedKey.of((X509Certificate) certificate));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the trust list is no list of certificates: " + file, e);
        }
        return TrustList.of("pccovid.gate.trust-list", keys);
    }

    /// Batches as the gateway of the EU hands them out, in one array: `kid` (Base64 of 8 bytes),
    /// `hashType` (`SIGNATURE`, `UCI`, `COUNTRYCODEUCI`), `expires` (RFC 3339) and `entries` with a
    /// `hash` each (Base64 of 16 bytes).
    static Revocations revocations(byte[] file) {
        try {
            List<Revocations.Slice> slices = new ArrayList<>();
            for (var batch : JSON.readTree(file)) {
                List<byte[]> hashes = new ArrayList<>();
                for (var entry : batch.path("entries")) {
                    byte[] hash = Base64.getDecoder().decode(entry.path("hash").asString());
                    if (hash.length != Revocations.HASH_BYTES) {
                        throw new IllegalArgumentException(
                                "a revocation hash of %d bytes".formatted(hash.length));
                    }
                    hashes.add(hash);
                }
                slices.addAll(
                        Revocations.slice(
                                HexFormat.of()
                                        .formatHex(
                                                Base64.getDecoder()
                                                        .decode(batch.path("kid").asString())),
                                Revocations.HashType.valueOf(batch.path("hashType").asString()),
                                Revocations.Mode.POINT,
                                Instant.parse(batch.path("expires").asString()),
                                hashes));
            }
            return Revocations.of("pccovid.gate.revocations", slices);
        } catch (JacksonException | java.time.DateTimeException e) {
            throw new IllegalArgumentException("the revocation list is no list of batches", e);
        }
    }

    /// `version`, `source`, and `rules` as the EU publishes validation rules.
    static BusinessRules rules(byte[] file) {
        try {
            Map<?, ?> set = JSON.readValue(file, Map.class);
            if (!(set.get("version") instanceof String version)
                    || !(set.get("source") instanceof String source)
                    || source.isBlank()
                    || !(set.get("rules") instanceof List<?> published)) {
                throw new IllegalArgumentException(
                        "certificate rules need version, source and rules");
            }
            List<BusinessRules.Rule> rules = new ArrayList<>();
            for (Object rule : published) {
                if (!(rule instanceof Map<?, ?> fields)) {
                    throw new IllegalArgumentException("a certificate rule is an object");
                }
                rules.add(BusinessRules.Rule.read(fields));
            }
            return new BusinessRules(version, rules);
        } catch (JacksonException | CertLogic.Invalid e) {
            throw new IllegalArgumentException("no certificate rules: " + e.getMessage(), e);
        }
    }

    static byte[] shipped() {
        try (InputStream in = ForeignLists.class.getResourceAsStream(RULES)) {
            return Objects.requireNonNull(in, RULES).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(RULES, e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot be read: " + file, e);
        }
    }
}
