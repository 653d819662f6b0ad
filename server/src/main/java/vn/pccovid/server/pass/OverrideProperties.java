package vn.pccovid.server.pass;

import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Limits of overrides and of their alarm (`pccovid.override.*`). All numbers are ours: no decree
/// provides for overrides, and none says how many are too many.
///
/// An alarm rises when within a window more overrides of one pattern are confirmed than its limit,
/// counting only those that no laboratory or tracing fact explains.
///
/// @param confirmWithin until a proposal must be confirmed. Default 72 hours
/// @param explainedWithin how far back a fact explains an override. Default 21 days
/// @param explainingSources whose facts explain; never the desk that proposes
/// @param officer most per proposing or confirming officer in a day, 30 days, a year
/// @param office most per office
/// @param basis most per legal basis in one district
/// @param document most per document number
@ConfigurationProperties("pccovid.override")
record OverrideProperties(
        @DefaultValue("72h") Duration confirmWithin,
        @DefaultValue("21d") Duration explainedWithin,
        @DefaultValue({"laboratory", "tracing", "care", "border"}) Set<String> explainingSources,
        @DefaultValue Most officer,
        @DefaultValue Most office,
        @DefaultValue Most basis,
        @DefaultValue Most document) {

    /// Most unexplained overrides in each window; 0 takes the default of the pattern.
    record Most(
            @DefaultValue("0") int day, @DefaultValue("0") int month, @DefaultValue("0") int year) {
        Most or(int daily, int monthly, int yearly) {
            return new Most(
                    day == 0 ? daily : day,
                    month == 0 ? monthly : month,
                    year == 0 ? yearly : year);
        }
    }

    OverrideProperties {
        explainingSources = Set.copyOf(explainingSources);
        officer = officer.or(5, 15, 40);
        office = office.or(10, 30, 80);
        basis = basis.or(15, 45, 120);
        document = document.or(5, 10, 20);
        if (confirmWithin.isNegative()
                || confirmWithin.isZero()
                || explainedWithin.isNegative()
                || explainedWithin.isZero()) {
            throw new IllegalArgumentException("pccovid.override: times must be positive");
        }
    }
}
