package vn.pccovid.server.gate;

import java.time.Instant;
import java.util.Map;
import vn.pccovid.lib.colour.Journey;
import vn.pccovid.lib.credential.BusinessRules;
import vn.pccovid.lib.credential.HealthCertificates;
import vn.pccovid.lib.credential.Revocations;
import vn.pccovid.lib.credential.Signatures;
import vn.pccovid.lib.credential.TrustList;
import vn.pccovid.lib.credential.ValueSets;
import vn.pccovid.server.territory.Territories;

/// Certificates of other countries at a gate: opened against the trust list and what their issuers
/// took back, and then judged by rules that are data ([ForeignLists#RULES] names their source).
/// What is genuine and does not suffice is no reason to turn somebody back; they are asked like
/// those nothing is known of. Immutable, thread-safe.
final class ForeignCertificates {
    private final HealthCertificates certificates;
    private final BusinessRules rules;
    private final boolean anybodyTrusted;

    /// @param trusted without a key in it nobody is trusted: every certificate is one that cannot
    ///   be checked here
    /// @param rules by which a genuine certificate suffices
    ForeignCertificates(TrustList trusted, Revocations revoked, BusinessRules rules) {
        certificates =
                new HealthCertificates(Signatures.platform(), trusted, revoked, ValueSets.open());
        this.rules = rules;
        anybodyTrusted = trusted.size() > 0;
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
                                case REVOKED -> ReasonClass.FOREIGN_REVOKED;
                                case NOT_OURS, TOO_LARGE, BASE45, ZLIB, CBOR, STRUCTURE, SCHEMA ->
                                        ReasonClass.DAMAGED;
                                case ALGORITHM,
                                        KEY_NOT_IN_USE,
                                        KEY_USAGE,
                                        SIGNATURE,
                                        NOT_YET_VALID,
                                        DEVICE_PROOF_MISSING,
                                        DEVICE_PROOF,
                                        DEVICE_PROOF_STALE,
                                        WRONG_HOLDER ->
                                        ReasonClass.FOREIGN_FORGED;
                            });
            case HealthCertificates.Answer.Verified verified ->
                    new Answer.Genuine(
                            suffices(verified, now)
                                    ? Journey.Standing.FOREIGN
                                    : Journey.Standing.UNKNOWN,
                            verified.issuedAt());
        };
    }

    /// Every rule in force about this kind of certificate passed, and there is one. A rule that
    /// cannot be evaluated, because a date is none, accepts nobody.
    private boolean suffices(HealthCertificates.Answer.Verified certificate, Instant now) {
        Map<String, BusinessRules.Outcome> outcomes =
                rules.ask(certificate, ValueSets.open(), now, Territories.VIETNAM);
        String kind = certificate.certificate().event().usage().name();
        boolean asked =
                rules.rules().stream()
                        .anyMatch(rule ->
                                rule.kind().equalsIgnoreCase(kind)
                                        && outcomes.containsKey(rule.id()));
        return asked && outcomes.values().stream().allMatch(BusinessRules.Outcome.PASSED::equals);
    }
}
