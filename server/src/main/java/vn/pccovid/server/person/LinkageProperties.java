package vn.pccovid.server.person;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import vn.pccovid.lib.linkage.Thresholds;

/// How sure a link must be (`pccovid.linkage.*`); what is left out is [Thresholds#standard]. What a
/// choice costs is printed by `./pccovid links thresholds`.
///
/// @param show match probability from which a record links and its facts are shown
/// @param burden from which its facts may worsen a colour or order a stay
/// @param analyse below this for everybody a record founds a person of its own
/// @param ask from which a steward is asked about a waiting record; below it waits quietly
@ConfigurationProperties("pccovid.linkage")
record LinkageProperties(
        @Nullable Double show,
        @Nullable Double burden,
        @Nullable Double analyse,
        @Nullable Double ask) {
    /// Throws where they are not `0 < analyse ≤ show ≤ burden < 1` with `0 < ask ≤ show`.
    Thresholds thresholds() {
        Thresholds standard = Thresholds.standard();
        return new Thresholds(
                Objects.requireNonNullElse(show, standard.show()),
                Objects.requireNonNullElse(burden, standard.burden()),
                Objects.requireNonNullElse(analyse, standard.analyse()),
                Objects.requireNonNullElse(ask, standard.ask()));
    }
}
