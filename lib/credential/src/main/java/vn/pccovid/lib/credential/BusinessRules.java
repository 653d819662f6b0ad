package vn.pccovid.lib.credential;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rules of one country about certificates it accepts, as of a version: data, replaced as a whole.
/// Immutable, safe for many threads.
///
/// @param version of the set
/// @param rules every rule of the country; those in force and of the certificate's kind are asked
public record BusinessRules(String version, List<Rule> rules) {

    /// One rule (EU DCC validation rules, §4).
    ///
    /// @param id such as `VR-EU-0001`
    /// @param kind `General`, `Vaccination`, `Test` or `Recovery`
    /// @param logic a CertLogic expression that is truthy when the certificate is accepted
    public record Rule(String id, String kind, Instant validFrom, Instant validTo, Object logic) {

        /// Reads a rule as published.
        ///
        /// @throws CertLogic.Invalid when a field is missing or the engine is another one
        public static Rule read(Map<?, ?> published) throws CertLogic.Invalid {
            if (!(published.get("Identifier") instanceof String id)
                    || !(published.get("CertificateType") instanceof String kind)
                    || !(published.get("ValidFrom") instanceof String from)
                    || !(published.get("ValidTo") instanceof String to)
                    || !"CERTLOGIC".equals(published.get("Engine"))
                    || !(published.get("Logic") instanceof Map<?, ?> logic)) {
                throw new CertLogic.Invalid("not a rule for CertLogic");
            }
            return new Rule(id, kind, time(from), time(to), logic);
        }

        private static Instant time(String text) throws CertLogic.Invalid {
            Object at = CertLogic.evaluate(Map.of("plusTime", List.of(text, 0L, "day")), Map.of());
            if (at instanceof Instant instant) {
                return instant;
            }
            throw new CertLogic.Invalid("not a time");
        }

        private boolean asks(HealthCertificate.Event event, Instant now) {
            boolean inForce = !now.isBefore(validFrom) && now.isBefore(validTo);
            return inForce
                    && (kind.equals("General") || kind.equalsIgnoreCase(event.usage().name()));
        }
    }

    /// What one rule said.
    public enum Outcome {
        PASSED,
        FAILED,
        /// The rule could not be evaluated: somebody looks, nobody is accepted by it.
        OPEN
    }

    public BusinessRules {
        rules = List.copyOf(rules);
    }

    /// Asks the rules in force that are about this kind of certificate.
    ///
    /// @return the outcome of each rule by its id, in their order; an empty map accepts
    public Map<String, Outcome> ask(
            HealthCertificates.Answer.Verified certificate, ValueSets values, Instant now) {
        return ask(certificate, values, now, ZoneOffset.UTC);
    }

    /// As above, where a day begins in another zone than UTC.
    ///
    /// @param zone in which `validationClockAtStartOfDay` is today
    public Map<String, Outcome> ask(
            HealthCertificates.Answer.Verified certificate,
            ValueSets values,
            Instant now,
            ZoneId zone) {
        var data = data(certificate, values, now, zone);
        var outcomes = new java.util.LinkedHashMap<String, Outcome>();
        for (var rule : rules) {
            if (rule.asks(certificate.certificate().event(), now)) {
                outcomes.put(rule.id(), outcome(rule.logic(), data));
            }
        }
        return outcomes;
    }

    static Outcome outcome(Object logic, @Nullable Object data) {
        try {
            return CertLogic.isTruthy(CertLogic.evaluate(logic, data))
                    ? Outcome.PASSED
                    : Outcome.FAILED;
        } catch (CertLogic.Invalid e) {
            return Outcome.OPEN;
        }
    }

    private static Map<String, @Nullable Object> data(
            HealthCertificates.Answer.Verified certificate,
            ValueSets values,
            Instant now,
            ZoneId zone) {
        Map<String, @Nullable Object> sets = new HashMap<>();
        values.codes().forEach((name, codes) -> sets.put(name, new ArrayList<>(codes)));
        Map<String, @Nullable Object> external = new HashMap<>();
        external.put("valueSets", sets);
        external.put("validationClock", now.toString());
        external.put("validationClockAtStartOfDay", LocalDate.ofInstant(now, zone).toString());
        external.put("countryCode", "VN");
        external.put("issuerCountryCode", certificate.issuer());
        external.put("iat", certificate.issuedAt().toString());
        external.put("exp", certificate.expiresAt().toString());
        external.put("kid", certificate.key().id());
        Map<String, @Nullable Object> data = new HashMap<>();
        data.put("payload", certificate.tree());
        data.put("external", external);
        return data;
    }
}
