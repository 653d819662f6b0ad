package vn.pccovid.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.linkage.BlockingKey;
import vn.pccovid.lib.linkage.CandidatePerson;
import vn.pccovid.lib.linkage.Completeness;
import vn.pccovid.lib.linkage.FeatureCache;
import vn.pccovid.lib.linkage.Judge;
import vn.pccovid.lib.linkage.LinkageModel;
import vn.pccovid.lib.linkage.Thresholds;
import vn.pccovid.lib.linkage.Verdict;

/// Links records in memory the way the server does with tables: candidates by blocking key, a
/// verdict, and at the end waiting records and small persons are judged again until nothing
/// changes.
final class MemoryLinks {
    /// Passes of settling; each can only join.
    private static final int MOST_PASSES = 6;

    private final Judge judge;
    private final FeatureCache cache;
    private final List<PersonDescription> records;
    private final int[] personOf;
    private final String[] waitingFor;
    private final List<List<Integer>> persons = new ArrayList<>();
    private final Map<BlockingKey, Set<Integer>> index = new HashMap<>();
    private long comparisons;

    MemoryLinks(List<PersonDescription> records, Completeness completeness) {
        judge = new Judge(LinkageModel.standard(), Thresholds.standard(), completeness);
        this.records = records;
        cache = new FeatureCache(records.size() + 1);
        personOf = new int[records.size()];
        Arrays.fill(personOf, -1);
        waitingFor = new String[records.size()];
        Arrays.fill(waitingFor, "");
    }

    /// Person of each record, -1 while it waits.
    int[] personOf() {
        return personOf;
    }

    String waitingFor(int record) {
        return waitingFor[record];
    }

    /// Record–person comparisons made so far.
    long comparisons() {
        return comparisons;
    }

    Map<String, Integer> waiting() {
        Map<String, Integer> count = new TreeMap<>();
        for (int i = 0; i < personOf.length; i++) {
            if (personOf[i] < 0) {
                count.merge(waitingFor[i], 1, Integer::sum);
            }
        }
        return count;
    }

    void link() {
        for (int i = 0; i < personOf.length; i++) {
            place(i);
        }
        boolean changed = true;
        for (int pass = 0; changed && pass < MOST_PASSES; pass++) {
            changed = false;
            for (int p = 0; p < persons.size(); p++) {
                changed |= join(p);
            }
            for (int i = 0; i < personOf.length; i++) {
                if (personOf[i] < 0) {
                    changed |= place(i);
                }
            }
        }
    }

    private boolean place(int i) {
        List<BlockingKey> keys = BlockingKey.of(records.get(i));
        List<CandidatePerson> candidates = candidates(keys, -1);
        return switch (judge.judge(records.get(i), candidates, cache)) {
            case Verdict.Link link -> {
                add(i, number(link.personId()), keys);
                yield true;
            }
            case Verdict.NewPerson any -> {
                persons.add(new ArrayList<>());
                add(i, persons.size() - 1, keys);
                yield true;
            }
            case Verdict.Wait wait -> {
                waitingFor[i] = wait.reason();
                yield false;
            }
        };
    }

    /// Joins a person to another one that must be the same human.
    private boolean join(int p) {
        List<Integer> own = persons.get(p);
        if (own.isEmpty()) {
            return false;
        }
        Set<BlockingKey> keys = new LinkedHashSet<>();
        own.forEach(i -> keys.addAll(BlockingKey.of(records.get(i))));
        List<CandidatePerson> candidates = candidates(keys, p);
        if (candidates.isEmpty()) {
            return false;
        }
        Verdict verdict = judge.judge(person(p), candidates, cache);
        if (!(verdict instanceof Verdict.Link link)) {
            return false;
        }
        for (int i : List.copyOf(own)) {
            add(i, number(link.personId()), BlockingKey.of(records.get(i)));
        }
        own.clear();
        return true;
    }

    private List<CandidatePerson> candidates(Iterable<BlockingKey> keys, int without) {
        Set<Integer> found = new LinkedHashSet<>();
        for (BlockingKey key : keys) {
            found.addAll(index.getOrDefault(key, Set.of()));
        }
        found.remove(without);
        List<CandidatePerson> candidates = new ArrayList<>(found.size());
        for (int p : found) {
            if (!persons.get(p).isEmpty()) {
                candidates.add(person(p));
            }
        }
        comparisons += candidates.size();
        return candidates;
    }

    private CandidatePerson person(int p) {
        return new CandidatePerson(
                new UUID(0, p), persons.get(p).stream().map(records::get).distinct().toList());
    }

    private static int number(UUID id) {
        return (int) id.getLeastSignificantBits();
    }

    private void add(int record, int p, List<BlockingKey> keys) {
        personOf[record] = p;
        persons.get(p).add(record);
        for (BlockingKey key : keys) {
            index.computeIfAbsent(key, any -> new LinkedHashSet<>()).add(p);
        }
    }
}
