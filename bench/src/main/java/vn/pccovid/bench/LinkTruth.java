package vn.pccovid.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What the simulation knows of the rows of `bench link`, and how a partition compares with it.
///
/// Pairs are pairs of rows of one final cluster. Recall counts pairs of one person's rows that both
/// have strong or weak evidence; precision counts every pair put together.
final class LinkTruth {
    /// Error classes of the simulation, and rows without any.
    static final String NO_ERROR = "none";

    private final int rows;
    private final int[] person;
    private final boolean[] counts;
    private final boolean[] doses;
    private final short[] errors;
    private final List<String> combinations = new ArrayList<>();
    private final List<int[]> misplaced = new ArrayList<>();

    private LinkTruth(int rows) {
        this.rows = rows;
        person = new int[rows + 1];
        counts = new boolean[rows + 1];
        doses = new boolean[rows + 1];
        errors = new short[rows + 1];
    }

    /// How good a partition is.
    ///
    /// @param pairs of all rows
    /// @param byError the same seen from the rows with an error: each pair once per such row
    /// @param peopleComplete share of people whose registrations are all with most of their rows
    ///   and none of whose doses was entered under somebody else; negative when doses are not known
    record Quality(PairQuality pairs, Map<String, PairQuality> byError, double peopleComplete) {
        double f1() {
            return f1(pairs);
        }

        static double f1(PairQuality q) {
            double p = q.precision();
            double r = q.recall();
            return p + r == 0 ? 0 : 2 * p * r / (p + r);
        }
    }

    static LinkTruth read(Path folder) throws IOException {
        LinkTruth truth = new LinkTruth(count(folder.resolve("truth.csv")));
        Map<String, Short> known = new HashMap<>();
        try (BufferedReader in = Files.newBufferedReader(folder.resolve("truth.csv"))) {
            in.readLine();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] cell = line.split(",", -1);
                int row = Integer.parseInt(cell[0]);
                truth.person[row] = Integer.parseInt(cell[1], 1, cell[1].length(), 10);
                truth.counts[row] = !cell[2].equals("none");
                Short number = known.get(cell[3]);
                if (number == null) {
                    number = (short) truth.combinations.size();
                    known.put(cell[3], number);
                    truth.combinations.add(cell[3]);
                }
                truth.errors[row] = number;
            }
        }
        Path doses = folder.resolve("doses.csv");
        if (Files.exists(doses)) {
            truth.doses(folder.resolve("incoming.csv"), doses);
        }
        return truth;
    }

    private static int count(Path file) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            int lines = -1;
            while (in.readLine() != null) {
                lines++;
            }
            return lines;
        }
    }

    private void doses(Path incoming, Path given) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(incoming)) {
            in.readLine();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] cell = line.split(",", 3);
                doses[Integer.parseInt(cell[0])] = cell[1].equals("vaccination_people");
            }
        }
        try (BufferedReader in = Files.newBufferedReader(given)) {
            in.readLine();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] cell = line.split(",", -1);
                if (!cell[1].isEmpty() && !cell[0].equals(cell[1])) {
                    misplaced.add(
                            new int[] {
                                Integer.parseInt(cell[0], 1, cell[0].length(), 10),
                                Integer.parseInt(cell[1], 1, cell[1].length(), 10)
                            });
                }
            }
        }
    }

    int rows() {
        return rows;
    }

    int person(int row) {
        return person[row];
    }

    boolean counts(int row) {
        return counts[row];
    }

    /// Errors of a row, `;` between.
    String errors(int row) {
        return combinations.get(errors[row]);
    }

    /// Rows in the order of their people.
    int[] byPerson() {
        long[] order = new long[rows];
        for (int row = 1; row <= rows; row++) {
            order[row - 1] = (long) person[row] << 32 | row;
        }
        Arrays.sort(order);
        return Arrays.stream(order).mapToInt(o -> (int) o).toArray();
    }

    /// @param cluster of each row, from index 1
    Quality quality(int[] cluster) {
        long[] order = new long[rows];
        for (int row = 1; row <= rows; row++) {
            order[row - 1] = (long) cluster[row] << 32 | row;
        }
        Arrays.sort(order);
        int[] size = new int[rows + 1];
        int[] right = new int[rows + 1];
        int[] found = new int[rows + 1];
        int[] wanted = new int[rows + 1];
        int start = 0;
        Map<Integer, int[]> here = new HashMap<>();
        while (start < rows) {
            int end = start;
            here.clear();
            while (end < rows && order[end] >>> 32 == order[start] >>> 32) {
                int row = (int) order[end++];
                int[] group = here.computeIfAbsent(person[row], any -> new int[2]);
                group[0]++;
                group[1] += counts[row] ? 1 : 0;
            }
            for (int i = start; i < end; i++) {
                int row = (int) order[i];
                int[] group = here.getOrDefault(person[row], new int[2]);
                size[row] = end - start;
                right[row] = group[0];
                found[row] = group[1];
            }
            start = end;
        }
        int[] byPerson = byPerson();
        start = 0;
        while (start < rows) {
            int end = start;
            int known = 0;
            while (end < rows && person[byPerson[end]] == person[byPerson[start]]) {
                known += counts[byPerson[end++]] ? 1 : 0;
            }
            for (int i = start; i < end; i++) {
                wanted[byPerson[i]] = known;
            }
            start = end;
        }
        long[] all = new long[4];
        Map<String, long[]> classes = new HashMap<>();
        for (int row = 1; row <= rows; row++) {
            long[] seen = {
                size[row] - 1,
                size[row] - right[row],
                counts[row] ? wanted[row] - 1 : 0,
                counts[row] ? found[row] - 1 : 0
            };
            add(all, seen);
            String what = errors(row);
            for (String error : (what.isEmpty() ? NO_ERROR : what).split(";", -1)) {
                add(classes.computeIfAbsent(error, any -> new long[4]), seen);
            }
        }
        Map<String, PairQuality> byError = new TreeMap<>();
        classes.forEach((error, sums) -> byError.put(error, quality(sums, 1)));
        return new Quality(quality(all, 2), byError, complete(cluster, right, byPerson));
    }

    private static void add(long[] sums, long[] seen) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += seen[i];
        }
    }

    private static PairQuality quality(long[] sums, int each) {
        return new PairQuality(sums[0] / each, sums[1] / each, sums[2] / each, sums[3] / each);
    }

    private double complete(int[] cluster, int[] right, int[] byPerson) {
        boolean known = false;
        for (boolean dose : doses) {
            known |= dose;
        }
        if (!known) {
            return -1;
        }
        Set<Integer> incomplete = new HashSet<>();
        misplaced.forEach(both -> incomplete.add(both[0]));
        int all = 0;
        int start = 0;
        while (start < rows) {
            int end = start;
            int main = byPerson[start];
            while (end < rows && person[byPerson[end]] == person[byPerson[start]]) {
                main = right[byPerson[end]] > right[main] ? byPerson[end] : main;
                end++;
            }
            for (int i = start; i < end; i++) {
                if (doses[byPerson[i]] && cluster[byPerson[i]] != cluster[main]) {
                    incomplete.add(person[byPerson[i]]);
                }
            }
            all++;
            start = end;
        }
        return 1 - (double) incomplete.size() / all;
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", share * 100);
    }
}
