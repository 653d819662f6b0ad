package vn.pccovid.server.credential;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.credential.DeviceKey;
import vn.pccovid.lib.credential.GateClaims;
import vn.pccovid.lib.credential.GateCodes;
import vn.pccovid.lib.credential.HolderHash;
import vn.pccovid.lib.credential.Opened;
import vn.pccovid.lib.credential.Signatures;
import vn.pccovid.lib.credential.TrustedKey;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.keys.SigningKey;
import vn.pccovid.server.keys.SigningKeys;
import vn.pccovid.server.pass.PassView;
import vn.pccovid.server.pass.Passes;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.PersonView;

/// The door to codes: issues one for a pass, opens one that is shown, and tells the keys.
/// Thread-safe.
@Service
public class Credentials {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int DOCUMENT_TAIL = 4;

    private final Signatures signatures;
    private final SigningKeys keys;
    private final Passes passes;
    private final People people;
    private final AccessLines lines;
    private final JdbcClient jdbc;
    private final CredentialProperties properties;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final ConcurrentHashMap<SigningKey, TrustedKey> translated = new ConcurrentHashMap<>();

    Credentials(
            Signatures signatures,
            SigningKeys keys,
            Passes passes,
            People people,
            AccessLines lines,
            JdbcClient jdbc,
            CredentialProperties properties,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.signatures = signatures;
        this.keys = keys;
        this.passes = passes;
        this.people = people;
        this.lines = lines;
        this.jdbc = jdbc;
        this.properties = properties;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// Issues a code with the person's colours of now. Runs in the caller's scope, so it issues
    /// only for persons the caller may see, and leaves an access line.
    ///
    /// A live code ends at the pass's next change if that comes first, so a code never outlives its
    /// colour.
    ///
    /// @param deviceKey the phone's key; null for a phone without one, whose code then needs a
    ///   document like a printed one
    /// @throws vn.pccovid.server.access.Problem `pass.person_unknown` for nobody and for nobody the
    ///   caller may see
    /// @throws IllegalArgumentException when the key is no point on the curve
    public IssuedCode issueLive(UUID personId, @Nullable DeviceKey deviceKey) {
        if (deviceKey != null && !deviceKey.isOnCurve()) {
            throw new IllegalArgumentException("a device key that is no point on P-256");
        }
        return issue(personId, deviceKey, properties.live());
    }

    /// Issues a code for paper: it lives longer, says so, and needs a document.
    ///
    /// @throws vn.pccovid.server.access.Problem as [#issueLive]
    public IssuedCode issuePrinted(UUID personId) {
        return issue(personId, null, properties.printed());
    }

    private IssuedCode issue(UUID personId, @Nullable DeviceKey deviceKey, Duration life) {
        // Outside a transaction: a stale pass is worked out first.
        PassView pass = passes.view(personId);
        IssuedCode issued =
                transaction.execute(status -> issue(people.view(personId), pass, deviceKey, life));
        return Objects.requireNonNull(issued);
    }

    private IssuedCode issue(
            PersonView person, PassView pass, @Nullable DeviceKey deviceKey, Duration life) {
        GateClaims.Form form = deviceKey == null ? GateClaims.Form.PRINTED : GateClaims.Form.LIVE;
        Instant issuedAt = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant end = issuedAt.plus(life);
        Instant change = pass.until();
        if (change != null && change.isAfter(issuedAt) && change.isBefore(end)) {
            end = change.truncatedTo(ChronoUnit.SECONDS);
        }
        if (!end.isAfter(issuedAt)) {
            end = issuedAt.plusSeconds(1);
        }
        UUID id = UUID.randomUUID();
        var claims =
                new GateClaims(
                        ByteBuffer.allocate(16)
                                .putLong(id.getMostSignificantBits())
                                .putLong(id.getLeastSignificantBits())
                                .array(),
                        colour(pass.floorColour()),
                        colour(pass.colour()),
                        pass.area().code(),
                        pass.asOf().truncatedTo(ChronoUnit.SECONDS),
                        issuedAt,
                        issuedAt,
                        end,
                        form,
                        holder(person),
                        deviceKey);
        SigningKey key = keys.current();
        String text =
                GateCodes.seal(
                        signatures, claims, HexFormat.of().formatHex(key.kid()), key.privateKey());
        if (!(GateCodes.openSealed(signatures, text, this::trusted, issuedAt)
                instanceof Opened.Verified)) {
            throw new IllegalStateException("our own verifier refuses what was just signed");
        }
        jdbc.sql(
                        """
                        INSERT INTO credential.issued (person_id, credential_id, form, area, issued_at, expires_at)
                        VALUES (:person, :id, :form, :area, :issued, :expires)
                        """)
                .param("person", person.personId())
                .param("id", id)
                .param("form", form.name())
                .param("area", person.area())
                .param("issued", issuedAt.atOffset(ZoneOffset.UTC))
                .param("expires", end.atOffset(ZoneOffset.UTC))
                .update();
        lines.record(List.of(person.personId()), "code");
        return new IssuedCode(text, QrSvg.draw(text), issuedAt, end);
    }

    /// Opens what is shown at a gate as of now; a live code with its proof. Reads nothing about
    /// anybody.
    public Opened open(String text) {
        return GateCodes.open(
                signatures, text, this::trusted, clock.instant(), properties.proofTolerance());
    }

    /// A code that can still be shown.
    public record Live(UUID credentialId, Instant expiresAt) {}

    /// Codes of these persons that have not run out. Needs the worker's scope and a transaction.
    public List<Live> live(Collection<UUID> persons, Instant at) {
        return jdbc.sql(
                        """
                        SELECT credential_id, expires_at FROM credential.issued
                         WHERE person_id = ANY (:persons::uuid[]) AND expires_at > :at
                        """)
                .param("persons", persons.toArray(UUID[]::new))
                .param("at", at.atOffset(ZoneOffset.UTC))
                .query((row, n) ->
                        new Live(row.getObject(1, UUID.class), row.getTimestamp(2).toInstant()))
                .list();
    }

    /// All keys a gate may meet now, newest first.
    public List<VerificationKey> verificationKeys() {
        return keys.verifying().stream().map(VerificationKey::of).toList();
    }

    /// The key under this id (hex of 8 bytes), if anything it signed may still be valid.
    public Optional<TrustedKey> trustedKey(String id) {
        return trusted(id);
    }

    /// Keys are handed to the provider once, not at every check.
    private Optional<TrustedKey> trusted(String id) {
        for (SigningKey key : keys.verifying()) {
            TrustedKey trusted = translated.computeIfAbsent(key, this::translate);
            if (trusted.id().equals(id)) {
                return Optional.of(trusted);
            }
        }
        return Optional.empty();
    }

    private TrustedKey translate(SigningKey key) {
        TrustedKey trusted = VerificationKey.trusted(key);
        return new TrustedKey(
                trusted.id(),
                signatures.own(trusted.key()),
                trusted.notBefore(),
                trusted.notAfter());
    }

    private static HolderHash holder(PersonView person) {
        var salt = new byte[8];
        RANDOM.nextBytes(salt);
        String typed = person.name() == null ? "" : person.name();
        FullName name = FullName.read(typed).value();
        String document = person.documents().isEmpty() ? "" : person.documents().getFirst();
        String tail = document.substring(Math.max(0, document.length() - DOCUMENT_TAIL));
        return HolderHash.of(salt, name == null ? "" : name.base(), tail);
    }

    private static GateClaims.PassColour colour(Colour colour) {
        return switch (colour) {
            case GREEN -> GateClaims.PassColour.GREEN;
            case YELLOW -> GateClaims.PassColour.YELLOW;
            case RED -> GateClaims.PassColour.RED;
        };
    }
}
