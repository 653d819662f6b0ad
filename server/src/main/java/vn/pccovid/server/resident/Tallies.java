package vn.pccovid.server.resident;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.server.keys.Hashing;

/// Counts attempts per window in the database, so that limits hold across servers and restarts.
@Component
class Tallies {

    /// Something that may happen so often in so long.
    enum Limit {
        /// Codes sent to one phone in an hour.
        CODES_AN_HOUR(5, Duration.ofHours(1)),
        /// Codes sent to one phone in a day.
        CODES_A_DAY(12, Duration.ofDays(1)),
        /// Failed claims of one account in a day.
        CLAIMS_OF_ACCOUNT(5, Duration.ofDays(1)),
        /// Failed claims from one device in a day, whichever accounts it used.
        CLAIMS_OF_DEVICE(10, Duration.ofDays(1)),
        /// Failed claims on one document number in a day, whoever tried: the birth date must not be
        /// guessed.
        CLAIMS_ON_NUMBER(10, Duration.ofDays(1)),
        /// Look-ups of one member of staff at the desk in an hour.
        DESK_SEARCHES(120, Duration.ofHours(1));

        private final int most;
        private final Duration window;

        Limit(int most, Duration window) {
            this.most = most;
            this.window = window;
        }
    }

    private final JdbcClient sql;
    private final SignInRows rows;
    private final Hashing hashing;

    Tallies(JdbcClient sql, SignInRows rows, Hashing hashing) {
        this.sql = sql;
        this.rows = rows;
        this.hashing = hashing;
    }

    /// Seconds until this may happen again; 0 if it may now.
    long waitFor(Limit limit, String key, Instant now) {
        Instant start = start(limit, now);
        int count =
                rows.in(() ->
                        sql.sql(
                                        """
                                        SELECT count FROM resident.tally
                                         WHERE key_hash = :key AND kind = :kind AND window_start = :start
                                        """)
                                .param("key", hash(limit, key))
                                .param("kind", limit.name())
                                .param("start", start.atOffset(ZoneOffset.UTC))
                                .query(Integer.class)
                                .optional()
                                .orElse(0));
        return count < limit.most
                ? 0
                : Math.max(1, Duration.between(now, start.plus(limit.window)).toSeconds());
    }

    /// Counts one.
    void count(Limit limit, String key, Instant now) {
        rows.run(() ->
                sql.sql(
                                """
                                INSERT INTO resident.tally (key_hash, kind, window_start, count)
                                VALUES (:key, :kind, :start, 1)
                                ON CONFLICT (key_hash, kind, window_start)
                                DO UPDATE SET count = tally.count + 1
                                """)
                        .param("key", hash(limit, key))
                        .param("kind", limit.name())
                        .param("start", start(limit, now).atOffset(ZoneOffset.UTC))
                        .update());
    }

    private byte[] hash(Limit limit, String key) {
        return hashing.hash16("tally", limit.name() + '\n' + key);
    }

    private static Instant start(Limit limit, Instant now) {
        long seconds = limit.window.toSeconds();
        return Instant.ofEpochSecond(now.getEpochSecond() / seconds * seconds);
    }
}
