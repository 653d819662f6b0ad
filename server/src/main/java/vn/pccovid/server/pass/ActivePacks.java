package vn.pccovid.server.pass;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.colour.ColourEngine;
import vn.pccovid.lib.colour.Publication;
import vn.pccovid.lib.colour.RulePack;
import vn.pccovid.lib.colour.RulePacks;
import vn.pccovid.lib.linkage.Thresholds;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

/// The rules in force, on every node the same: an engine over what has been published, past and
/// future. An activation to come is in it already, so it takes effect at its instant everywhere
/// without anybody doing anything then; a new publication or a roll-back is seen within a second.
///
/// At the first start of an installation the packs that come with the program are put into the
/// database and are in force by their own days. Packs that come with a later version of the program
/// arrive as drafts: the rules of a running installation change by its officers only. Thread-safe.
@Component
public class ActivePacks implements InitializingBean {
    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final PackRows.Officer PROGRAM = new PackRows.Officer("PcCovid", "PcCovid");

    private final PackRows rows;
    private final RecolouringRows recolourings;
    private final TransactionTemplate transaction;
    private final Clock clock;

    /// Link probabilities are stored as 32-bit floats: the threshold is rounded alike.
    private final double burden;

    private final Map<String, RulePack> loaded = new ConcurrentHashMap<>();
    private volatile @Nullable Current current;
    private volatile long lookedAt;

    ActivePacks(
            PackRows rows,
            RecolouringRows recolourings,
            Thresholds thresholds,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.rows = rows;
        this.recolourings = recolourings;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.burden = (float) thresholds.burden();
    }

    /// @param seq the newest publication
    /// @param open places where not everybody has been looked at since rules changed
    record Current(
            long seq,
            List<Publication> published,
            ColourEngine engine,
            List<RecolouringRows.Open> open) {}

    @Override
    public void afterPropertiesSet() {
        Scopes.run(
                Scope.worker(Purpose.OPERATION),
                () -> {
                    transaction.executeWithoutResult(status -> seed());
                    refresh();
                });
    }

    /// The rules as published now.
    public ColourEngine engine() {
        return current().engine;
    }

    /// The rules as they were known at an earlier instant: without what was published later. For
    /// the question what should have been shown then.
    public ColourEngine engineAsKnown(Instant at) {
        List<PackRows.Event> events =
                reading(rows::events).stream().filter(e -> !e.at().isAfter(at)).toList();
        List<Publication> published = published(events);
        return published.isEmpty()
                ? engine()
                : new ColourEngine(Publication.inForce(published), burden);
    }

    /// The rules as published now with one more version, from an instant on.
    ColourEngine engineWith(RulePack pack, Instant effective) {
        List<Publication> published = new ArrayList<>(current().published);
        published.add(new Publication(pack, effective, null));
        return new ColourEngine(Publication.inForce(published), burden);
    }

    /// Throws when the rules would leave somebody without an answer, or with two.
    void tryOut(List<Publication> published) {
        new ColourEngine(Publication.inForce(published), burden);
    }

    /// True when rules that cover this residence changed after the instant and the person may not
    /// have been looked at since.
    boolean mayBeOutdated(String area, Instant asOf) {
        for (RecolouringRows.Open open : current().open) {
            if (!asOf.isAfter(open.askedAt()) && open.covers(area)) {
                return true;
            }
        }
        return false;
    }

    Current current() {
        Current known = current;
        if (known != null && System.nanoTime() - lookedAt < LOOK_EVERY_NANOS) {
            return known;
        }
        return refresh();
    }

    /// Looks for new publications now.
    synchronized Current refresh() {
        Current known = current;
        lookedAt = System.nanoTime();
        // The work first: whoever sees it sees the publication it follows too.
        List<RecolouringRows.Open> open = reading(recolourings::open);
        long seq = reading(rows::newestPublication);
        Current fresh;
        if (known != null && known.seq == seq) {
            fresh = new Current(seq, known.published, known.engine, open);
        } else {
            List<Publication> published = published(reading(rows::events));
            fresh =
                    new Current(
                            seq,
                            published,
                            new ColourEngine(Publication.inForce(published), burden),
                            open);
        }
        current = fresh;
        return fresh;
    }

    private List<Publication> published(List<PackRows.Event> events) {
        Map<String, Instant> began = new LinkedHashMap<>();
        Map<String, Instant> revoked = new HashMap<>();
        for (PackRows.Event event : events) {
            String key = event.pack() + ' ' + event.version() + ' ' + event.revision();
            Instant effective = event.effective();
            switch (event.kind()) {
                case SEEDED -> began.put(key, Instant.MIN);
                case SCHEDULED -> began.put(key, effective == null ? event.at() : effective);
                case ROLLED_BACK -> revoked.put(key, effective == null ? event.at() : effective);
                case ADDED, CHECKED, REHEARSED, APPROVED -> {}
            }
        }
        if (began.keySet().stream().anyMatch(key -> !loaded.containsKey(key))) {
            loadAll();
        }
        List<Publication> published = new ArrayList<>();
        began.forEach((key, from) -> {
            RulePack pack = loaded.get(key);
            if (pack == null) {
                throw new IllegalStateException("the text of rule pack " + key + " is missing");
            }
            published.add(new Publication(pack, from, revoked.get(key)));
        });
        return published;
    }

    /// The pack of a text, type-checked and tried on its examples above the nation's packs.
    RulePack pack(PackRows.Text text) {
        RulePack known = loaded.get(text.key());
        if (known == null) {
            known = RulePack.load(text.content(), text.pack() + " " + text.version());
            loaded.put(text.key(), known);
        }
        return known;
    }

    /// Loads every text not loaded yet; what is the program's own is read once for all.
    private void loadAll() {
        Map<String, RulePack> own = new HashMap<>();
        List<RulePack> packs = RulePacks.all();
        int next = 0;
        for (String text : RulePacks.texts().values()) {
            own.put(HexFormat.of().formatHex(hash(text)), packs.get(next++));
        }
        for (PackRows.Text text : reading(rows::texts)) {
            if (!loaded.containsKey(text.key())) {
                RulePack pack = own.get(HexFormat.of().formatHex(text.hash()));
                if (pack == null) {
                    pack(text);
                } else {
                    loaded.put(text.key(), pack);
                }
            }
        }
    }

    private void seed() {
        rows.lock();
        boolean first = rows.newest() == 0;
        List<RulePack> packs = RulePacks.all();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        int next = 0;
        for (String content : RulePacks.texts().values()) {
            RulePack pack = packs.get(next++);
            if (rows.newest(pack.id(), pack.version()).isPresent()) {
                continue;
            }
            PackRows.Text text = text(pack, content, 1, PROGRAM, now);
            rows.insert(text);
            rows.append(
                    text,
                    first ? PackRows.Kind.SEEDED : PackRows.Kind.ADDED,
                    now,
                    null,
                    PROGRAM,
                    "",
                    "");
            loaded.put(text.key(), pack);
        }
    }

    static PackRows.Text text(
            RulePack pack, String content, int revision, PackRows.Officer by, Instant now) {
        return new PackRows.Text(
                pack.id(),
                pack.version(),
                revision,
                hash(content),
                content,
                pack.layer().name(),
                pack.jurisdiction(),
                by.name(),
                by.office(),
                now);
    }

    static byte[] hash(String content) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(content.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is in every JDK", e);
        }
    }

    /// In the caller's transaction, or in the worker's scope.
    private <T> T reading(java.util.function.Supplier<T> body) {
        return TransactionSynchronizationManager.isActualTransactionActive()
                ? body.get()
                : Scopes.call(Scope.worker(Purpose.COLOURING), body::get);
    }
}
