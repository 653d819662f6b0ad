package vn.pccovid.server.person;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How far one answer may reach (`pccovid.stewards.*`).
///
/// @param bulkMost questions answered by one bulk decision at most
/// @param bulkAlone up to this many one steward decides alone; above, a second one confirms
/// @param bulkSample questions that must be looked at before; all, where there are fewer
@ConfigurationProperties("pccovid.stewards")
record StewardProperties(
        @DefaultValue("500") int bulkMost,
        @DefaultValue("50") int bulkAlone,
        @DefaultValue("5") int bulkSample) {
    StewardProperties {
        if (bulkMost < 1 || bulkMost > 5_000 || bulkAlone < 0 || bulkSample < 5) {
            throw new IllegalArgumentException(
                    "pccovid.stewards: bulk-most 1 to 5000, bulk-alone at least 0, bulk-sample at least 5; got %d, %d, %d"
                            .formatted(bulkMost, bulkAlone, bulkSample));
        }
    }
}
