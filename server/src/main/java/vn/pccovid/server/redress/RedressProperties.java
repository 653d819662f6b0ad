package vn.pccovid.server.redress;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Deadlines and limits of requests (`pccovid.redress.*`).
///
/// @param answerWithin until the commune owes an answer. Default 72 hours: what Decree
///   13/2023/ND-CP gives for the rights of the person data is about (access, correction, deletion).
///   In 2021 there was no rule; three requests with photos stayed without an answer
/// @param sourceWithin until the source owes its correction. Default 10 days; ours, no rule is
///   known: the correction workflow of 15 April 2022 names steps and no days
/// @param reopenWithin how long after the answer the person may reopen it. Default 30 days; ours
/// @param mostOpen requests of one person without an answer. Default 5
/// @param mostADay requests one account may open in 24 hours. Default 10
/// @param mostADayAtDesk requests one officer may open for others in 24 hours. Default 200
/// @param longestText characters a person or officer may write. Default 1000
@ConfigurationProperties("pccovid.redress")
record RedressProperties(
        @DefaultValue("72h") Duration answerWithin,
        @DefaultValue("10d") Duration sourceWithin,
        @DefaultValue("30d") Duration reopenWithin,
        @DefaultValue("5") int mostOpen,
        @DefaultValue("10") int mostADay,
        @DefaultValue("200") int mostADayAtDesk,
        @DefaultValue("1000") int longestText) {
    RedressProperties {
        if (answerWithin.isNegative()
                || answerWithin.isZero()
                || sourceWithin.isNegative()
                || sourceWithin.isZero()
                || reopenWithin.isNegative()) {
            throw new IllegalArgumentException("pccovid.redress: deadlines must be positive");
        }
        if (mostOpen < 1 || mostADay < 1 || mostADayAtDesk < 1 || longestText < 100) {
            throw new IllegalArgumentException("pccovid.redress: limits are too small");
        }
    }
}
