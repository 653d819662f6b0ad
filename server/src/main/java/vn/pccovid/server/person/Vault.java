package vn.pccovid.server.person;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;

/// Seals records and opens them again; remembers the last opened descriptions. A version of a
/// record never changes, so what is remembered never goes stale. Thread-safe.
@Component
class Vault {
    /// About 1 KiB each.
    private static final int REMEMBERED = 40_000;

    private final Sealing sealing;
    private final Map<VersionId, Stored> opened =
            new LinkedHashMap<>(1024, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<VersionId, Stored> eldest) {
                    return size() > REMEMBERED;
                }
            };

    Vault(Sealing sealing) {
        this.sealing = sealing;
    }

    record VersionId(UUID recordId, int version) {}

    byte[] canonical(IncomingRecord in, UUID recordId, int version) {
        return sealing.seal(
                KeyClass.IDENTITY,
                day(in.receivedAt()),
                in.description().encode(),
                context(recordId, version, 'c'));
    }

    /// The source key goes in front of the original: it is an identifier itself (the register's is
    /// the citizen id).
    byte[] original(IncomingRecord in, UUID recordId, int version) {
        byte[] key = in.sourceKey().getBytes(StandardCharsets.UTF_8);
        byte[] original = in.original();
        byte[] plain =
                ByteBuffer.allocate(2 + key.length + original.length)
                        .putShort((short) key.length)
                        .put(key)
                        .put(original)
                        .array();
        return sealing.seal(
                KeyClass.IDENTITY, day(in.receivedAt()), plain, context(recordId, version, 'o'));
    }

    PersonDescription openCanonical(UUID recordId, int version, byte[] sealed) {
        return PersonDescription.decode(sealing.open(sealed, context(recordId, version, 'c')));
    }

    String openSourceKey(UUID recordId, int version, byte[] sealed) {
        ByteBuffer plain = ByteBuffer.wrap(sealing.open(sealed, context(recordId, version, 'o')));
        byte[] key = new byte[Short.toUnsignedInt(plain.getShort())];
        plain.get(key);
        return new String(key, StandardCharsets.UTF_8);
    }

    Optional<Stored> remembered(VersionId id) {
        synchronized (opened) {
            return Optional.ofNullable(opened.get(id));
        }
    }

    void remember(Stored stored) {
        synchronized (opened) {
            opened.put(new VersionId(stored.recordId(), stored.version()), stored);
        }
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    private static byte[] context(UUID recordId, int version, char part) {
        return ByteBuffer.allocate(22)
                .putLong(recordId.getMostSignificantBits())
                .putLong(recordId.getLeastSignificantBits())
                .putInt(version)
                .putChar(part)
                .array();
    }
}
