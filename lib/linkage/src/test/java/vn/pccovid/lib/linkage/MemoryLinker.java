package vn.pccovid.lib.linkage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import vn.pccovid.lib.identity.PersonDescription;

/// Links rows in memory as the server does with tables: fetch candidates by key, judge, and settle
/// at the end.
final class MemoryLinker {
    private final Judge judge = new Judge(LinkageModel.standard(), Thresholds.standard());
    private final FeatureCache cache = new FeatureCache(1_000_000);
    private final List<PersonDescription> records;

    /// Person of each record, -1 while it waits.
    final int[] personOf;

    private final List<List<Integer>> persons = new ArrayList<>();
    private final Map<BlockingKey, Set<Integer>> index = new HashMap<>();
    final Map<String, Integer> waits = new HashMap<>();
    long comparisons;

    MemoryLinker(List<PersonDescription> records) {
        this.records = records;
        personOf = new int[records.size()];
        for (int i = 0; i < personOf.length; i++) {
            personOf[i] = -1;
        }
    }

    void run() {
        for (int i = 0; i < personOf.length; i++) {
            place(i, true);
        }
        boolean changed = true;
        for (int pass = 0; changed && pass < 5; pass++) {
            changed = false;
            waits.clear();
            for (int i = 0; i < personOf.length; i++) {
                if (personOf[i] < 0 || persons.get(personOf[i]).size() == 1) {
                    changed |= place(i, personOf[i] < 0);
                }
            }
        }
    }

    private boolean place(int i, boolean mayFound) {
        PersonDescription record = records.get(i);
        List<BlockingKey> keys = BlockingKey.of(record);
        Set<Integer> found = new LinkedHashSet<>();
        for (BlockingKey key : keys) {
            found.addAll(index.getOrDefault(key, Set.of()));
        }
        found.remove(personOf[i]);
        List<CandidatePerson> candidates = new ArrayList<>(found.size());
        for (int person : found) {
            List<PersonDescription> known = persons.get(person).stream().map(records::get).toList();
            if (!known.isEmpty()) {
                candidates.add(new CandidatePerson(new UUID(0, person), known));
            }
        }
        comparisons += candidates.size();
        return switch (judge.judge(record, candidates, cache)) {
            case Verdict.Link link -> {
                if (personOf[i] >= 0) {
                    persons.get(personOf[i]).clear();
                }
                join(i, (int) link.personId().getLeastSignificantBits(), keys);
                yield true;
            }
            case Verdict.NewPerson any -> {
                if (mayFound) {
                    persons.add(new ArrayList<>());
                    join(i, persons.size() - 1, keys);
                }
                yield mayFound;
            }
            case Verdict.Wait wait -> {
                waits.merge(wait.reason(), 1, Integer::sum);
                yield false;
            }
        };
    }

    private void join(int i, int person, List<BlockingKey> keys) {
        personOf[i] = person;
        persons.get(person).add(i);
        for (BlockingKey key : keys) {
            index.computeIfAbsent(key, any -> new LinkedHashSet<>()).add(person);
        }
    }
}
