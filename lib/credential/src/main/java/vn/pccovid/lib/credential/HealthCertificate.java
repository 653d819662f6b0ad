package vn.pccovid.lib.credential;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an EU Digital COVID Certificate says (hcert 1.3): one person, one event. Dates stay the
/// text they were issued as, since issuers write dates no calendar has; codes are those of the
/// value sets, whitespace around them taken off.
///
/// @param version of the schema, such as `1.3.0`
/// @param dateOfBirth `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, empty when unknown, or whatever was issued
public record HealthCertificate(String version, Name name, String dateOfBirth, Event event) {

    /// The parts of a name; `Standard` parts are transliterated as ICAO 9303 has it. At least one
    /// standard part is there.
    public record Name(
            @Nullable String surname,
            @Nullable String surnameStandard,
            @Nullable String forename,
            @Nullable String forenameStandard) {
        @Override
        public String toString() {
            return "Name[…]";
        }
    }

    /// The one event a certificate is about.
    ///
    /// `target` is the disease, SNOMED CT; `country` where it happened, ISO 3166-1 alpha-2;
    /// `issuer` at most 80 characters; `id` the unique certificate identifier (UVCI).
    public sealed interface Event {
        String target();

        String country();

        String issuer();

        String id();

        ListedKey.Usage usage();
    }

    /// @param doseNumber and `seriesDoses`: 1 and more where the issuer keeps to the schema
    /// @param date of the dose
    public record Vaccination(
            String target,
            String prophylaxis,
            String product,
            String manufacturer,
            long doseNumber,
            long seriesDoses,
            String date,
            String country,
            String issuer,
            String id)
            implements Event {
        @Override
        public ListedKey.Usage usage() {
            return ListedKey.Usage.VACCINATION;
        }
    }

    /// @param type LOINC: NAAT or rapid antigen
    /// @param name of the test, when NAAT
    /// @param device in the list of rapid tests, when rapid
    /// @param sampledAt date and time of the sample
    /// @param result SNOMED CT: detected or not
    public record TestResult(
            String target,
            String type,
            @Nullable String name,
            @Nullable String device,
            String sampledAt,
            String result,
            @Nullable String centre,
            String country,
            String issuer,
            String id)
            implements Event {
        @Override
        public ListedKey.Usage usage() {
            return ListedKey.Usage.TEST;
        }
    }

    /// @param firstPositive date of the first positive NAAT
    public record Recovery(
            String target,
            String firstPositive,
            String validFrom,
            String validUntil,
            String country,
            String issuer,
            String id)
            implements Event {
        @Override
        public ListedKey.Usage usage() {
            return ListedKey.Usage.RECOVERY;
        }
    }

    @Override
    public String toString() {
        return "HealthCertificate[" + event.usage() + "]";
    }

    /// Reads the certificate out of its tree (see [Trees]): what must be there is there, one event,
    /// of the right kinds. Patterns and ranges are not judged here, because verifiers must accept
    /// certificates of issuers that broke them (SpecialCaseHandling); [DccSchema] judges them.
    ///
    /// @throws Unreadable `SCHEMA`
    static HealthCertificate read(Map<String, Object> tree) throws Unreadable {
        if (!(tree.get("nam") instanceof Map<?, ?> nam)) {
            throw new Unreadable(Refusal.SCHEMA, "nam");
        }
        var name =
                new Name(
                        optional(nam, "fn"),
                        optional(nam, "fnt"),
                        optional(nam, "gn"),
                        optional(nam, "gnt"));
        if (name.surnameStandard() == null && name.forenameStandard() == null) {
            throw new Unreadable(Refusal.SCHEMA, "neither fnt nor gnt");
        }
        Optional<Event> event = Optional.empty();
        for (var kind : List.of("v", "t", "r")) {
            Object entries = tree.get(kind);
            if (entries == null || (entries instanceof List<?> none && none.isEmpty())) {
                continue;
            }
            if (event.isPresent()
                    || !(entries instanceof List<?> list)
                    || list.size() != 1
                    || !(list.getFirst() instanceof Map<?, ?> e)) {
                throw new Unreadable(Refusal.SCHEMA, "more than one event");
            }
            event =
                    Optional.of(
                            switch (kind) {
                                case "v" -> vaccination(e);
                                case "t" -> test(e);
                                default -> recovery(e);
                            });
        }
        if (event.isEmpty()) {
            throw new Unreadable(Refusal.SCHEMA, "no event");
        }
        return new HealthCertificate(text(tree, "ver"), name, text(tree, "dob"), event.get());
    }

    private static Vaccination vaccination(Map<?, ?> e) throws Unreadable {
        return new Vaccination(
                text(e, "tg"),
                text(e, "vp"),
                text(e, "mp"),
                text(e, "ma"),
                number(e, "dn"),
                number(e, "sd"),
                text(e, "dt"),
                text(e, "co"),
                text(e, "is"),
                text(e, "ci"));
    }

    private static TestResult test(Map<?, ?> e) throws Unreadable {
        return new TestResult(
                text(e, "tg"),
                text(e, "tt"),
                optional(e, "nm"),
                optional(e, "ma"),
                text(e, "sc"),
                text(e, "tr"),
                optional(e, "tc"),
                text(e, "co"),
                text(e, "is"),
                text(e, "ci"));
    }

    private static Recovery recovery(Map<?, ?> e) throws Unreadable {
        return new Recovery(
                text(e, "tg"),
                text(e, "fr"),
                text(e, "df"),
                text(e, "du"),
                text(e, "co"),
                text(e, "is"),
                text(e, "ci"));
    }

    private static String text(Map<?, ?> map, String key) throws Unreadable {
        if (map.get(key) instanceof String s) {
            return s;
        }
        throw new Unreadable(Refusal.SCHEMA, key);
    }

    private static @Nullable String optional(Map<?, ?> map, String key) throws Unreadable {
        return map.containsKey(key) ? text(map, key) : null;
    }

    private static long number(Map<?, ?> map, String key) throws Unreadable {
        if (map.get(key) instanceof Long n) {
            return n;
        }
        throw new Unreadable(Refusal.SCHEMA, key);
    }

    /// The tree this certificate is issued as.
    Map<String, Object> toTree() {
        var tree = new java.util.LinkedHashMap<String, Object>();
        tree.put("ver", version);
        var nam = new java.util.LinkedHashMap<String, Object>();
        put(nam, "fn", name.surname());
        put(nam, "fnt", name.surnameStandard());
        put(nam, "gn", name.forename());
        put(nam, "gnt", name.forenameStandard());
        tree.put("nam", nam);
        tree.put("dob", dateOfBirth);
        var e = new java.util.LinkedHashMap<String, Object>();
        e.put("tg", event.target());
        String kind =
                switch (event) {
                    case Vaccination v -> {
                        e.put("vp", v.prophylaxis());
                        e.put("mp", v.product());
                        e.put("ma", v.manufacturer());
                        e.put("dn", v.doseNumber());
                        e.put("sd", v.seriesDoses());
                        e.put("dt", v.date());
                        yield "v";
                    }
                    case TestResult t -> {
                        e.put("tt", t.type());
                        put(e, "nm", t.name());
                        put(e, "ma", t.device());
                        e.put("sc", t.sampledAt());
                        e.put("tr", t.result());
                        put(e, "tc", t.centre());
                        yield "t";
                    }
                    case Recovery r -> {
                        e.put("fr", r.firstPositive());
                        e.put("df", r.validFrom());
                        e.put("du", r.validUntil());
                        yield "r";
                    }
                };
        e.put("co", event.country());
        e.put("is", event.issuer());
        e.put("ci", event.id());
        tree.put(kind, List.of(e));
        return tree;
    }

    private static void put(Map<String, Object> map, String key, @Nullable String value) {
        if (value != null) {
            map.put(key, value);
        }
    }
}
