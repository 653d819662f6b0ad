package vn.pccovid.server.place;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import vn.pccovid.lib.credential.Signatures;
import vn.pccovid.lib.credential.VenueClaims;
import vn.pccovid.lib.credential.VenueTokens;
import vn.pccovid.server.custody.Custody;
import vn.pccovid.server.custody.MovementClass;
import vn.pccovid.server.keys.SigningKey;
import vn.pccovid.server.keys.SigningKeys;

/// What a person shows at a venue, or sends with a poster's code: a signed token in which, sealed
/// under the day's key, stands the record their visits belong to. It says nothing about them, and
/// no two tokens of one person are alike. Thread-safe.
@Service
public class VisitTokens {
    private static final Duration LIFE = Duration.ofHours(24);
    private static final int PLAIN_BYTES = 24;

    private final Custody custody;
    private final SigningKeys keys;
    private final Signatures signatures;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    VisitTokens(Custody custody, SigningKeys keys, Signatures signatures, Clock clock) {
        this.custody = custody;
        this.keys = keys;
        this.signatures = signatures;
        this.clock = clock;
    }

    /// A fresh token, good for a day.
    ///
    /// @param record the oldest record of the person that is surely theirs
    public String issue(UUID record) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant end = now.plus(LIFE);
        byte[] plain =
                ByteBuffer.allocate(PLAIN_BYTES)
                        .putLong(record.getMostSignificantBits())
                        .putLong(record.getLeastSignificantBits())
                        .putInt((int) now.getEpochSecond())
                        .putInt((int) end.getEpochSecond())
                        .array();
        byte[] id = new byte[16];
        random.nextBytes(id);
        SigningKey key = keys.current();
        return VenueTokens.seal(
                signatures,
                new VenueClaims(
                        id,
                        custody.sealCarried(MovementClass.VISITS, Custody.day(now), plain),
                        now,
                        end),
                HexFormat.of().formatHex(key.kid()),
                key.privateKey());
    }

    /// Whose token it is, if it was good at this instant. The seal proves that it is ours; the
    /// signature is for keepers without a network.
    Optional<UUID> record(String token, Instant at) {
        return VenueTokens.unverified(token)
                .flatMap(claims -> custody.openCarried(MovementClass.VISITS, claims.sealed()))
                .filter(plain -> plain.length == PLAIN_BYTES)
                .map(ByteBuffer::wrap)
                .filter(plain ->
                        at.getEpochSecond() >= plain.getInt(16) - 300L
                                && at.getEpochSecond() < plain.getInt(20))
                .map(plain -> new UUID(plain.getLong(0), plain.getLong(8)));
    }
}
