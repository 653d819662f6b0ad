package vn.pccovid.server.proximity;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import vn.pccovid.lib.proximity.TempId;
import vn.pccovid.lib.proximity.TempIds;
import vn.pccovid.server.custody.Custody;
import vn.pccovid.server.custody.DayDestroyed;
import vn.pccovid.server.custody.MovementClass;

/// Issues temporary identifiers and reads them again. Their key is the day's, with the encounters
/// of that day: once it is destroyed, nobody reads an identifier that was sent then, not from a
/// phone either. What an identifier holds is the record and five random bytes. Thread-safe.
@Service
public class BluetoothIds {
    private static final MovementClass ENCOUNTERS = MovementClass.ENCOUNTERS;

    private final Custody custody;
    private final ProximityProperties settings;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    BluetoothIds(Custody custody, ProximityProperties settings, Clock clock) {
        this.custody = custody;
        this.settings = settings;
        this.clock = clock;
    }

    /// Identifiers from now on, without gaps.
    ///
    /// @param record the oldest record of the person that is surely theirs
    public List<TempId> batch(UUID record) {
        byte[] uid = new byte[TempIds.UID_BYTES];
        random.nextBytes(uid);
        ByteBuffer.wrap(uid)
                .putLong(record.getMostSignificantBits())
                .putLong(record.getLeastSignificantBits());
        List<TempId> batch = new ArrayList<>(settings.batch());
        Instant at = clock.instant();
        for (int i = 0; i < settings.batch(); i++) {
            TempId id = ids(Custody.day(at)).batch(uid, at, 1).getFirst();
            batch.add(id);
            at = id.until();
        }
        return batch;
    }

    /// What became of an identifier that a phone saw.
    sealed interface Read {
        record Of(UUID record) implements Read {}

        /// Not ours, changed, or of a day that is destroyed.
        record Foreign() implements Read {}

        /// Ours, but not current when it was seen.
        record Misplaced() implements Read {}
    }

    Read read(String tempId, Instant at) {
        Optional<TempIds.Content> content = open(tempId, Custody.day(at));
        // Around midnight the key may be the neighbour's.
        for (int side : new int[] {-1, 1}) {
            if (content.isEmpty()) {
                LocalDate other =
                        Custody.day(at.plus(settings.clockDifference().multipliedBy(side)));
                if (!other.equals(Custody.day(at))) {
                    content = open(tempId, other);
                }
            }
        }
        if (content.isEmpty()) {
            return new Read.Foreign();
        }
        TempIds.Content found = content.get();
        if (at.isBefore(found.from().minus(settings.clockDifference()))
                || at.isAfter(found.until().plus(settings.clockDifference()))) {
            return new Read.Misplaced();
        }
        ByteBuffer uid = ByteBuffer.wrap(found.uid());
        return new Read.Of(new UUID(uid.getLong(), uid.getLong()));
    }

    private Optional<TempIds.Content> open(String tempId, LocalDate day) {
        try {
            return custody.exists(ENCOUNTERS, day) ? ids(day).open(tempId) : Optional.empty();
        } catch (DayDestroyed gone) {
            return Optional.empty();
        }
    }

    private TempIds ids(LocalDate day) {
        byte[] key = new byte[32];
        System.arraycopy(custody.token(ENCOUNTERS, day, "tempid", "1"), 0, key, 0, 16);
        System.arraycopy(custody.token(ENCOUNTERS, day, "tempid", "2"), 0, key, 16, 16);
        return new TempIds(key);
    }
}
