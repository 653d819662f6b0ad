package vn.pccovid.lib.exposure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/// Third-party data beside the project: `../shared/data`, seen from the project's root.
final class PublicData {
    private PublicData() {}

    static Path file(String name) {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.exists(at.resolve("shared/data").resolve(name))) {
            at = at.getParent();
        }
        Assumptions.assumeTrue(
                at != null, "not beside the project, so not tested: ../shared/data/" + name);
        return java.util.Objects.requireNonNull(at).resolve("shared/data").resolve(name);
    }

    /// The rows of a separated file, without its heading if it has one.
    static List<String[]> rows(String name, String separator, boolean heading) throws IOException {
        Path path = file(name);
        try (InputStream raw = Files.newInputStream(path);
                InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .skip(heading ? 1 : 0)
                    .map(line -> line.split(separator, -1))
                    .toList();
        }
    }

    /// Something scored that is, or is not, what is looked for.
    record Scored(double score, boolean positive) {}

    /// Area under the ROC curve: how often a positive is scored above a negative, ties counting
    /// half.
    static double auc(List<Scored> all) {
        Scored[] sorted =
                all.stream()
                        .sorted(Comparator.comparingDouble(Scored::score))
                        .toArray(Scored[]::new);
        long positives = Arrays.stream(sorted).filter(Scored::positive).count();
        long negatives = sorted.length - positives;
        double ranks = 0;
        for (int i = 0; i < sorted.length; ) {
            int j = i;
            while (j < sorted.length && sorted[j].score == sorted[i].score) {
                j++;
            }
            double rank = (i + j + 1) / 2.0;
            for (int k = i; k < j; k++) {
                ranks += sorted[k].positive ? rank : 0;
            }
            i = j;
        }
        return (ranks - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
    }

    static List<Scored> list() {
        return new ArrayList<>();
    }
}
