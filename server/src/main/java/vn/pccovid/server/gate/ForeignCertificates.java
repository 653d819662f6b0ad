package vn.pccovid.server.gate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import vn.pccovid.lib.colour.Journey;
import vn.pccovid.lib.credential.HealthCertificate;
import vn.pccovid.lib.credential.HealthCertificates;
import vn.pccovid.lib.credential.ListedKey;
import vn.pccovid.lib.credential.Revocations;
import vn.pccovid.lib.credential.Signatures;
import vn.pccovid.lib.credential.TrustList;
import vn.pccovid.lib.credential.ValueSets;
import vn.pccovid.server.territory.Territories;

/// Certificates of other countries at a gate: opened against the trust list, and then judged as the
/// rules for domestic flights judge anybody (1840/QD-BGTVT, 20 October 2021): a full course since
/// fourteen days, recovered within six months, or a negative test within 72 hours. What is genuine
/// and does not suffice is no reason to turn somebody back; they are asked like those nothing is
/// known of. Immutable, thread-safe.
final class ForeignCertificates {
    private static final Duration COURSE_WAIT = Duration.ofDays(14);
    private static final int RECOVERED_MONTHS = 6;
    private static final Duration TEST_HOLDS = Duration.ofDays(3);

    /// SNOMED CT: SARS-CoV-2 not detected.
    private static final String NOT_DETECTED = "260415000";

    /// SNOMED CT: COVID-19.
    private static final String COVID = "840539006";

    private final HealthCertificates certificates;
    private final boolean anybodyTrusted;

    private ForeignCertificates(TrustList trusted) {
        certificates =
                new HealthCertificates(
                        Signatures.platform(), trusted, Revocations.none(), ValueSets.open());
        anybodyTrusted = trusted.size() > 0;
    }

    /// @param trustList PEM certificates of document signers, one after the other
    static ForeignCertificates trusting(Path trustList) {
        List<ListedKey> keys = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            byte[] file = Files.readAllBytes(trustList);
            for (Certificate certificate :
                    factory.generateCertificates(new ByteArrayInputStream(file))) {
                keys.add(ListedKey.of((X509Certificate) certificate));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the trust list cannot be read: " + trustList, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the trust list is no list of certificates: " + trustList, e);
        }
        return trusting(TrustList.of("pccovid.gate.trust-list", keys));
    }

    static ForeignCertificates trusting(TrustList trusted) {
        return new ForeignCertificates(trusted);
    }

    /// Trusts nobody: every certificate is one that cannot be checked here.
    static ForeignCertificates nobody() {
        return trusting(TrustList.of("empty", List.of()));
    }

    /// What a certificate earns.
    sealed interface Answer {
        /// Genuine.
        ///
        /// @param standing FOREIGN when it suffices, else UNKNOWN
        record Genuine(Journey.Standing standing, Instant issuedAt) implements Answer {}

        record Refused(ReasonClass why) implements Answer {}
    }

    Answer open(String text, Instant now) {
        if (!anybodyTrusted) {
            return new Answer.Refused(ReasonClass.FOREIGN_UNREAD);
        }
        return switch (certificates.open(text, now)) {
            case HealthCertificates.Answer.Refused(var refusal) ->
                    new Answer.Refused(
                            switch (refusal) {
                                case UNKNOWN_KEY -> ReasonClass.FOREIGN_UNREAD;
                                case EXPIRED -> ReasonClass.FOREIGN_EXPIRED;
                                case NOT_OURS, TOO_LARGE, BASE45, ZLIB, CBOR, STRUCTURE, SCHEMA ->
                                        ReasonClass.DAMAGED;
                                case ALGORITHM,
                                        KEY_NOT_IN_USE,
                                        KEY_USAGE,
                                        SIGNATURE,
                                        NOT_YET_VALID,
                                        REVOKED,
                                        DEVICE_PROOF_MISSING,
                                        DEVICE_PROOF,
                                        DEVICE_PROOF_STALE,
                                        WRONG_HOLDER ->
                                        ReasonClass.FOREIGN_FORGED;
                            });
            case HealthCertificates.Answer.Verified verified ->
                    new Answer.Genuine(
                            suffices(verified.certificate().event(), now)
                                    ? Journey.Standing.FOREIGN
                                    : Journey.Standing.UNKNOWN,
                            verified.issuedAt());
        };
    }

    private static boolean suffices(HealthCertificate.Event event, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, Territories.VIETNAM);
        try {
            return event.target().equals(COVID)
                    && switch (event) {
                        case HealthCertificate.Vaccination dose ->
                                dose.doseNumber() >= dose.seriesDoses()
                                        && !day(dose.date())
                                                .plusDays(COURSE_WAIT.toDays())
                                                .isAfter(today);
                        case HealthCertificate.Recovery recovery ->
                                !day(recovery.validFrom()).isAfter(today)
                                        && !day(recovery.validUntil()).isBefore(today)
                                        && day(recovery.firstPositive())
                                                .plusMonths(RECOVERED_MONTHS)
                                                .isAfter(today);
                        case HealthCertificate.TestResult test -> {
                            Instant sampled = OffsetDateTime.parse(test.sampledAt()).toInstant();
                            yield test.result().equals(NOT_DETECTED)
                                    && !sampled.isAfter(now)
                                    && sampled.plus(TEST_HOLDS).isAfter(now);
                        }
                    };
        } catch (DateTimeException e) {
            // A date nobody can read proves nothing; the certificate is genuine all the same.
            return false;
        }
    }

    private static LocalDate day(String date) {
        return LocalDate.parse(date.substring(0, Math.min(10, date.length())));
    }
}
