package vn.pccovid.server.person;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What came of one call.
///
/// @param code as received, empty where nothing was
/// @param retryAfter how long the register asks us to stay away, null if it does not say
public record RegisterReply(GradedAnswer answer, String code, @Nullable Duration retryAfter) {
    /// A reply that says nothing about the record.
    public static RegisterReply none(GradedAnswer.Trouble trouble, @Nullable Duration retryAfter) {
        return new RegisterReply(new GradedAnswer.SourceUnavailable(trouble), "", retryAfter);
    }
}
