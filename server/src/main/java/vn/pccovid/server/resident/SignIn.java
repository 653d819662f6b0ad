package vn.pccovid.server.resident;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.keys.Hashing;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;

/// Signing in by phone and one-time code. Every phone gets the same answers whether we know it or
/// not: an account comes into being when a code is proven, and stands for nobody.
///
/// Code lifetimes are wall time, not the demo's.
@Component
class SignIn {

    static final Duration EXPIRES = Duration.ofMinutes(5);
    static final Duration RESEND_AFTER = Duration.ofSeconds(60);

    /// Six digits and five tries: one guess in 200,000 per code (NIST SP 800-63B §3.1.3.2 asks rate
    /// limits too).
    static final int TRIES = 5;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final JdbcClient sql;
    private final SignInRows rows;
    private final Tallies tallies;
    private final Phones phones;
    private final Hashing hashing;
    private final Sealing sealing;
    private final CodeDelivery delivery;
    private final Clock wall;

    @org.springframework.beans.factory.annotation.Autowired
    SignIn(
            JdbcClient sql,
            SignInRows rows,
            Tallies tallies,
            Phones phones,
            Hashing hashing,
            Sealing sealing,
            CodeDelivery delivery) {
        this(sql, rows, tallies, phones, hashing, sealing, delivery, Clock.systemUTC());
    }

    SignIn(
            JdbcClient sql,
            SignInRows rows,
            Tallies tallies,
            Phones phones,
            Hashing hashing,
            Sealing sealing,
            CodeDelivery delivery,
            Clock wall) {
        this.sql = sql;
        this.rows = rows;
        this.tallies = tallies;
        this.phones = phones;
        this.hashing = hashing;
        this.sealing = sealing;
        this.delivery = delivery;
        this.wall = wall;
    }

    /// Sends a fresh code to the phone; the one before it ends.
    void send(PhoneNumber phone) {
        Instant now = wall.instant();
        byte[] phoneHash = phones.hash(phone);
        long wait = wait(phone, phoneHash, now);
        if (wait > 0) {
            throw Problem.of("resident.code_too_often", Map.of("seconds", wait));
        }
        String code = "%06d".formatted(RANDOM.nextInt(1_000_000));
        rows.run(() ->
                sql.sql(
                                """
                                INSERT INTO resident.sign_in_code
                                       (phone_hash, code_hash, sent_at, expires_at, attempts)
                                VALUES (:phone, :code, :now, :expires, 0)
                                ON CONFLICT (phone_hash) DO UPDATE SET code_hash = excluded.code_hash,
                                       sent_at = excluded.sent_at, expires_at = excluded.expires_at,
                                       attempts = 0
                                """)
                        .param("phone", phoneHash)
                        .param("code", codeHash(phoneHash, code))
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("expires", now.plus(EXPIRES).atOffset(ZoneOffset.UTC))
                        .update());
        tallies.count(Tallies.Limit.CODES_AN_HOUR, phone.value(), now);
        tallies.count(Tallies.Limit.CODES_A_DAY, phone.value(), now);
        delivery.deliver(
                phone,
                "PcCovid: ma xac nhan cua ban la %s, dung trong %d phut. Khong dua ma nay cho ai."
                        .formatted(code, EXPIRES.toMinutes()));
    }

    /// The account of a phone whose newest code this is; otherwise `resident.code_wrong`, the same
    /// for a wrong, expired, used or never sent code.
    UUID verify(PhoneNumber phone, String code) {
        Instant now = wall.instant();
        byte[] phoneHash = phones.hash(phone);
        Optional<byte[]> expected =
                rows.in(() ->
                        sql.sql(
                                        """
                                        UPDATE resident.sign_in_code SET attempts = attempts + 1
                                         WHERE phone_hash = :phone AND expires_at > :now AND attempts < :tries
                                        RETURNING code_hash
                                        """)
                                .param("phone", phoneHash)
                                .param("now", now.atOffset(ZoneOffset.UTC))
                                .param("tries", TRIES)
                                .query((row, n) -> row.getBytes(1))
                                .optional());
        byte[] offered = codeHash(phoneHash, code.strip());
        if (!MessageDigest.isEqual(expected.orElse(new byte[16]), offered)) {
            throw Problem.of("resident.code_wrong");
        }
        return rows.in(() -> {
            int used =
                    sql.sql(
                                    """
                                    DELETE FROM resident.sign_in_code
                                     WHERE phone_hash = :phone AND code_hash = :code
                                    """)
                            .param("phone", phoneHash)
                            .param("code", offered)
                            .update();
            if (used == 0) {
                throw Problem.of("resident.code_wrong");
            }
            return account(phone, now);
        });
    }

    /// The account of this phone, made now if there is none. Needs a transaction of [SignInRows].
    private UUID account(PhoneNumber phone, Instant now) {
        Optional<UUID> known = find(phone);
        if (known.isPresent()) {
            return known.get();
        }
        UUID account = UUID.randomUUID();
        sql.sql(
                        """
                        INSERT INTO resident.account (phone_hash, account_id, phone_sealed, created_at)
                        VALUES (:phone, :account, :sealed, :now)
                        ON CONFLICT (phone_hash) DO NOTHING
                        """)
                .param("phone", phones.hash(phone))
                .param("account", account)
                .param(
                        "sealed",
                        sealing.seal(
                                KeyClass.IDENTITY,
                                now.atOffset(ZoneOffset.UTC).toLocalDate(),
                                phone.value().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                bytes(account)))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        return find(phone).orElseThrow();
    }

    private Optional<UUID> find(PhoneNumber phone) {
        return sql.sql(
                        "SELECT account_id FROM resident.account WHERE phone_hash = ANY (:phones) LIMIT 1")
                .param("phones", phones.hashes(phone))
                .query(UUID.class)
                .optional();
    }

    private long wait(PhoneNumber phone, byte[] phoneHash, Instant now) {
        Optional<Instant> sent =
                rows.in(() ->
                        sql.sql(
                                        "SELECT sent_at FROM resident.sign_in_code WHERE phone_hash = :phone")
                                .param("phone", phoneHash)
                                .query((row, n) -> row.getTimestamp(1).toInstant())
                                .optional());
        long resend =
                sent.map(at -> Duration.between(now, at.plus(RESEND_AFTER)).toSeconds())
                        .filter(seconds -> seconds > 0)
                        .orElse(0L);
        if (resend > 0) {
            return resend;
        }
        return Math.max(
                tallies.waitFor(Tallies.Limit.CODES_AN_HOUR, phone.value(), now),
                tallies.waitFor(Tallies.Limit.CODES_A_DAY, phone.value(), now));
    }

    private byte[] codeHash(byte[] phoneHash, String code) {
        return hashing.hash16("sign_in_code", HexFormat.of().formatHex(phoneHash) + '\n' + code);
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
