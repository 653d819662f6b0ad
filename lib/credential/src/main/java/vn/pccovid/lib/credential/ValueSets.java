package vn.pccovid.lib.credential;

import java.util.Map;
import java.util.Set;

/// The codes certificates may use, as of a version: data, replaced as a whole.
///
/// @param version such as the date of publication
/// @param codes by the name of the set: the eight of the EU DCC, see the constants; a set that is
///   not there allows every code
public record ValueSets(String version, Map<String, Set<String>> codes) {

    public static final String COUNTRY = "country-2-codes";
    public static final String DISEASE = "disease-agent-targeted";
    public static final String TEST_DEVICE = "covid-19-lab-test-manufacturer-and-name";
    public static final String TEST_RESULT = "covid-19-lab-result";
    public static final String TEST_TYPE = "covid-19-lab-test-type";
    public static final String VACCINE_HOLDER = "vaccines-covid-19-auth-holders";
    public static final String VACCINE_PRODUCT = "vaccines-covid-19-names";
    public static final String VACCINE_PROPHYLAXIS = "sct-vaccines-covid-19";

    public ValueSets {
        codes = Map.copyOf(codes);
    }

    /// Allows everything: for a gate that has not been given the sets.
    public static ValueSets open() {
        return new ValueSets("none", Map.of());
    }

    boolean allows(String set, String code) {
        var known = codes.get(set);
        return known == null || known.contains(code);
    }

    /// Are all codes of the event in their sets?
    boolean allow(HealthCertificate.Event event) {
        return allows(DISEASE, event.target())
                && allows(COUNTRY, event.country())
                && switch (event) {
                    case HealthCertificate.Vaccination v ->
                            allows(VACCINE_PROPHYLAXIS, v.prophylaxis())
                                    && allows(VACCINE_PRODUCT, v.product())
                                    && allows(VACCINE_HOLDER, v.manufacturer());
                    case HealthCertificate.TestResult t -> {
                        var device = t.device();
                        yield allows(TEST_TYPE, t.type())
                                && allows(TEST_RESULT, t.result())
                                && (device == null || allows(TEST_DEVICE, device));
                    }
                    case HealthCertificate.Recovery r -> true;
                };
    }
}
