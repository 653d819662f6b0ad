package vn.pccovid.server.custody;

import com.google.crypto.tink.Aead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.pccovid.server.keys.AeadKeys;
import vn.pccovid.server.keys.KeyStore;
import vn.pccovid.server.keys.NotOurs;

/// Keeps the keys of days. Whatever says where somebody was and when is sealed here and stored
/// elsewhere; whoever copies the database learns counts only.
///
/// A day has one key for sealing and one for tokens, in custody's own key store as `day-<date>` and
/// `token-<date>`; a destroyed day leaves `gone-<date>`. Sealing is randomised, so equal visits
/// look different; tokens are equal for equal material of one kind and day, and unrelated between
/// kinds and days.
///
/// Safe for concurrent use; a microsecond per operation once a day's keys are warm.
public final class Custody {
    /// Movements are kept for this many days, then their key is destroyed. Source: twice the
    /// fourteen days of an order to stay, so that a case can still be traced to its start.
    public static final int RETENTION_DAYS = 28;

    /// One opening sees at most this many sealed movements: a case, not a population.
    static final int MOST_PER_OPENING = 1_000;

    /// One officer opens for at most this many cases a day.
    private static final int MOST_OPENINGS_PER_DAY = 50;

    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final String SEALING_PREFIX = "day-";
    private static final String TOKEN_PREFIX = "token-";
    private static final String TOMBSTONE_PREFIX = "gone-";
    private static final byte FORMAT = 1;
    private static final int HEAD_BYTES = 5;

    private final KeyStore store;
    private final AeadKeys sealing;
    private final JdbcClient database;
    private final Clock clock;
    private final ConcurrentHashMap<LocalDate, ThreadLocal<Mac>> tokens = new ConcurrentHashMap<>();

    Custody(KeyStore store, JdbcClient database, Clock clock) {
        this.store = store;
        this.sealing = new AeadKeys(store);
        this.database = database;
        this.clock = clock;
    }

    /// Seals one movement of a day.
    ///
    /// @param context what it belongs to; opening needs the same
    /// @throws DayDestroyed if the day lies behind the retention, or its key was destroyed
    public byte[] seal(LocalDate day, byte[] plain, byte[] context) {
        byte[] head = head(day);
        try {
            byte[] box = key(day).encrypt(plain, joined(head, context));
            return joined(head, box);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to seal", e);
        }
    }

    /// The day's stand-in for a place or a person, 16 bytes: the index by which sealed movements
    /// are found. Tokens of two kinds or two days cannot be compared.
    ///
    /// @throws DayDestroyed as for [#seal]
    public byte[] token(LocalDate day, String kind, String material) {
        ThreadLocal<Mac> keyed = tokens.get(day);
        if (keyed == null) {
            byte[] secret = tokenKey(day);
            keyed = tokens.computeIfAbsent(day, d -> ThreadLocal.withInitial(() -> keyed(secret)));
        }
        Mac mac = keyed.get();
        byte[] domain = kind.getBytes(StandardCharsets.UTF_8);
        mac.update((byte) domain.length);
        mac.update(domain);
        return Arrays.copyOf(mac.doFinal(material.getBytes(StandardCharsets.UTF_8)), 16);
    }

    /// Opens sealed movements for a case, in the caller's transaction, after writing down who opens
    /// how many of which day and why.
    ///
    /// @throws DayDestroyed if the day's key is gone
    public List<byte[]> open(Opening opening, LocalDate day, List<byte[]> sealed, byte[] context) {
        if (sealed.size() > MOST_PER_OPENING) {
            throw new IllegalArgumentException(
                    "An opening of %d movements; at most %d"
                            .formatted(sealed.size(), MOST_PER_OPENING));
        }
        record(opening, day, sealed.size());
        Aead key = existing(day).orElseThrow(() -> new DayDestroyed(day));
        List<byte[]> plain = new ArrayList<>(sealed.size());
        for (byte[] one : sealed) {
            byte[] head = head(day);
            if (one.length < HEAD_BYTES
                    || !Arrays.equals(one, 0, HEAD_BYTES, head, 0, HEAD_BYTES)) {
                throw new NotOurs("not a movement of " + day);
            }
            try {
                plain.add(
                        key.decrypt(
                                Arrays.copyOfRange(one, HEAD_BYTES, one.length),
                                joined(head, context)));
            } catch (GeneralSecurityException e) {
                throw new NotOurs("the bytes or their context were changed", e);
            }
        }
        return plain;
    }

    private void record(Opening opening, LocalDate day, int count) {
        Timestamp now = Timestamp.from(clock.instant());
        int today =
                database.sql(
                                """
                                SELECT count(DISTINCT case_id)
                                  FROM custody.opening
                                 WHERE first_officer = :officer AND opened_at > :since
                                """)
                        .param("officer", opening.firstOfficer())
                        .param("since", Timestamp.from(clock.instant().minus(Duration.ofDays(1))))
                        .query(Integer.class)
                        .single();
        if (today >= MOST_OPENINGS_PER_DAY) {
            throw new IllegalStateException(
                    "This officer opened movements for %d cases within a day; at most %d"
                            .formatted(today, MOST_OPENINGS_PER_DAY));
        }
        database.sql(
                        """
                        INSERT INTO custody.opening
                               (opening_id, case_id, day, movements, first_officer, second_officer,
                                reason, opened_at)
                        VALUES (gen_random_uuid(), :case, :day, :movements, :first, :second,
                                :reason, :now)
                        """)
                .param("case", opening.caseId())
                .param("day", Date.valueOf(day))
                .param("movements", count)
                .param("first", opening.firstOfficer())
                .param("second", opening.secondOfficer())
                .param("reason", opening.reason())
                .param("now", now)
                .update();
    }

    /// Destroys the key of a day for ever, and leaves the proof line. A tombstone in the key store
    /// comes first, so that no later call makes the day a new key, and so that a call repeated
    /// after a crash finishes the work.
    ///
    /// @param reason `retention`, or the order that asked for it; no personal data
    /// @return the proof, or empty if the day never had a key
    public Optional<Proof> destroy(LocalDate day, String reason) {
        Optional<byte[]> secret = store.read(SEALING_PREFIX + day);
        if (secret.isPresent()) {
            store.create(TOMBSTONE_PREFIX + day, Arrays.copyOf(sha256(secret.get()), 16));
        }
        Optional<byte[]> tombstone = store.read(TOMBSTONE_PREFIX + day);
        if (tombstone.isEmpty()) {
            return Optional.empty();
        }
        sealing.destroy(SEALING_PREFIX + day);
        store.destroy(TOKEN_PREFIX + day);
        tokens.remove(day);
        database.sql(
                        """
                        INSERT INTO custody.proof (day, destroyed_at, fingerprint, reason)
                        VALUES (:day, :now, :fingerprint, :reason)
                        ON CONFLICT (day) DO NOTHING
                        """)
                .param("day", Date.valueOf(day))
                .param("now", Timestamp.from(clock.instant()))
                .param("fingerprint", HexFormat.of().formatHex(tombstone.get()))
                .param("reason", reason)
                .update();
        return proof(day);
    }

    /// Destroys every day behind the retention, and writes the lines of days whose transaction
    /// failed after their key was gone.
    ///
    /// @return their proofs
    public List<Proof> destroyExpired() {
        Set<LocalDate> proven =
                new HashSet<>(
                        database.sql("SELECT day FROM custody.proof")
                                .query((row, number) -> row.getDate(1).toLocalDate())
                                .list());
        List<Proof> proofs = new ArrayList<>();
        for (String name : store.names()) {
            boolean key = name.startsWith(SEALING_PREFIX);
            if (!key && !name.startsWith(TOMBSTONE_PREFIX)) {
                continue;
            }
            LocalDate day = LocalDate.parse(name.substring(name.indexOf('-') + 1));
            if (key ? day.isBefore(oldest()) : !proven.contains(day)) {
                destroy(day, "retention").ifPresent(proofs::add);
            }
        }
        return proofs;
    }

    /// What remains of a destroyed day.
    public Optional<Proof> proof(LocalDate day) {
        return database.sql(
                        """
                        SELECT destroyed_at, fingerprint, reason FROM custody.proof WHERE day = :day
                        """)
                .param("day", Date.valueOf(day))
                .query((row, number) ->
                        new Proof(
                                day,
                                row.getTimestamp(1).toInstant(),
                                row.getString(2),
                                row.getString(3)))
                .optional();
    }

    /// The oldest day whose movements may be kept.
    public LocalDate oldest() {
        return LocalDate.now(clock.withZone(VIETNAM)).minusDays(RETENTION_DAYS);
    }

    private Aead key(LocalDate day) {
        Optional<Aead> found = existing(day);
        if (found.isPresent()) {
            return found.get();
        }
        refuseGone(day);
        return sealing.obtain(SEALING_PREFIX + day);
    }

    private Optional<Aead> existing(LocalDate day) {
        return sealing.find(SEALING_PREFIX + day);
    }

    private byte[] tokenKey(LocalDate day) {
        return store.read(TOKEN_PREFIX + day)
                .orElseGet(() -> {
                    refuseGone(day);
                    // The sealing key exists from the same moment, so that destroying the
                    // day always finds it.
                    key(day);
                    byte[] fresh = new byte[32];
                    new SecureRandom().nextBytes(fresh);
                    return store.create(TOKEN_PREFIX + day, fresh);
                });
    }

    /// A destroyed key is never made again, and a day behind the retention gets none.
    private void refuseGone(LocalDate day) {
        if (day.isBefore(oldest()) || store.read(TOMBSTONE_PREFIX + day).isPresent()) {
            throw new DayDestroyed(day);
        }
    }

    private static byte[] head(LocalDate day) {
        return ByteBuffer.allocate(HEAD_BYTES)
                .put(FORMAT)
                .putInt(Math.toIntExact(day.toEpochDay()))
                .array();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    private static Mac keyed(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC-SHA-256", e);
        }
    }
}
