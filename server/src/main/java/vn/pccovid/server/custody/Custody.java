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
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import vn.pccovid.server.access.SqlArrays;
import vn.pccovid.server.keys.AeadKeys;
import vn.pccovid.server.keys.KeyStore;
import vn.pccovid.server.keys.NotOurs;

/// Keeps the keys of days. Whatever says where somebody was and when is sealed here and stored
/// elsewhere; whoever copies the database learns counts only. What is sealed opens through [Cases]
/// alone.
///
/// A day has, for each [MovementClass], one key for sealing and one for tokens, in custody's own
/// key store as `day-<date>` and `token-<date>`; a destroyed day leaves `gone-<date>`. Sealing is
/// randomised, so equal visits look different; tokens are equal for equal material of one kind and
/// day, and unrelated between kinds and days.
///
/// Safe for concurrent use; a microsecond per operation once a day's keys are warm.
public final class Custody {
    /// Days are those of Viet Nam.
    public static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    /// Bytes that sealing adds.
    public static final int SEALING_BYTES = 33;

    private static final Logger LOG = LoggerFactory.getLogger(Custody.class);

    private static final String SEALING_PREFIX = "day-";
    private static final String TOKEN_PREFIX = "token-";
    private static final String TOMBSTONE_PREFIX = "gone-";

    /// For tokens that outlive a day: lines about openings and keys of laboratories.
    private static final String LINES_KEY = "lines";

    private static final byte[] CARRIED = "carried by the person".getBytes(StandardCharsets.UTF_8);

    private static final byte FORMAT = 1;
    private static final int HEAD_BYTES = 5;

    private record Of(MovementClass movements, LocalDate day) {}

    private final KeyStore store;
    private final AeadKeys sealing;
    private final CustodyDatabase database;
    private final Clock clock;
    private final Map<MovementClass, Duration> kept = new EnumMap<>(MovementClass.class);
    private final List<SealedDays> tables;
    private final ConcurrentHashMap<Of, ThreadLocal<Mac>> tokens = new ConcurrentHashMap<>();
    private final Set<Of> prepared = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<Mac> lines;

    Custody(
            KeyStore store,
            CustodyDatabase database,
            Clock clock,
            Duration visitsKept,
            Duration encountersKept,
            List<SealedDays> tables) {
        this.store = store;
        this.sealing = new AeadKeys(store);
        this.database = database;
        this.clock = clock;
        this.tables = List.copyOf(tables);
        kept.put(MovementClass.VISITS, visitsKept);
        kept.put(MovementClass.ENCOUNTERS, encountersKept);
        byte[] secret = store.read(LINES_KEY).orElseGet(() -> store.create(LINES_KEY, random()));
        this.lines = ThreadLocal.withInitial(() -> keyed(secret));
    }

    /// The day of an instant.
    public static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, VIETNAM);
    }

    /// Seals one movement of a day.
    ///
    /// @param context what it belongs to; opening needs the same
    /// @throws DayDestroyed if the day lies behind the retention, or its key was destroyed
    public byte[] seal(MovementClass movements, LocalDate day, byte[] plain, byte[] context) {
        byte[] head = head(day);
        try {
            byte[] box = key(new Of(movements, day)).encrypt(plain, joined(head, context));
            return joined(head, box);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to seal", e);
        }
    }

    /// The day's stand-in for a place or a person, 16 bytes: the index by which sealed movements
    /// are found. Tokens of two kinds or two days cannot be compared.
    ///
    /// @throws DayDestroyed as for [#seal]
    public byte[] token(MovementClass movements, LocalDate day, String kind, String material) {
        return token(movements, day, kind, material.getBytes(StandardCharsets.UTF_8));
    }

    /// As above for bytes.
    public byte[] token(MovementClass movements, LocalDate day, String kind, byte[] material) {
        Of of = new Of(movements, day);
        ThreadLocal<Mac> keyed = tokens.get(of);
        if (keyed == null) {
            byte[] secret = tokenKey(of);
            keyed = tokens.computeIfAbsent(of, d -> ThreadLocal.withInitial(() -> keyed(secret)));
        }
        return mac16(keyed.get(), kind, material);
    }

    /// Whether anything of this day can be there at all: its keys are. Makes none.
    public boolean exists(MovementClass movements, LocalDate day) {
        Of of = new Of(movements, day);
        return tokens.containsKey(of) || sealing.find(name(SEALING_PREFIX, of)).isPresent();
    }

    /// Makes sure that the day has tables, in a transaction of its own; cheap once it has.
    ///
    /// @throws DayDestroyed as for [#seal]
    public void prepare(MovementClass movements, LocalDate day) {
        Of of = new Of(movements, day);
        if (prepared.contains(of)) {
            return;
        }
        refuseGone(of);
        for (SealedDays days : tables) {
            if (days.movements() == movements) {
                database.jdbc()
                        .sql("SELECT %s.make_day(?)".formatted(days.schema()))
                        .param(Date.valueOf(day))
                        .query(Boolean.class)
                        .single();
            }
        }
        prepared.add(of);
    }

    /// What a source told before and now tells otherwise, so that its other half can be found. Not
    /// an opening: nothing of it leaves the module that sealed it.
    ///
    /// @param table with its schema, and `column` of the token
    /// @param found gets plain bytes; rows of destroyed days are left out
    public void replaced(
            MovementClass movements,
            String table,
            String column,
            List<DayToken> tokens,
            byte[] context,
            FoundRow found) {
        database.fetch(
                table,
                column,
                tokens,
                (token, sealed) -> {
                    LocalDate day = tokens.get(token).day();
                    opener(movements, day)
                            .ifPresent(key -> found.row(token, key.open(sealed, context)));
                });
    }

    /// Seals what a person carries themselves, to be shown where they are: not a movement, and
    /// opened by [#openCarried] alone.
    ///
    /// @throws DayDestroyed as for [#seal]
    public byte[] sealCarried(MovementClass movements, LocalDate day, byte[] plain) {
        return seal(movements, day, plain, CARRIED);
    }

    /// What was sealed by [#sealCarried]; empty if it was not, or its day is gone.
    public Optional<byte[]> openCarried(MovementClass movements, byte[] sealed) {
        if (sealed.length < HEAD_BYTES || sealed[0] != FORMAT) {
            return Optional.empty();
        }
        LocalDate day = LocalDate.ofEpochDay(ByteBuffer.wrap(sealed).getInt(1));
        try {
            return opener(movements, day).map(key -> key.open(sealed, CARRIED));
        } catch (NotOurs e) {
            return Optional.empty();
        }
    }

    /// Hands the plain bytes of rows that an older version sealed to the module they belong to, and
    /// deletes them where they were once it has kept them. Rows of destroyed days are deleted.
    ///
    /// @param table with its schema and the columns `day` and `sealed`
    /// @param most rows at once
    /// @param keep commits them; may get a row twice after a crash
    /// @return how many rows were taken away
    public int reseal(
            MovementClass movements,
            String table,
            byte[] context,
            int most,
            Consumer<List<byte[]>> keep) {
        record Old(String at, LocalDate day, byte[] sealed) {}
        List<Old> rows =
                database.jdbc()
                        .sql("SELECT ctid::text, day, sealed FROM %s LIMIT ?".formatted(table))
                        .param(most)
                        .query((row, n) ->
                                new Old(
                                        row.getString(1),
                                        row.getDate(2).toLocalDate(),
                                        row.getBytes(3)))
                        .list();
        if (rows.isEmpty()) {
            return 0;
        }
        List<byte[]> plain = new ArrayList<>();
        for (Old row : rows) {
            opener(movements, row.day())
                    .ifPresent(key -> plain.add(key.open(row.sealed(), context)));
        }
        keep.accept(plain);
        return database.jdbc()
                .sql("DELETE FROM %s WHERE ctid = ANY (?::tid[])".formatted(table))
                .param(SqlArrays.texts(rows, Old::at))
                .update();
    }

    /// Opens for whom [Cases] let through.
    Optional<Opener> opener(MovementClass movements, LocalDate day) {
        return existing(new Of(movements, day))
                .map(key -> (sealed, context) -> unseal(key, day, sealed, context));
    }

    /// Opens what was sealed on one day.
    @FunctionalInterface
    interface Opener {
        /// @throws NotOurs if the bytes or their context were changed
        byte[] open(byte[] sealed, byte[] context);
    }

    private static byte[] unseal(Aead key, LocalDate day, byte[] sealed, byte[] context) {
        byte[] head = head(day);
        if (sealed.length < HEAD_BYTES
                || !Arrays.equals(sealed, 0, HEAD_BYTES, head, 0, HEAD_BYTES)) {
            throw new NotOurs("not a movement of " + day);
        }
        try {
            return key.decrypt(
                    Arrays.copyOfRange(sealed, HEAD_BYTES, sealed.length), joined(head, context));
        } catch (GeneralSecurityException e) {
            throw new NotOurs("the bytes or their context were changed", e);
        }
    }

    /// A stand-in of custody's own that does not end with a day: for lines about openings.
    byte[] lineToken(String kind, byte[] material) {
        return mac16(lines.get(), kind, material);
    }

    /// Destroys the keys of a day for ever, leaves the proof line and drops the day's tables. A
    /// tombstone in the key store comes first, so that no later call makes the day a new key, and
    /// so that a call repeated after a crash finishes the work.
    ///
    /// @param reason `retention`, or the order that asked for it; no personal data
    /// @return the proof, or empty if the day never had a key
    public Optional<Proof> destroy(MovementClass movements, LocalDate day, String reason) {
        Of of = new Of(movements, day);
        Optional<byte[]> secret = store.read(name(SEALING_PREFIX, of));
        if (secret.isPresent()) {
            store.create(name(TOMBSTONE_PREFIX, of), Arrays.copyOf(sha256(secret.get()), 16));
        }
        Optional<byte[]> tombstone = store.read(name(TOMBSTONE_PREFIX, of));
        if (tombstone.isEmpty()) {
            return Optional.empty();
        }
        sealing.destroy(name(SEALING_PREFIX, of));
        store.destroy(name(TOKEN_PREFIX, of));
        forget(of);
        database.jdbc()
                .sql(
                        """
                        INSERT INTO custody.proof (day, kind, destroyed_at, fingerprint, reason)
                        VALUES (:day, :kind, :now, :fingerprint, :reason)
                        ON CONFLICT (day, kind) DO NOTHING
                        """)
                .param("day", Date.valueOf(day))
                .param("kind", movements.word())
                .param("now", Timestamp.from(clock.instant()))
                .param("fingerprint", HexFormat.of().formatHex(tombstone.get()))
                .param("reason", reason)
                .update();
        drop(of);
        return proof(movements, day);
    }

    /// Destroys every day behind the retention, and finishes days whose destruction was cut off: a
    /// tombstone beside a key, a key gone without its line, a line whose tables remain.
    ///
    /// @return proofs of days destroyed or finished now
    public List<Proof> destroyExpired() {
        Set<Of> proven = new HashSet<>();
        database.jdbc()
                .sql("SELECT day, kind FROM custody.proof")
                .query(row -> {
                    proven.add(new Of(classOf(row.getString(2)), row.getDate(1).toLocalDate()));
                });
        Set<Of> due = new LinkedHashSet<>();
        for (String name : store.names()) {
            parse(SEALING_PREFIX, name)
                    .filter(of ->
                            of.day().isBefore(oldest(of.movements()))
                                    || store.read(name(TOMBSTONE_PREFIX, of)).isPresent())
                    .ifPresent(due::add);
            parse(TOMBSTONE_PREFIX, name)
                    .filter(of ->
                            !proven.contains(of) || store.read(name(TOKEN_PREFIX, of)).isPresent())
                    .ifPresent(due::add);
        }
        List<Proof> proofs = new ArrayList<>();
        for (Of of : due) {
            destroy(of.movements(), of.day(), "retention").ifPresent(proofs::add);
        }
        // Another node may have destroyed what this one still holds.
        for (Of of : List.copyOf(tokens.keySet())) {
            if (of.day().isBefore(oldest(of.movements()))
                    || store.read(name(TOMBSTONE_PREFIX, of)).isPresent()) {
                sealing.destroy(name(SEALING_PREFIX, of));
                forget(of);
            }
        }
        for (SealedDays days : tables) {
            for (LocalDate day : daysOf(days)) {
                Of of = new Of(days.movements(), day);
                if (proven.contains(of)) {
                    drop(of);
                }
            }
        }
        return proofs;
    }

    private void forget(Of of) {
        tokens.remove(of);
        prepared.remove(of);
    }

    private void drop(Of of) {
        for (SealedDays days : tables) {
            if (days.movements() == of.movements()) {
                try {
                    database.jdbc()
                            .sql("SELECT %s.drop_day(?)".formatted(days.schema()))
                            .param(Date.valueOf(of.day()))
                            .query(Boolean.class)
                            .single();
                } catch (DataAccessException e) {
                    // Its key is gone already; what remains is bytes nobody opens. Tried again
                    // within the hour.
                    LOG.warn(
                            "tables of {} could not be dropped now: {}",
                            of.day(),
                            e.getClass().getSimpleName());
                }
            }
        }
    }

    private List<LocalDate> daysOf(SealedDays days) {
        return database.jdbc()
                .sql("SELECT * FROM %s.days()".formatted(days.schema()))
                .query((row, n) -> row.getDate(1).toLocalDate())
                .list();
    }

    /// What remains of a destroyed day.
    public Optional<Proof> proof(MovementClass movements, LocalDate day) {
        return database.jdbc()
                .sql(
                        """
                        SELECT destroyed_at, fingerprint, reason FROM custody.proof
                         WHERE day = :day AND kind = :kind
                        """)
                .param("day", Date.valueOf(day))
                .param("kind", movements.word())
                .query((row, number) ->
                        new Proof(
                                movements,
                                day,
                                row.getTimestamp(1).toInstant(),
                                row.getString(2),
                                row.getString(3)))
                .optional();
    }

    /// The oldest day whose movements may be kept.
    public LocalDate oldest(MovementClass movements) {
        Duration age = kept.get(movements);
        return day(clock.instant()).minusDays(age == null ? 0 : age.toDays());
    }

    private Aead key(Of of) {
        Optional<Aead> found = existing(of);
        if (found.isPresent()) {
            return found.get();
        }
        refuseGone(of);
        return sealing.obtain(name(SEALING_PREFIX, of));
    }

    private Optional<Aead> existing(Of of) {
        return of.day().isBefore(oldest(of.movements()))
                ? Optional.empty()
                : sealing.find(name(SEALING_PREFIX, of));
    }

    private byte[] tokenKey(Of of) {
        refuseGone(of);
        return store.read(name(TOKEN_PREFIX, of))
                .orElseGet(() -> {
                    // The sealing key exists from the same moment, so that destroying the
                    // day always finds it.
                    key(of);
                    return store.create(name(TOKEN_PREFIX, of), random());
                });
    }

    /// A destroyed key is never made again, and a day behind the retention gets none.
    private void refuseGone(Of of) {
        if (of.day().isBefore(oldest(of.movements()))
                || store.read(name(TOMBSTONE_PREFIX, of)).isPresent()) {
            throw new DayDestroyed(of.day());
        }
    }

    private static String name(String prefix, Of of) {
        return of.movements().prefix() + prefix + of.day();
    }

    private static Optional<Of> parse(String prefix, String name) {
        for (MovementClass movements : MovementClass.values()) {
            String head = movements.prefix() + prefix;
            if (name.startsWith(head) && name.length() == head.length() + 10) {
                return Optional.of(
                        new Of(movements, LocalDate.parse(name.substring(head.length()))));
            }
        }
        return Optional.empty();
    }

    private static MovementClass classOf(String word) {
        for (MovementClass movements : MovementClass.values()) {
            if (movements.word().equals(word)) {
                return movements;
            }
        }
        throw new IllegalStateException("not a class of movements: " + word);
    }

    private static byte[] random() {
        byte[] fresh = new byte[32];
        new SecureRandom().nextBytes(fresh);
        return fresh;
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

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    private static byte[] mac16(Mac mac, String kind, byte[] material) {
        byte[] domain = kind.getBytes(StandardCharsets.UTF_8);
        mac.update((byte) domain.length);
        mac.update(domain);
        return Arrays.copyOf(mac.doFinal(material), 16);
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
