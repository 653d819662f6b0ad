package vn.pccovid.server.resident;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.server.access.HourlyTask;

/// Deletes codes, vouches and counters whose time is over.
@Component
class ExpiredRows implements HourlyTask {

    /// The longest window a counter has is a day.
    private static final Duration COUNTERS_KEPT = Duration.ofDays(2);

    private final JdbcClient sql;
    private final SignInRows rows;
    private final Clock wall = Clock.systemUTC();

    ExpiredRows(JdbcClient sql, SignInRows rows) {
        this.sql = sql;
        this.rows = rows;
    }

    @Override
    public void run() {
        Instant now = wall.instant();
        OffsetDateTime expired = now.atOffset(ZoneOffset.UTC);
        rows.run(() -> {
            sql.sql("DELETE FROM resident.sign_in_code WHERE expires_at < :now")
                    .param("now", expired)
                    .update();
            sql.sql("DELETE FROM resident.vouch WHERE expires_at < :now")
                    .param("now", expired)
                    .update();
            sql.sql("DELETE FROM resident.proxy_offer WHERE expires_at < :now")
                    .param("now", expired)
                    .update();
            sql.sql("DELETE FROM resident.tally WHERE window_start < :before")
                    .param("before", now.minus(COUNTERS_KEPT).atOffset(ZoneOffset.UTC))
                    .update();
        });
    }
}
