package vn.pccovid.server.person;

import java.time.Duration;

/// The line to one register; who talks to other systems implements it. Thread-safe.
public interface RegisterClient {
    Register register();

    /// Asks, with its own time limits and repetitions. Never throws for what the register does or
    /// does not do: then the reply is [GradedAnswer.SourceUnavailable].
    RegisterReply ask(RegisterQuestion question);

    /// How long no call is worth making, because the last ones failed; zero when calls go through.
    Duration closedFor();

    /// Calls that may be under way at once, 1 or more.
    int atOnce();
}
