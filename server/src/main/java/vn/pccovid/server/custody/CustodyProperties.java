package vn.pccovid.server.custody;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where custody's keys are and how long it keeps what (`pccovid.custody.*`): a store, a master key
/// and a database role apart from the others.
///
/// @param folder key store of the days
/// @param master text of custody's own master key (`PCCOVID_CUSTODY_KEY`); wins over the file
/// @param masterFile its 0600 file; made on first start
/// @param dbUrl JDBC address for custody's own role
/// @param connections most connections of its pool
/// @param visitsKept visits, trips and passages are kept so many days; source: declarations of
///   2666/QD-BYT look back 21 days
/// @param encountersKept Bluetooth encounters; source: `PeriodDay` 14 of the published client
/// @param longestWindow of one case
/// @param beforeResult a window begins at most so long before the result
/// @param afterResult and ends at most so long after it
/// @param officerCases cases one officer opens or confirms within a day, without a laboratory
/// @param laboratoryCases cases one laboratory proves within a day
/// @param shownAfter an opening is shown to the people it concerned after so long, when those it
///   put at risk were told by their tracer
/// @param proposalLife how long the second officer has
@ConfigurationProperties("pccovid.custody")
record CustodyProperties(
        Path folder,
        @Nullable String master,
        @Nullable Path masterFile,
        String dbUrl,
        String dbUser,
        String dbPassword,
        @DefaultValue("6") int connections,
        @DefaultValue("21d") Duration visitsKept,
        @DefaultValue("14d") Duration encountersKept,
        @DefaultValue("28d") Duration longestWindow,
        @DefaultValue("21d") Duration beforeResult,
        @DefaultValue("14d") Duration afterResult,
        @DefaultValue("20") int officerCases,
        @DefaultValue("20000") int laboratoryCases,
        @DefaultValue("3d") Duration shownAfter,
        @DefaultValue("24h") Duration proposalLife) {
    CustodyProperties {
        for (Duration kept : new Duration[] {visitsKept, encountersKept}) {
            if (kept.toDays() < 1 || kept.toDays() > 60) {
                throw new IllegalArgumentException(
                        "movements are kept for 1 to 60 days, not " + kept.toDays());
            }
        }
    }

    @Override
    public String toString() {
        return "CustodyProperties[" + folder + "]";
    }
}
