package vn.pccovid.lib.credential;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The patterns and ranges of the EU DCC schema 1.3 (DCC.combined-schema), which an issuer keeps
/// and a verifier does not insist on (SpecialCaseHandling).
public final class DccSchema {

    private static final int MAX_TEXT = 80;
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+");
    private static final Pattern BIRTH = Pattern.compile("((19|20)\\d\\d(-\\d\\d){0,2})?");
    private static final Pattern STANDARD = Pattern.compile("[A-Z<]*");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern DATE_TIME =
            Pattern.compile(
                    "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?(Z|[+-]\\d{2}(:?\\d{2})?)");
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{1,10}");

    private DccSchema() {}

    /// @return the fields that break the schema, such as `v.dn`; none when it is kept
    public static List<String> faults(HealthCertificate certificate) {
        var faults = new ArrayList<String>();
        check(faults, "ver", VERSION, certificate.version());
        check(faults, "dob", BIRTH, certificate.dateOfBirth());
        var name = certificate.name();
        length(faults, "nam.fn", name.surname());
        length(faults, "nam.gn", name.forename());
        standard(faults, "nam.fnt", name.surnameStandard());
        standard(faults, "nam.gnt", name.forenameStandard());
        var event = certificate.event();
        switch (event) {
            case HealthCertificate.Vaccination v -> {
                atLeastOne(faults, "v.dn", v.doseNumber());
                atLeastOne(faults, "v.sd", v.seriesDoses());
                check(faults, "v.dt", DATE, v.date());
            }
            case HealthCertificate.TestResult t -> {
                length(faults, "t.nm", t.name());
                length(faults, "t.tc", t.centre());
                check(faults, "t.sc", DATE_TIME, t.sampledAt());
            }
            case HealthCertificate.Recovery r -> {
                check(faults, "r.fr", DATE, r.firstPositive());
                check(faults, "r.df", DATE, r.validFrom());
                check(faults, "r.du", DATE, r.validUntil());
            }
        }
        check(faults, "co", COUNTRY, event.country());
        length(faults, "is", event.issuer());
        length(faults, "ci", event.id());
        return List.copyOf(faults);
    }

    private static void check(List<String> faults, String field, Pattern pattern, String value) {
        if (!pattern.matcher(value).matches()) {
            faults.add(field);
        }
    }

    private static void standard(
            List<String> faults, String field, @org.jspecify.annotations.Nullable String value) {
        length(faults, field, value);
        if (value != null) {
            check(faults, field, STANDARD, value);
        }
    }

    private static void length(
            List<String> faults, String field, @org.jspecify.annotations.Nullable String value) {
        if (value != null && value.codePointCount(0, value.length()) > MAX_TEXT) {
            faults.add(field);
        }
    }

    private static void atLeastOne(List<String> faults, String field, long value) {
        if (value < 1) {
            faults.add(field);
        }
    }
}
