package vn.pccovid.program.demo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How well the links agree with the truth, pairwise over records of the final clusters: of all
/// pairs of records on one person, how many belong together (precision); of all pairs that belong
/// together, how many are on one person (recall).
///
/// Recall counts rows with strong or weak evidence; a row that says nothing about anybody cannot be
/// linked and is counted apart. Precision counts every linked row.
///
/// @param pairsLinked pairs of records on one person
/// @param pairsRight of these, pairs that belong together
/// @param pairsTrue pairs that belong together, among rows with evidence
/// @param pairsFound of these, pairs on one person
/// @param rows rows by evidence
/// @param byErrorClass by class of planted error, `clean` for rows without
record LinkQuality(
        long pairsLinked,
        long pairsRight,
        long pairsTrue,
        long pairsFound,
        Map<TruthRow.Evidence, Long> rows,
        Map<String, ErrorClass> byErrorClass) {

    /// What became of the rows with one class of error.
    ///
    /// @param right on the same person as most of the records of their truth
    /// @param wrong on a person most of whose records are somebody else's
    /// @param apart neither: waiting, or a person of their own
    record ErrorClass(long rows, long right, long wrong, long apart) {
        double rightShare() {
            return rows == 0 ? 0 : (double) right / rows;
        }
    }

    double precision() {
        return pairsLinked == 0 ? 1 : (double) pairsRight / pairsLinked;
    }

    double recall() {
        return pairsTrue == 0 ? 1 : (double) pairsFound / pairsTrue;
    }

    /// Lower end of the 95 % Wilson interval of the precision. Pairs of one cluster are not
    /// independent, so the true bound is somewhat wider.
    double precisionAtLeast() {
        return wilsonLow(pairsRight, pairsLinked);
    }

    static double wilsonLow(long hits, long n) {
        if (n == 0) {
            return 0;
        }
        double z = 1.959964;
        double p = (double) hits / n;
        double z2 = z * z / n;
        return (p + z2 / 2 - z * Math.sqrt(p * (1 - p) / n + z2 / (4 * n))) / (1 + z2);
    }

    /// @param truth rows that describe people
    /// @param links person of each linked row; a row that waits is absent
    static LinkQuality of(Map<RowKey, TruthRow> truth, Map<RowKey, String> links) {
        var evidence = new TreeMap<TruthRow.Evidence, Long>();
        var cells = new Cells();
        var cellsWithEvidence = new Cells();
        truth.forEach((key, row) -> {
            evidence.merge(row.evidence(), 1L, Long::sum);
            String person = links.get(key);
            if (person != null) {
                cells.add(person, row.person());
            }
            if (row.evidence() != TruthRow.Evidence.NONE) {
                cellsWithEvidence.truth.merge(row.person(), 1L, Long::sum);
                if (person != null) {
                    cellsWithEvidence.both.merge(List.of(person, row.person()), 1L, Long::sum);
                }
            }
        });
        return new LinkQuality(
                pairs(cells.linked.values()),
                pairs(cells.both.values()),
                pairs(cellsWithEvidence.truth.values()),
                pairs(cellsWithEvidence.both.values()),
                evidence,
                byErrorClass(truth, links, cells));
    }

    private static Map<String, ErrorClass> byErrorClass(
            Map<RowKey, TruthRow> truth, Map<RowKey, String> links, Cells cells) {
        var mainOfTruth = cells.largest(1);
        var ownerOfPerson = cells.largest(0);
        var counts = new TreeMap<String, long[]>();
        truth.forEach((key, row) -> {
            String person = links.get(key);
            int fate;
            if (person == null) {
                fate = 2;
            } else if (person.equals(mainOfTruth.get(row.person()))
                    && row.person().equals(ownerOfPerson.get(person))) {
                fate = 0;
            } else {
                fate = row.person().equals(ownerOfPerson.get(person)) ? 2 : 1;
            }
            var classes = row.errors().isEmpty() ? List.of("clean") : row.errors();
            for (String name : classes) {
                counts.computeIfAbsent(name, n -> new long[3])[fate]++;
            }
        });
        var result = new TreeMap<String, ErrorClass>();
        counts.forEach((name, c) ->
                result.put(name, new ErrorClass(c[0] + c[1] + c[2], c[0], c[1], c[2])));
        return result;
    }

    /// Whom each person is, by the truth of most of their records; ties go to the smaller name.
    static Map<String, String> owners(Map<RowKey, TruthRow> truth, Map<RowKey, String> links) {
        var cells = new Cells();
        links.forEach((key, person) -> {
            var row = truth.get(key);
            if (row != null) {
                cells.add(person, row.person());
            }
        });
        return cells.largest(0);
    }

    private static long pairs(Collection<Long> sizes) {
        return sizes.stream().mapToLong(n -> n * (n - 1) / 2).sum();
    }

    /// The contingency table of persons (0) and truths (1).
    private static final class Cells {
        private final Map<String, Long> linked = new HashMap<>();
        private final Map<String, Long> truth = new HashMap<>();
        private final Map<List<String>, Long> both = new HashMap<>();

        void add(String person, String truthPerson) {
            linked.merge(person, 1L, Long::sum);
            both.merge(List.of(person, truthPerson), 1L, Long::sum);
        }

        Map<String, String> largest(int side) {
            var best = new HashMap<String, String>();
            var most = new HashMap<String, Long>();
            var keys = new ArrayList<>(both.keySet());
            keys.sort((a, b) -> a.get(1 - side).compareTo(b.get(1 - side)));
            for (var key : keys) {
                long n = both.getOrDefault(key, 0L);
                if (n > most.getOrDefault(key.get(side), 0L)) {
                    most.put(key.get(side), n);
                    best.put(key.get(side), key.get(1 - side));
                }
            }
            return best;
        }
    }
}
