package vn.pccovid.lib.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Conformance with what others published.
class PublishedVectorsTest {
    private static final HexFormat HEX = HexFormat.of();

    /// JSON is YAML.
    private static Map<?, ?> json(String name) throws IOException {
        String text = Files.readString(PublicData.file(name));
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    private static Object get(Object map, String key) {
        return Objects.requireNonNull(((Map<?, ?>) map).get(key), key);
    }

    private static double number(Object map, String key) {
        return ((Number) get(map, key)).doubleValue();
    }

    @Test
    @DisplayName("Exposure Notification v1.2: 144 identifiers and their metadata from one key")
    void exposure_notification() throws IOException {
        Map<?, ?> vectors = json("exposure/gaen_test_vectors_v1.2.json");
        var keys = new NotificationKeys(HEX.parseHex((String) get(vectors, "tek")));
        assertThat(keys.derived()).isEqualTo("" + get(vectors, "rpik") + get(vectors, "aemk"));
        List<?> identifiers = (List<?>) get(vectors, "rpi");
        List<?> sealed = (List<?>) get(vectors, "aem");
        byte[] metadata = HEX.parseHex((String) get(vectors, "metadata"));
        int first = (int) number(vectors, "en_interval_number");
        assertThat(identifiers).hasSize(144);
        for (int i = 0; i < identifiers.size(); i++) {
            byte[] identifier = keys.identifier(first + i);
            assertThat(HEX.formatHex(identifier)).isEqualTo(identifiers.get(i));
            assertThat(HEX.formatHex(keys.metadata(identifier, metadata))).isEqualTo(sealed.get(i));
            assertThat(keys.metadata(identifier, HEX.parseHex((String) sealed.get(i))))
                    .isEqualTo(metadata);
        }
    }

    private static List<WindowRisk.Range> ranges(
            Object configuration, String list, String range, String value) {
        List<WindowRisk.Range> all = new ArrayList<>();
        for (Object one : (List<?>) get(configuration, list)) {
            Map<?, ?> bounds = (Map<?, ?>) get(one, range);
            all.add(
                    new WindowRisk.Range(
                            number(bounds, "min"),
                            number(bounds, "max"),
                            Boolean.TRUE.equals(bounds.get("maxExclusive")),
                            number(one, value)));
        }
        return all;
    }

    private static WindowRisk risk(Object configuration) {
        Object encoding = get(configuration, "trlEncoding");
        Map<Integer, Double> values = new HashMap<>();
        for (Object one : (List<?>) get(configuration, "transmissionRiskValueMapping")) {
            values.put(
                    (int) number(one, "transmissionRiskLevel"),
                    number(one, "transmissionRiskValue"));
        }
        return new WindowRisk(
                ranges(configuration, "minutesAtAttenuationWeights", "attenuationRange", "weight"),
                ranges(
                        configuration,
                        "normalizedTimePerEWToRiskLevelMapping",
                        "normalizedTimeRange",
                        "riskLevel"),
                ranges(
                        configuration,
                        "normalizedTimePerDayToRiskLevelMapping",
                        "normalizedTimeRange",
                        "riskLevel"),
                Map.of(
                        1, (int) number(encoding, "reportTypeOffsetConfirmedTest"),
                        2, (int) number(encoding, "reportTypeOffsetConfirmedClinicalDiagnosis"),
                        3, (int) number(encoding, "reportTypeOffsetSelfReport"),
                        4, (int) number(encoding, "reportTypeOffsetRecursive")),
                Map.of(
                        1, (int) number(encoding, "infectiousnessOffsetStandard"),
                        2, (int) number(encoding, "infectiousnessOffsetHigh")),
                values);
    }

    @Test
    @DisplayName("Corona-Warn-App: risk of 15 sets of exposure windows")
    void corona_warn_app() throws IOException {
        Map<?, ?> file = json("exposure/cwa_exposure-windows-risk-calculation.json");
        WindowRisk risk = risk(get(file, "defaultRiskCalculationConfiguration"));
        List<?> cases = (List<?>) get(file, "testCases");
        assertThat(cases).hasSize(15);
        for (Object one : cases) {
            List<WindowRisk.Window> windows = new ArrayList<>();
            for (Object window : (List<?>) get(one, "exposureWindows")) {
                List<WindowRisk.Scan> scans = new ArrayList<>();
                for (Object scan : (List<?>) get(window, "scanInstances")) {
                    scans.add(
                            new WindowRisk.Scan(
                                    (int) number(scan, "minAttenuation"),
                                    (int) number(scan, "secondsSinceLastScan")));
                }
                windows.add(
                        new WindowRisk.Window(
                                (int) number(window, "ageInDays"),
                                (int) number(window, "reportType"),
                                (int) number(window, "infectiousness"),
                                (int) number(window, "calibrationConfidence"),
                                scans));
            }
            WindowRisk.Result result = risk.of(windows);
            String name = (String) get(one, "description");
            assertThat(result.level()).as(name).isEqualTo((int) number(one, "expTotalRiskLevel"));
            assertThat(result.days().getOrDefault(WindowRisk.LOW, 0))
                    .as(name)
                    .isEqualTo((int) number(one, "expNumberOfDaysWithLowRisk"));
            assertThat(result.days().getOrDefault(WindowRisk.HIGH, 0))
                    .as(name)
                    .isEqualTo((int) number(one, "expNumberOfDaysWithHighRisk"));
            assertThat(result.mostRecent().get(WindowRisk.LOW))
                    .as(name)
                    .isEqualTo(((Map<?, ?>) one).get("expAgeOfMostRecentDateWithLowRisk"));
            assertThat(result.mostRecent().get(WindowRisk.HIGH))
                    .as(name)
                    .isEqualTo(((Map<?, ?>) one).get("expAgeOfMostRecentDateWithHighRisk"));
            assertThat(result.encounters().getOrDefault(WindowRisk.LOW, 0))
                    .as(name)
                    .isEqualTo((int) number(one, "expTotalMinimumDistinctEncountersWithLowRisk"));
            assertThat(result.encounters().getOrDefault(WindowRisk.HIGH, 0))
                    .as(name)
                    .isEqualTo((int) number(one, "expTotalMinimumDistinctEncountersWithHighRisk"));
        }
    }
}
