package vn.pccovid.lib.credential;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/// A key on a list of trusted issuers.
///
/// @param id lower-case hex of the key id in codes
/// @param country ISO 3166-1 alpha-2 of the issuer, or empty when the list does not say
/// @param usage what it may sign; never empty
/// @param notBefore first instant at which codes were issued with it
/// @param notAfter first instant at which no code is issued with it any more
public record ListedKey(
        String id,
        String country,
        PublicKey key,
        Set<Usage> usage,
        Instant notBefore,
        Instant notAfter) {

    /// Extended key usage of document signers (EU DCC, volume 3, §3.3.2; volume 5).
    public enum Usage {
        TEST("1"),
        VACCINATION("2"),
        RECOVERY("3");

        private final String last;

        Usage(String last) {
            this.last = last;
        }
    }

    /// The object identifiers, and those with a zero too many that some states issued under.
    private static final Set<String> ARCS =
            Set.of("1.3.6.1.4.1.1847.2021.1.", "1.3.6.1.4.1.0.1847.2021.1.");

    /// The country in a distinguished name (RFC 2253).
    private static final Pattern COUNTRY = Pattern.compile("(?:^|,)C=([A-Z]{2})(?:,|$)");

    private static final int KEY_ID_BYTES = 8;

    public ListedKey {
        if (usage.isEmpty()) {
            throw new IllegalArgumentException("key " + id + " may sign nothing");
        }
        usage = Set.copyOf(usage);
    }

    /// Has the key begun, and was the code issued before it ended? Not whether it had begun at the
    /// instant of issue that the code claims: states issue certificates "as of" the event, days
    /// before the key that signs them (dgc-testdata BG, PL).
    boolean inUse(Instant issuedAt, Instant now) {
        return !now.isBefore(notBefore) && issuedAt.isBefore(notAfter);
    }

    /// The key of a document signer's certificate; its id is the first 8 bytes of SHA-256 of the
    /// certificate (EU DCC, volume 3, §2.1.2). A certificate that names no usage may sign all.
    ///
    /// @throws CertificateParsingException when its usages cannot be read
    public static ListedKey of(X509Certificate certificate)
            throws CertificateParsingException, GeneralSecurityException {
        var usage = EnumSet.noneOf(Usage.class);
        var oids = certificate.getExtendedKeyUsage();
        if (oids != null) {
            for (var use : Usage.values()) {
                if (ARCS.stream().anyMatch(arc -> oids.contains(arc + use.last))) {
                    usage.add(use);
                }
            }
        }
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        return new ListedKey(
                HexFormat.of().formatHex(Arrays.copyOf(digest, KEY_ID_BYTES)),
                country(certificate),
                certificate.getPublicKey(),
                usage.isEmpty() ? EnumSet.allOf(Usage.class) : usage,
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant().plusSeconds(1));
    }

    private static String country(X509Certificate certificate) {
        var matcher = COUNTRY.matcher(certificate.getSubjectX500Principal().getName());
        return matcher.find() ? matcher.group(1) : "";
    }
}
