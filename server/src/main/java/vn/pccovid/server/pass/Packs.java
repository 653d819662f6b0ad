package vn.pccovid.server.pass;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.colour.PackDiff;
import vn.pccovid.lib.colour.PackRule;
import vn.pccovid.lib.colour.PolicyCheck;
import vn.pccovid.lib.colour.Publication;
import vn.pccovid.lib.colour.RulePack;
import vn.pccovid.lib.colour.RulePackRefused;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

/// The door to rule packs and how one comes into force: added as a draft, checked, rehearsed on the
/// whole population, approved by two officers, activated at an instant, and taken back at once if
/// it must be.
///
/// Every step is an event that is never changed; state and rules in force follow from the events
/// and the instant. The caller's scope says who acts and for which areas. Thread-safe; call it
/// outside a transaction.
@Service
public class Packs {
    private static final int LONGEST_REASON = 500;

    /// A text longer than this is no pack.
    private static final int LONGEST_TEXT = 1_000_000;

    /// Officers who approve a pack.
    private static final int APPROVALS = 2;

    private final PackRows rows;
    private final ActivePacks active;
    private final Recolouring recolouring;
    private final RecolouringRows recolourings;
    private final RehearsalRows rehearsals;
    private final RulesProperties limits;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Packs(
            PackRows rows,
            ActivePacks active,
            Recolouring recolouring,
            RecolouringRows recolourings,
            RehearsalRows rehearsals,
            RulesProperties limits,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.rows = rows;
        this.active = active;
        this.recolouring = recolouring;
        this.recolourings = recolourings;
        this.rehearsals = rehearsals;
        this.limits = limits;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// Where a version stands.
    public enum State {
        DRAFT,
        CHECKED,
        REHEARSED,
        APPROVED,
        /// Its activation lies ahead.
        SCHEDULED,
        ACTIVE,
        /// Another version took its place, or its last day has passed.
        SUPERSEDED,
        ROLLED_BACK
    }

    /// One version as a list shows it.
    ///
    /// @param begins from when it decides; null: not scheduled
    /// @param ends until when; null: no end
    public record Line(
            String pack,
            String version,
            int revision,
            State state,
            PackRule.Words title,
            String layer,
            String jurisdiction,
            String author,
            Instant addedAt,
            @Nullable Instant begins,
            @Nullable Instant ends,
            int rules) {}

    /// One step of a version's life.
    public record Step(
            String kind,
            Instant at,
            @Nullable Instant effective,
            String actor,
            String office,
            String reason,
            String detail) {}

    public record RuleView(
            String id,
            String kind,
            Colour colour,
            String sentence,
            String when,
            PackRule.Words reason,
            PackRule.Words nextStep,
            boolean lackOfData) {}

    public record SentenceView(String id, String text, String vi, String source) {}

    public record NumberView(String name, String value, String source, boolean certain) {}

    /// What may be done next with a version, so that a page offers nothing that would be refused.
    ///
    /// @param approvals officers who approved the newest rehearsal
    /// @param rehearsalStale why the rehearsal no longer counts; empty: it counts
    public record Next(
            boolean check,
            boolean rehearse,
            boolean approve,
            boolean schedule,
            boolean rollBack,
            List<String> approvals,
            int approvalsNeeded,
            String rehearsalStale) {}

    /// A version with all that is known of it.
    ///
    /// @param others other versions of the pack, newest first, to compare with
    /// @param recolouring the work that follows its newest publication; null: none
    public record View(
            Line line,
            String about,
            String contentHash,
            String content,
            List<SentenceView> sentences,
            List<NumberView> numbers,
            List<RuleView> rules,
            List<Step> steps,
            List<String> others,
            @Nullable UUID rehearsal,
            Next next,
            @Nullable Work recolouring) {}

    /// @param changed persons whose answer was written anew
    public record Work(long people, long changed, boolean done) {}

    /// The differences between two versions in words.
    public record Diff(String pack, String before, String after, List<PackDiff.Change> changes) {}

    /// All versions, what decides now first.
    public List<Line> list() {
        return reading(() -> {
            List<PackRows.Event> events = rows.events();
            List<Line> lines = new ArrayList<>();
            for (PackRows.Text text : newestRevisions()) {
                lines.add(line(text, events));
            }
            lines.sort(
                    Comparator.comparing((Line l) -> l.layer)
                            .thenComparing(Line::pack)
                            .thenComparing(Line::addedAt, Comparator.reverseOrder())
                            .thenComparing(Line::version, Comparator.reverseOrder()));
            return List.copyOf(lines);
        });
    }

    private List<PackRows.Text> newestRevisions() {
        Map<String, PackRows.Text> newest = new java.util.LinkedHashMap<>();
        for (PackRows.Text text : rows.texts()) {
            newest.merge(
                    text.pack() + ' ' + text.version(),
                    text,
                    (a, b) -> a.revision() < b.revision() ? b : a);
        }
        return List.copyOf(newest.values());
    }

    /// One version. Throws `pass.pack_unknown`.
    public View view(String pack, String version) {
        return reading(() -> view(required(pack, version)));
    }

    private View view(PackRows.Text text) {
        List<PackRows.Event> events = rows.events();
        RulePack pack = active.pack(text);
        Line line = line(text, events);
        RehearsalRows.Head rehearsal = rehearsals.newest(text).orElse(null);
        return new View(
                line,
                pack.about(),
                HexFormat.of().formatHex(text.hash()),
                text.content(),
                pack.sentences().entrySet().stream()
                        .map(e ->
                                new SentenceView(
                                        e.getKey(),
                                        e.getValue().text(),
                                        e.getValue().vietnamese(),
                                        e.getValue().source()))
                        .toList(),
                pack.parameters().entrySet().stream()
                        .map(e ->
                                new NumberView(
                                        e.getKey(),
                                        e.getValue().value(),
                                        e.getValue().source(),
                                        e.getValue().certain()))
                        .toList(),
                pack.rules().stream().map(r -> rule(r.rule())).toList(),
                events.stream()
                        .filter(e -> e.of(text))
                        .map(e ->
                                new Step(
                                        e.kind().stored(),
                                        e.at(),
                                        e.effective(),
                                        e.actor(),
                                        e.office(),
                                        e.reason(),
                                        e.detail()))
                        .toList(),
                newestRevisions().stream()
                        .filter(t ->
                                t.pack().equals(text.pack()) && !t.version().equals(text.version()))
                        .sorted(Comparator.comparing(PackRows.Text::addedAt).reversed())
                        .map(PackRows.Text::version)
                        .toList(),
                rehearsal == null ? null : rehearsal.id(),
                next(text, line, events, rehearsal),
                work(text, events));
    }

    private static RuleView rule(PackRule rule) {
        return new RuleView(
                rule.id(),
                rule.kind().name().toLowerCase(Locale.ROOT),
                rule.colour(),
                rule.sentence(),
                rule.when(),
                rule.reason(),
                rule.nextStep(),
                rule.lackOfData());
    }

    private Next next(
            PackRows.Text text,
            Line line,
            List<PackRows.Event> events,
            RehearsalRows.@Nullable Head rehearsal) {
        String stale = stale(text, rehearsal);
        Set<String> approvals = approvals(text, events, rehearsal);
        String me = Scopes.required().actor();
        State state = line.state;
        boolean before =
                state == State.CHECKED || state == State.REHEARSED || state == State.APPROVED;
        boolean mine = governs(text);
        return new Next(
                mine && state == State.DRAFT,
                mine && before,
                mine
                        && before
                        && stale.isEmpty()
                        && approvals.size() < APPROVALS
                        && !approvals.contains(me)
                        && (approvals.isEmpty() || !me.equals(text.author())),
                mine && before && stale.isEmpty() && approvals.size() >= APPROVALS,
                governs(text) && (state == State.SCHEDULED || state == State.ACTIVE),
                List.copyOf(approvals),
                APPROVALS,
                stale);
    }

    private @Nullable Work work(PackRows.Text text, List<PackRows.Event> events) {
        for (PackRows.Event event : events.reversed()) {
            if (event.of(text) && event.publishes()) {
                Optional<RecolouringRows.Progress> progress = recolourings.progress(event.seq());
                return progress.map(p -> new Work(p.people(), p.changed(), p.done())).orElse(null);
            }
        }
        return null;
    }

    /// What is different in a version, in words. Without `beside` the version in force now, or the
    /// one added before it.
    public Diff diff(String pack, String version, String beside) {
        return reading(() -> {
            PackRows.Text after = required(pack, version);
            String other = beside.isEmpty() ? natural(after) : beside;
            if (other.isEmpty()) {
                return new Diff(pack, "", version, List.of());
            }
            return new Diff(
                    pack,
                    other,
                    version,
                    PackDiff.between(active.pack(required(pack, other)), active.pack(after)));
        });
    }

    private String natural(PackRows.Text text) {
        List<PackRows.Event> events = rows.events();
        List<Line> others =
                newestRevisions().stream()
                        .filter(t ->
                                t.pack().equals(text.pack()) && !t.version().equals(text.version()))
                        .map(t -> line(t, events))
                        .sorted(
                                Comparator.comparing((Line l) -> l.state != State.ACTIVE)
                                        .thenComparing(Line::addedAt, Comparator.reverseOrder())
                                        .thenComparing(Line::version, Comparator.reverseOrder()))
                        .toList();
        return others.isEmpty() ? "" : others.getFirst().version;
    }

    /// Keeps a text as a draft: a new version, or a corrected draft of one that was never
    /// scheduled.
    ///
    /// Throws `pass.pack_refused` with line and column when it is not understood,
    /// `pass.version_taken`, `pass.pack_area` for a jurisdiction beyond the caller's areas.
    public View add(String content) {
        if (content.length() > LONGEST_TEXT) {
            throw Problem.of("pass.pack_too_long", Map.of("longest", LONGEST_TEXT));
        }
        RulePack pack;
        try {
            pack = RulePack.load(content, "pack");
        } catch (RulePackRefused e) {
            throw refused(e);
        }
        refuseBeyondAreas(pack.jurisdiction());
        return writing(() -> {
            rows.lock();
            Optional<PackRows.Text> before = rows.newest(pack.id(), pack.version());
            if (before.isPresent() && published(before.get())) {
                throw Problem.of("pass.version_taken", Map.of("version", pack.named()));
            }
            PackRows.Text text =
                    ActivePacks.text(
                            pack,
                            content,
                            before.map(t -> t.revision() + 1).orElse(1),
                            officer(),
                            now());
            rows.insert(text);
            rows.append(text, PackRows.Kind.ADDED, now(), null, officer(), "", "");
            return view(text);
        });
    }

    private boolean published(PackRows.Text text) {
        return rows.events().stream().anyMatch(e -> e.of(text) && e.publishes());
    }

    private static Problem refused(RulePackRefused e) {
        String message = String.valueOf(e.getMessage());
        String place = ":" + e.line() + ":" + e.column() + ": ";
        int at = message.indexOf(place);
        return Problem.of(
                "pass.pack_refused",
                Map.of(
                        "line",
                        e.line(),
                        "column",
                        e.column(),
                        "detail",
                        at < 0 ? message : message.substring(at + place.length())));
    }

    /// Tries a draft on people ([PolicyCheck]). Throws a problem of the check that failed first,
    /// with line and column of the rule and a person to show it on.
    public View check(String pack, String version) {
        PackRows.Text text = reading(() -> governed(pack, version));
        RulePack loaded = active.pack(text);
        PolicyCheck.Report report;
        try {
            report = PolicyCheck.check(loaded, inForceFor(loaded));
        } catch (IllegalArgumentException e) {
            throw Problem.of(
                    "pass.pack_conflict", Map.of("detail", String.valueOf(e.getMessage())));
        }
        for (PolicyCheck.Finding finding : report.findings()) {
            if (finding.severity() == PolicyCheck.Severity.ERROR) {
                throw failed(text, loaded, finding);
            }
        }
        return writing(() -> {
            rows.lock();
            refuseChanged(text);
            rows.append(
                    text,
                    PackRows.Kind.CHECKED,
                    now(),
                    null,
                    officer(),
                    "",
                    String.format(
                            Locale.ROOT,
                            "%d people of up to %d facts",
                            report.people(),
                            report.facts()));
            return view(text);
        });
    }

    /// The packs a new one stands among: what is published, less versions that would be in force at
    /// the same time.
    private List<RulePack> inForceFor(RulePack pack) {
        List<RulePack> packs = new ArrayList<>(Publication.inForce(active.current().published()));
        packs.removeIf(other -> other.id().equals(pack.id()));
        return packs;
    }

    private static Problem failed(PackRows.Text text, RulePack pack, PolicyCheck.Finding finding) {
        int line = 1;
        for (RulePack.Rule rule : pack.rules()) {
            if (rule.rule().path().equals(finding.rule())
                    || rule.rule().id().equals(finding.rule())) {
                line = rule.line();
            }
        }
        String written = text.content().lines().skip(line - 1L).findFirst().orElse("");
        int column = 1 + written.length() - written.stripLeading().length();
        return Problem.of(
                "pass.check_" + finding.check().name().toLowerCase(Locale.ROOT),
                Map.of(
                        "line",
                        line,
                        "column",
                        column,
                        "rule",
                        finding.rule(),
                        "detail",
                        finding.message(),
                        "person",
                        finding.person().isEmpty() ? "–" : String.join("; ", finding.person())));
    }

    /// An officer stands for the newest rehearsal of a version. Two different officers must, and
    /// the second is not the author.
    ///
    /// Throws `pass.pack_unchecked`, `pass.rehearsal_missing`, `pass.rehearsal_old`,
    /// `pass.approved_already`, `pass.author_second`.
    public View approve(String pack, String version) {
        return writing(() -> {
            rows.lock();
            PackRows.Text text = governed(pack, version);
            RehearsalRows.Head rehearsal = rehearsed(text);
            Set<String> approvals = approvals(text, rows.events(), rehearsal);
            PackRows.Officer officer = officer();
            if (approvals.contains(officer.name()) || approvals.size() >= APPROVALS) {
                throw Problem.of("pass.approved_already");
            }
            if (!approvals.isEmpty() && officer.name().equals(text.author())) {
                throw Problem.of("pass.author_second");
            }
            rows.append(
                    text,
                    PackRows.Kind.APPROVED,
                    now(),
                    null,
                    officer,
                    "",
                    rehearsal.id().toString());
            return view(text);
        });
    }

    private static Set<String> approvals(
            PackRows.Text text,
            List<PackRows.Event> events,
            RehearsalRows.@Nullable Head rehearsal) {
        Set<String> approvals = new LinkedHashSet<>();
        if (rehearsal != null) {
            for (PackRows.Event event : events) {
                if (event.of(text)
                        && event.kind() == PackRows.Kind.APPROVED
                        && event.detail().equals(rehearsal.id().toString())) {
                    approvals.add(event.actor());
                }
            }
        }
        return approvals;
    }

    /// Puts an approved version in force from an instant on; an instant that has passed means now.
    /// Everybody it covers is looked at in the background; who will change then learns it before.
    ///
    /// Throws as [#approve], and `pass.approvals_missing`, `pass.pack_conflict` when somebody would
    /// be left without an answer or with two.
    public View schedule(String pack, String version, @Nullable Instant at) {
        writing(() -> {
            rows.lock();
            PackRows.Text text = governed(pack, version);
            RehearsalRows.Head rehearsal = rehearsed(text);
            List<PackRows.Event> events = rows.events();
            if (approvals(text, events, rehearsal).size() < APPROVALS) {
                throw Problem.of("pass.approvals_missing", Map.of("wanted", APPROVALS));
            }
            Instant now = now();
            Instant effective = at == null || at.isBefore(now) ? now : at;
            List<Publication> published = new ArrayList<>(active.refresh().published());
            published.add(new Publication(active.pack(text), effective, null));
            tryOut(published);
            long event =
                    rows.append(
                            text,
                            PackRows.Kind.SCHEDULED,
                            now,
                            effective.truncatedTo(ChronoUnit.MICROS),
                            officer(),
                            "",
                            rehearsal.id().toString());
            recolouring.ask(event, text.jurisdiction(), now);
            return event;
        });
        active.refresh();
        return view(pack, version);
    }

    /// Takes a version back at once, with a reason for those who come later: until now it was in
    /// force, from now on the version before it is again. An activation that lies ahead is
    /// cancelled.
    ///
    /// Throws `pass.not_in_force`, `pass.reason_missing`, `pass.pack_conflict`.
    public View rollBack(String pack, String version, String reason) {
        String why = reason.strip();
        if (why.isEmpty() || why.length() > LONGEST_REASON) {
            throw Problem.of("pass.reason_missing", Map.of("longest", LONGEST_REASON));
        }
        writing(() -> {
            rows.lock();
            PackRows.Text text = governed(pack, version);
            State state = line(text, rows.events()).state;
            if (state != State.ACTIVE && state != State.SCHEDULED) {
                throw Problem.of("pass.not_in_force", Map.of("version", pack + " " + version));
            }
            Instant now = now();
            RulePack loaded = active.pack(text);
            tryOut(
                    active.refresh().published().stream()
                            .map(p ->
                                    p.pack().named().equals(loaded.named()) && p.revoked() == null
                                            ? new Publication(loaded, p.effective(), now)
                                            : p)
                            .toList());
            long event = rows.append(text, PackRows.Kind.ROLLED_BACK, now, now, officer(), why, "");
            recolouring.ask(event, text.jurisdiction(), now);
            return event;
        });
        active.refresh();
        return view(pack, version);
    }

    private void tryOut(List<Publication> published) {
        try {
            active.tryOut(published);
        } catch (IllegalArgumentException e) {
            throw Problem.of(
                    "pass.pack_conflict", Map.of("detail", String.valueOf(e.getMessage())));
        }
    }

    /// The rehearsal that counts for a version.
    private RehearsalRows.Head rehearsed(PackRows.Text text) {
        State state = line(text, rows.events()).state;
        if (state == State.DRAFT) {
            throw Problem.of("pass.pack_unchecked");
        }
        if (published(text)) {
            throw Problem.of(
                    "pass.version_taken", Map.of("version", text.pack() + " " + text.version()));
        }
        RehearsalRows.Head rehearsal = rehearsals.newest(text).orElse(null);
        String stale = stale(text, rehearsal);
        if (rehearsal == null || stale.equals("missing")) {
            throw Problem.of("pass.rehearsal_missing");
        }
        if (!stale.isEmpty()) {
            throw Problem.of(
                    "pass.rehearsal_old", Map.of("hours", limits.rehearsalValid().toHours()));
        }
        return rehearsal;
    }

    /// Empty when the rehearsal counts: it is of this very text, finished, young enough, and no
    /// rules were published since.
    private String stale(PackRows.Text text, RehearsalRows.@Nullable Head rehearsal) {
        if (rehearsal == null
                || rehearsal.revision() != text.revision()
                || rehearsal.finishedAt() == null) {
            return "missing";
        }
        if (rehearsal.finishedAt().isBefore(now().minus(limits.rehearsalValid()))) {
            return "old";
        }
        return rehearsal.rulesSeq() == rows.newestPublication() ? "" : "rules_changed";
    }

    /// A version in the caller's areas, for work on it.
    PackRows.Text governed(String pack, String version) {
        PackRows.Text text = required(pack, version);
        refuseBeyondAreas(text.jurisdiction());
        return text;
    }

    private PackRows.Text required(String pack, String version) {
        return rows.newest(pack, version)
                .orElseThrow(() ->
                        Problem.of("pass.pack_unknown", Map.of("version", pack + " " + version)));
    }

    private void refuseChanged(PackRows.Text text) {
        if (required(text.pack(), text.version()).revision() != text.revision()) {
            throw Problem.of(
                    "pass.pack_changed", Map.of("version", text.pack() + " " + text.version()));
        }
    }

    private static boolean governs(PackRows.Text text) {
        return governs(text.jurisdiction());
    }

    /// National packs are for officers of the nation, a province's for officers of that province.
    private static boolean governs(String jurisdiction) {
        return Scopes.required().areas().stream()
                .anyMatch(area ->
                        area.equals("*")
                                || (!jurisdiction.isEmpty()
                                        && (jurisdiction.equals(area)
                                                || jurisdiction.startsWith(area + "/"))));
    }

    private static void refuseBeyondAreas(String jurisdiction) {
        if (!governs(jurisdiction)) {
            throw Problem.of("pass.pack_area");
        }
    }

    private Line line(PackRows.Text text, List<PackRows.Event> events) {
        RulePack pack = active.pack(text);
        Instant begins = null;
        Instant ends = null;
        boolean revoked = false;
        boolean checked = false;
        boolean rehearsed = false;
        boolean published = false;
        Set<String> approved = new LinkedHashSet<>();
        for (PackRows.Event event : events) {
            if (!event.of(text)) {
                continue;
            }
            switch (event.kind()) {
                case ADDED -> {}
                case CHECKED -> checked = true;
                case REHEARSED -> {
                    rehearsed = true;
                    approved.clear();
                }
                case APPROVED -> approved.add(event.actor());
                case SEEDED, SCHEDULED -> published = true;
                case ROLLED_BACK -> {
                    revoked = true;
                    ends = event.effective();
                }
            }
        }
        State state;
        if (revoked) {
            state = State.ROLLED_BACK;
        } else if (published) {
            List<RulePack> stretches =
                    Publication.inForce(active.current().published()).stream()
                            .filter(p -> p.id().equals(text.pack()))
                            .filter(p -> p.version().equals(text.version()))
                            .toList();
            Instant now = now();
            begins = stretches.isEmpty() ? pack.from() : stretches.getFirst().from();
            ends = stretches.isEmpty() ? null : stretches.getLast().until();
            boolean inForce =
                    stretches.stream()
                            .anyMatch(p ->
                                    !now.isBefore(p.from())
                                            && (p.until() == null || now.isBefore(p.until())));
            boolean ahead = stretches.stream().anyMatch(p -> now.isBefore(p.from()));
            state = inForce ? State.ACTIVE : ahead ? State.SCHEDULED : State.SUPERSEDED;
        } else if (approved.size() >= APPROVALS) {
            state = State.APPROVED;
        } else if (rehearsed) {
            state = State.REHEARSED;
        } else {
            state = checked ? State.CHECKED : State.DRAFT;
        }
        return new Line(
                text.pack(),
                text.version(),
                text.revision(),
                state,
                pack.title(),
                text.layer(),
                text.jurisdiction(),
                text.author(),
                text.addedAt(),
                begins,
                ends,
                pack.rules().size());
    }

    private static PackRows.Officer officer() {
        Scope scope = Scopes.required();
        return new PackRows.Officer(scope.actor(), scope.office());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private <T> T reading(Supplier<T> body) {
        return Objects.requireNonNull(transaction.execute(status -> body.get()));
    }

    /// As the worker's role, in the name of the caller.
    private <T> T writing(Supplier<T> body) {
        List<String> areas = Scopes.required().areas();
        return Scopes.call(worker(Scopes.required(), areas), () -> reading(body));
    }

    /// The caller writing as the worker's role, still bound to the own areas.
    private static Scope worker(Scope scope, List<String> areas) {
        return new Scope(
                scope.actor(),
                scope.office(),
                scope.role(),
                scope.purpose(),
                scope.category(),
                areas,
                List.of(),
                vn.pccovid.server.access.DatabaseRole.WORKER);
    }
}
