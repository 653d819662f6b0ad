package vn.pccovid.server.custody;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import vn.pccovid.lib.credential.TrustedKey;
import vn.pccovid.server.access.Scopes;

/// The public keys of laboratories. Two people let one in, each in a session of their own; a row
/// carries a code made with custody's secret over everything it says, so that whoever can write the
/// table, but not read custody's key store, adds no laboratory. Thread-safe.
public final class LaboratoryKeys {
    private static final int LONGEST_NAME = 200;
    private static final int MOST_KEY_BYTES = 200;

    private final Custody custody;
    private final CustodyDatabase database;
    private final Clock clock;

    LaboratoryKeys(Custody custody, CustodyDatabase database, Clock clock) {
        this.custody = custody;
        this.database = database;
        this.clock = clock;
    }

    /// A key as it stands.
    ///
    /// @param confirmedBy empty while it waits for the second person
    /// @param inForce whether results signed with it count now
    public record Known(
            String keyId,
            String laboratory,
            Instant from,
            Instant until,
            String proposedBy,
            String confirmedBy,
            boolean inForce) {}

    private record Row(
            String keyId,
            String laboratory,
            byte[] key,
            Instant from,
            Instant until,
            String proposedBy,
            String confirmedBy,
            boolean withdrawn,
            byte[] mac) {}

    /// First person: the key of a laboratory, good for nothing until [#confirm].
    ///
    /// @param publicKey SubjectPublicKeyInfo of a P-256 key
    /// @return its id: the first 8 bytes of the SHA-256 of the key, hexadecimal
    /// @throws IllegalArgumentException if it is no such key, or the time makes no sense
    public String propose(String laboratory, byte[] publicKey, Instant from, Instant until) {
        if (laboratory.isBlank() || laboratory.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "a laboratory's name has 1 to " + LONGEST_NAME + " characters");
        }
        if (publicKey.length > MOST_KEY_BYTES || !from.isBefore(until)) {
            throw new IllegalArgumentException("not a key, or not a time: " + from + " " + until);
        }
        decoded(publicKey);
        String keyId = HexFormat.of().formatHex(Arrays.copyOf(Custody.sha256(publicKey), 8));
        String by = Scopes.required().actor();
        Row row =
                new Row(
                        keyId,
                        laboratory,
                        publicKey,
                        from.truncatedTo(ChronoUnit.SECONDS),
                        until.truncatedTo(ChronoUnit.SECONDS),
                        by,
                        "",
                        false,
                        new byte[0]);
        database.jdbc()
                .sql(
                        """
                        INSERT INTO custody.laboratory_key
                               (key_id, laboratory, public_key, valid_from, valid_until, proposed_by, mac)
                        VALUES (:id, :laboratory, :key, :from, :until, :by, :mac)
                        ON CONFLICT (key_id) DO NOTHING
                        """)
                .param("id", keyId)
                .param("laboratory", laboratory)
                .param("key", publicKey)
                .param("from", Timestamp.from(row.from()))
                .param("until", Timestamp.from(row.until()))
                .param("by", by)
                .param("mac", mac(row))
                .update();
        return keyId;
    }

    /// Second person: from now on results signed with the key count.
    ///
    /// @return false if the key is unknown, withdrawn, or this is the person who proposed it
    public boolean confirm(String keyId) {
        String by = Scopes.required().actor();
        Optional<Row> found = row(keyId).filter(this::ours);
        if (found.isEmpty() || found.get().withdrawn() || found.get().proposedBy().equals(by)) {
            return false;
        }
        Row row = found.get();
        if (!row.confirmedBy().isEmpty()) {
            return true;
        }
        Row confirmed =
                new Row(
                        row.keyId(),
                        row.laboratory(),
                        row.key(),
                        row.from(),
                        row.until(),
                        row.proposedBy(),
                        by,
                        false,
                        new byte[0]);
        return database.jdbc()
                        .sql(
                                """
                                UPDATE custody.laboratory_key SET confirmed_by = :by, mac = :mac
                                 WHERE key_id = :id AND confirmed_by IS NULL AND withdrawn_at IS NULL
                                """)
                        .param("by", by)
                        .param("mac", mac(confirmed))
                        .param("id", keyId)
                        .update()
                == 1;
    }

    /// Results signed with the key count no more, also those of before: it is lost.
    public void withdraw(String keyId) {
        database.jdbc()
                .sql(
                        """
                        UPDATE custody.laboratory_key SET withdrawn_at = :now
                         WHERE key_id = :id AND withdrawn_at IS NULL
                        """)
                .param("now", Timestamp.from(clock.instant()))
                .param("id", keyId)
                .update();
    }

    /// All keys ever proposed, by laboratory.
    public List<Known> all() {
        return database
                .jdbc()
                .sql(SELECT + " ORDER BY laboratory, key_id LIMIT 10000")
                .query((row, n) -> read(row))
                .list()
                .stream()
                .map(r ->
                        new Known(
                                r.keyId(),
                                r.laboratory(),
                                r.from(),
                                r.until(),
                                r.proposedBy(),
                                r.confirmedBy(),
                                counts(r)))
                .toList();
    }

    /// The key, if two people let it in, nobody withdrew it and the row is ours.
    public Optional<TrustedKey> find(String keyId) {
        return row(keyId)
                .filter(this::counts)
                .map(r -> new TrustedKey(r.keyId(), decoded(r.key()), r.from(), r.until()));
    }

    /// Whose key it is.
    public Optional<String> laboratoryOf(String keyId) {
        return row(keyId).filter(this::counts).map(Row::laboratory);
    }

    private boolean counts(Row row) {
        return !row.withdrawn() && !row.confirmedBy().isEmpty() && ours(row);
    }

    private boolean ours(Row row) {
        return MessageDigest.isEqual(row.mac(), mac(row));
    }

    private static final String SELECT =
            """
            SELECT key_id, laboratory, public_key, valid_from, valid_until, proposed_by,
                   coalesce(confirmed_by, ''), withdrawn_at IS NOT NULL, mac
              FROM custody.laboratory_key
            """;

    private Optional<Row> row(String keyId) {
        return database.jdbc()
                .sql(SELECT + " WHERE key_id = ?")
                .param(keyId)
                .query((row, n) -> read(row))
                .optional();
    }

    private static Row read(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Row(
                row.getString(1),
                row.getString(2),
                row.getBytes(3),
                row.getTimestamp(4).toInstant(),
                row.getTimestamp(5).toInstant(),
                row.getString(6),
                row.getString(7),
                row.getBoolean(8),
                row.getBytes(9));
    }

    private byte[] mac(Row row) {
        byte[][] parts = {
            row.keyId().getBytes(StandardCharsets.UTF_8),
            row.laboratory().getBytes(StandardCharsets.UTF_8),
            row.key(),
            row.proposedBy().getBytes(StandardCharsets.UTF_8),
            row.confirmedBy().getBytes(StandardCharsets.UTF_8)
        };
        int size = 16;
        for (byte[] part : parts) {
            size += 4 + part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        all.putLong(row.from().getEpochSecond()).putLong(row.until().getEpochSecond());
        for (byte[] part : parts) {
            all.putInt(part.length).put(part);
        }
        return custody.lineToken("laboratory_key", all.array());
    }

    private static PublicKey decoded(byte[] key) {
        try {
            PublicKey decoded =
                    KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key));
            if (decoded instanceof ECPublicKey ec
                    && ec.getParams().getCurve().getField().getFieldSize() == 256) {
                return decoded;
            }
            throw new IllegalArgumentException("not a P-256 key");
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a public key", e);
        }
    }
}
