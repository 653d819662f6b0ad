package vn.pccovid.server.person;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.linkage.CandidatePerson;
import vn.pccovid.lib.linkage.Judge;
import vn.pccovid.lib.linkage.Verdict;

/// New versions of stored records, told by their source: each is kept beside the old one and judged
/// as if the old one had never been, unless a human decided whom the record is about.
///
/// Records are judged in their order, as if one by one. Those that do not stand near each other (no
/// person is near both, no key is told by both) cannot tell the difference, so they are looked up,
/// judged and moved together; the others wait for the next round. Only called while links are
/// locked for all others. For one thread at a time.
final class Rejudging {
    /// Corrections whose surroundings are looked up together.
    private static final int TOGETHER = 250;

    private final Function<Collection<Long>, Linker.Around> surroundings;
    private final LinkRows rows;
    private final BlindIndex index;
    private final Vault vault;
    private final RegisterSurvey survey;
    private final Relinker relinker;
    private final Clock clock;

    /// @param surroundings everyone near keys, as new records meet them
    Rejudging(
            Function<Collection<Long>, Linker.Around> surroundings,
            LinkRows rows,
            BlindIndex index,
            Vault vault,
            RegisterSurvey survey,
            Relinker relinker,
            Clock clock) {
        this.surroundings = surroundings;
        this.rows = rows;
        this.index = index;
        this.vault = vault;
        this.survey = survey;
        this.relinker = relinker;
        this.clock = clock;
    }

    /// A stored record that its source tells otherwise now.
    ///
    /// @param version the new one
    /// @param keyHash and `contentHash` of what the source sent
    record Correction(
            UUID recordId, int version, byte[] keyHash, byte[] contentHash, IncomingRecord in) {
        Stored stored() {
            return new Stored(recordId, version, in.source(), in.authoritative(), in.description());
        }
    }

    /// In the order in which they were told; a record may be told more than once.
    void correct(List<Correction> corrections) {
        if (corrections.isEmpty()) {
            return;
        }
        Set<Long> strong = new HashSet<>();
        corrections.forEach(c -> strong.addAll(index.of(c.in().description()).strong()));
        rows.lockIdentifiers(strong);
        for (int from = 0; from < corrections.size(); from += TOGETHER) {
            List<Correction> open =
                    corrections.subList(from, Math.min(from + TOGETHER, corrections.size()));
            keep(open);
            while (!open.isEmpty()) {
                open = judge(open);
            }
        }
    }

    private void keep(List<Correction> told) {
        rows.insertRecords(
                told.stream()
                        .map(c ->
                                new LinkRows.NewRecord(
                                        c.stored(),
                                        Portrait.path(c.in().description()),
                                        c.in().receivedAt(),
                                        vault.original(c.in(), c.recordId(), c.version()),
                                        vault.canonical(c.in(), c.recordId(), c.version())))
                        .toList());
        Map<ByteBuffer, LinkRows.Known> last = new LinkedHashMap<>();
        told.forEach(c ->
                last.put(
                        ByteBuffer.wrap(c.keyHash()),
                        new LinkRows.Known(c.recordId(), c.version(), c.contentHash())));
        rows.newVersions(last);
    }

    /// Judges and moves those that stand near nobody before them; answers the others.
    private List<Correction> judge(List<Correction> open) {
        Nearby nearby = new Nearby(open);
        Judge judge = survey.judge();
        Set<UUID> taken = new HashSet<>();
        Set<Long> takenKeys = new HashSet<>();
        Map<String, List<Relinker.Move>> moves = new LinkedHashMap<>();
        List<Correction> later = new ArrayList<>();
        for (Correction correction : open) {
            List<Long> keys = index.of(correction.in().description()).all();
            Set<UUID> near = nearby.of(correction, keys);
            if (!Collections.disjoint(near, taken) || !Collections.disjoint(keys, takenKeys)) {
                later.add(correction);
                taken.addAll(near);
            } else {
                Relinker.Move move = nearby.rejudged(correction.stored(), keys, judge);
                moves.computeIfAbsent(move.decidedBy(), by -> new ArrayList<>()).add(move);
                taken.add(correction.recordId());
                nearby.home(correction.recordId()).ifPresent(taken::add);
                if (move.to() != null) {
                    taken.add(move.to());
                }
            }
            takenKeys.addAll(keys);
        }
        moves.values().forEach(relinker::apply);
        return later;
    }

    /// Where records stand and who is near them, looked up together.
    private final class Nearby {
        private final Map<UUID, LinkRows.Placed> placed;
        private final Map<UUID, Set<UUID>> apart;
        private final Linker.Around around;
        private final Map<UUID, LinkRows.Loaded> homes;

        Nearby(List<Correction> open) {
            List<UUID> ids = open.stream().map(Correction::recordId).distinct().toList();
            Set<Long> keys = new LinkedHashSet<>();
            open.forEach(c -> keys.addAll(index.of(c.in().description()).all()));
            placed = rows.placedBy(ids);
            apart = rows.apartOf(ids);
            around = surroundings.apply(keys);
            homes =
                    rows.load(
                            placed.values().stream()
                                    .map(LinkRows.Placed::personId)
                                    .filter(id -> !around.persons().containsKey(id))
                                    .distinct()
                                    .toList(),
                            LinkRows.RECORDS_COMPARED);
        }

        java.util.Optional<UUID> home(UUID record) {
            return java.util.Optional.ofNullable(placed.get(record)).map(LinkRows.Placed::personId);
        }

        /// The record itself and everybody whose being there could matter to it.
        Set<UUID> of(Correction correction, List<Long> keys) {
            Set<UUID> near = new HashSet<>();
            near.add(correction.recordId());
            home(correction.recordId()).ifPresent(near::add);
            around.candidates(keys).forEach(subject -> near.add(subject.id));
            return near;
        }

        Relinker.Move rejudged(Stored stored, List<Long> keys, Judge judge) {
            LinkRows.Placed at = placed.get(stored.recordId());
            UUID home = at == null ? null : at.personId();
            if (at != null && home != null && Linker.byHuman(at.by())) {
                return Relinker.Move.to(stored, home, at.probability(), at.by(), "", "correction");
            }
            Set<UUID> kept = apart.getOrDefault(stored.recordId(), Set.of());
            List<CandidatePerson> candidates = new ArrayList<>();
            boolean alone = false;
            for (Linker.Subject subject : persons(keys, home)) {
                boolean keptApart =
                        subject.records.stream().anyMatch(r -> kept.contains(r.recordId()));
                Linker.Subject others = subject.without(stored.recordId());
                if (others.records.isEmpty()) {
                    alone |= subject.id.equals(home);
                } else if (!keptApart) {
                    candidates.add(others.candidate());
                }
            }
            UUID own = alone && home != null ? home : TimedId.next(clock);
            return switch (judge.judge(stored.description(), candidates)) {
                case Verdict.Link link ->
                        Relinker.Move.to(
                                stored,
                                link.personId(),
                                (float) link.probability(),
                                Linker.BY_MODEL,
                                Linker.text(link.evidence()),
                                "correction");
                case Verdict.NewPerson none ->
                        Relinker.Move.to(stored, own, 1, Linker.BY_MODEL, "", "correction");
                case Verdict.Wait wait ->
                        alone || wait.candidates().stream().anyMatch(c -> c.personId().equals(home))
                                ? Relinker.Move.to(
                                        stored,
                                        Objects.requireNonNull(home),
                                        at == null ? 1 : at.probability(),
                                        Linker.BY_MODEL,
                                        "",
                                        "correction")
                                : Relinker.Move.waiting(
                                        stored,
                                        wait.candidates().isEmpty()
                                                ? 0
                                                : (float)
                                                        wait.candidates().getFirst().probability(),
                                        Linker.BY_MODEL,
                                        wait.reason());
            };
        }

        private Collection<Linker.Subject> persons(List<Long> keys, @Nullable UUID home) {
            Map<UUID, Linker.Subject> persons = new LinkedHashMap<>();
            around.candidates(keys).forEach(subject -> persons.put(subject.id, subject));
            if (home != null && !persons.containsKey(home)) {
                Linker.Subject near = around.persons().get(home);
                LinkRows.Loaded loaded = homes.get(home);
                if (near != null) {
                    persons.put(home, near);
                } else if (loaded != null) {
                    persons.put(
                            home, new Linker.Subject(home, false, loaded.area(), loaded.records()));
                }
            }
            return persons.values();
        }
    }
}
