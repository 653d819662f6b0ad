package vn.pccovid.server.place;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.keys.Hashing;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;

/// Venues that keepers register themselves, and the codes on their posters. One keeper may have
/// many; the same address twice is asked about, since a stall in a market and a branch of a chain
/// are places of their own; a branch has its own code, never its chain's. Thread-safe.
@Service
public class Venues {
    /// Places of one keeper: a chain, not a country.
    public static final int MOST_PER_KEEPER = 500;

    private static final int LONGEST = 200;
    private static final String PREFIX = "PCP1:";
    private static final int MAC_BYTES = 8;

    private final JdbcClient jdbc;
    private final Places places;
    private final Sealing sealing;
    private final Hashing hashing;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Venues(
            JdbcClient jdbc,
            Places places,
            Sealing sealing,
            Hashing hashing,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.places = places;
        this.sealing = sealing;
        this.hashing = hashing;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// @param area commune as an area path
    /// @param chain name of the chain; empty if it is no branch. A branch's own name is `name`.
    public record NewVenue(
            String name, String kind, String area, String address, String chain, String phone) {
        public NewVenue {
            for (String text : new String[] {name, kind, area, address, chain, phone}) {
                if (text.length() > LONGEST) {
                    throw new IllegalArgumentException("longer than " + LONGEST + " characters");
                }
            }
            if (name.isBlank() || kind.isBlank() || address.isBlank()) {
                throw new IllegalArgumentException("a venue has a name, a kind and an address");
            }
            if (!area.matches("\\d{2}/\\d{3}/\\d{5}")) {
                throw new IllegalArgumentException("a venue lies in a commune");
            }
        }

        @Override
        public String toString() {
            return "NewVenue[...]";
        }
    }

    /// A venue of one's own.
    public record Own(String venueId, Venue venue, Instant registeredAt) {}

    /// What became of a registration.
    public sealed interface Registration {
        record Registered(Own venue) implements Registration {}

        /// The keeper has places at this address already: register only if it is another one.
        record SameAddress(List<Own> there) implements Registration {}

        record TooMany(int most) implements Registration {}
    }

    /// Registers a venue.
    ///
    /// @param keeper who registers: an account's id
    /// @param another true if the keeper said that it is another place at a known address
    public Registration register(String keeper, NewVenue wanted, boolean another) {
        return work(() -> {
            byte[] keeperHash = hashing.hash16("venue_keeper", keeper);
            byte[] address =
                    hashing.hash16("venue_address", wanted.area() + "|" + plain(wanted.address()));
            jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 2))")
                    .param(HexFormat.of().formatHex(keeperHash))
                    .query((row, n) -> 0)
                    .single();
            List<Own> all = of(keeperHash, null);
            if (all.size() >= MOST_PER_KEEPER) {
                return new Registration.TooMany(MOST_PER_KEEPER);
            }
            List<Own> there = of(keeperHash, address);
            boolean same =
                    there.stream()
                            .anyMatch(o -> plain(o.venue().name()).equals(plain(wanted.name())));
            if (!there.isEmpty() && (same || !another)) {
                return new Registration.SameAddress(there);
            }
            String id = UUID.randomUUID().toString();
            String name =
                    wanted.chain().isBlank()
                            ? wanted.name().strip()
                            : wanted.chain().strip() + " – " + wanted.name().strip();
            Venue venue =
                    new Venue(
                            id,
                            name,
                            wanted.area(),
                            wanted.address().strip(),
                            keeper,
                            wanted.phone().strip(),
                            wanted.kind().strip());
            places.register(List.of(venue));
            Instant now = clock.instant();
            jdbc.sql(
                            """
                            INSERT INTO place.keeper (keeper_hash, venue_hash, address_hash, sealed, registered_at)
                            VALUES (?, ?, ?, ?, ?)
                            """)
                    .params(
                            keeperHash,
                            hashing.hash16("venue", id),
                            address,
                            sealing.seal(
                                    KeyClass.IDENTITY,
                                    LocalDate.ofInstant(now, ZoneOffset.UTC),
                                    id.getBytes(StandardCharsets.UTF_8),
                                    keeperHash),
                            Timestamp.from(now))
                    .update();
            return new Registration.Registered(new Own(id, venue, now));
        });
    }

    /// The keeper's venues, the newest first.
    public List<Own> of(String keeper) {
        return work(() -> of(hashing.hash16("venue_keeper", keeper), null));
    }

    /// One of the keeper's venues; empty if it is none of theirs.
    public Optional<Own> find(String keeper, String venueId) {
        return of(keeper).stream().filter(o -> o.venueId().equals(venueId)).findFirst();
    }

    private List<Own> of(byte[] keeper, byte @org.jspecify.annotations.Nullable [] address) {
        record Row(byte[] sealed, Instant at) {}
        return jdbc
                .sql(
                        """
                        SELECT sealed, registered_at FROM place.keeper
                         WHERE keeper_hash = ? AND (?::bytea IS NULL OR address_hash = ?)
                         ORDER BY registered_at DESC LIMIT 1000
                        """)
                .param(keeper)
                .param(address)
                .param(address)
                .query((row, n) -> new Row(row.getBytes(1), row.getTimestamp(2).toInstant()))
                .list()
                .stream()
                .map(r -> {
                    String id =
                            new String(sealing.open(r.sealed(), keeper), StandardCharsets.UTF_8);
                    return new Own(id, places.venue(id).orElseThrow(), r.at());
                })
                .toList();
    }

    /// The text of a poster's code: `PCP1:`, `E` or `L`, sixteen hexadecimal digits that only we
    /// can make, and the venue.
    public String code(String venueId, boolean leaving) {
        String way = leaving ? "L" : "E";
        return PREFIX + way + ":" + mac(way, venueId) + ":" + venueId;
    }

    /// @param leaving the poster at the exit
    public record Poster(String venueId, boolean leaving) {}

    /// Reads a poster's code; empty if it is none of ours. Looks nothing up.
    public Optional<Poster> read(String code) {
        String[] parts = code.split(":", 4);
        if (parts.length != 4
                || !(parts[0] + ":").equals(PREFIX)
                || code.length() > LONGEST
                || !(parts[1].equals("E") || parts[1].equals("L"))
                || !parts[2].equals(mac(parts[1], parts[3]))) {
            return Optional.empty();
        }
        return Optional.of(new Poster(parts[3], parts[1].equals("L")));
    }

    private String mac(String way, String venueId) {
        byte[] hash = hashing.hash16("venue_poster", way + "|" + venueId);
        return HexFormat.of().withUpperCase().formatHex(hash, 0, MAC_BYTES);
    }

    /// What remains when case, accents, punctuation and the words people add are gone.
    private static String plain(String typed) {
        return Normalizer.normalize(typed.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                .replace('đ', 'd')
                .replaceAll("\\p{M}+", "")
                .replaceAll("\\b(so nha|so|duong|pho|street|st)\\b", " ")
                .replaceAll("[^a-z0-9]+", " ")
                .strip();
    }

    private <T> T work(java.util.function.Supplier<T> body) {
        return Scopes.call(
                Scope.worker(Purpose.SELF_SERVICE),
                () -> Objects.requireNonNull(transaction.execute(status -> body.get())));
    }
}
