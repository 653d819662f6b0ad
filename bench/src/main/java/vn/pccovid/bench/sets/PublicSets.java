package vn.pccovid.bench.sets;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;

/// The public sets of linked people, read where they lie; nothing of them is part of the project.
public final class PublicSets {
    /// @param name as printed
    /// @param files one, or two that are to be linked
    /// @param key column that tells the person
    /// @param person what of it does
    private record PublicSet(
            String name, List<String> files, String key, UnaryOperator<String> person) {}

    /// `rec-223-org` and `rec-223-dup-0` are person 223.
    private static String febrl(String id) {
        return id.split("-", -1)[1];
    }

    /// The generator numbers its originals and appends 0, or a digit per copy.
    private static String dsgen(String id) {
        return id.substring(0, id.length() - 1);
    }

    private static final List<PublicSet> SETS =
            List.of(
                    new PublicSet(
                            "febrl1", List.of("febrl_dataset1.csv"), "rec_id", PublicSets::febrl),
                    new PublicSet(
                            "febrl2", List.of("febrl_dataset2.csv"), "rec_id", PublicSets::febrl),
                    new PublicSet(
                            "febrl3", List.of("febrl_dataset3.csv"), "rec_id", PublicSets::febrl),
                    new PublicSet(
                            "dsgen_a",
                            List.of("febrl_dataset_A_5000.csv.gz"),
                            "rec_id",
                            PublicSets::dsgen),
                    new PublicSet(
                            "dsgen_d",
                            List.of(
                                    "febrl_dataset_D_org_5000.csv.gz",
                                    "febrl_dataset_D_dup_5000.csv.gz"),
                            "rec_id",
                            PublicSets::dsgen),
                    new PublicSet(
                            "fake_1000",
                            List.of("splink_fake_1000.csv"),
                            "cluster",
                            UnaryOperator.identity()),
                    new PublicSet(
                            "historical_50k_part",
                            List.of("historical_50k_part.csv.gz"),
                            "cluster",
                            UnaryOperator.identity()),
                    new PublicSet(
                            "rldata500",
                            List.of("RLdata500.csv"),
                            "ent_id",
                            UnaryOperator.identity()));

    private PublicSets() {}

    /// Names of all sets.
    public static List<String> names() {
        return SETS.stream().map(PublicSet::name).toList();
    }

    /// Reads one set.
    ///
    /// @throws IllegalArgumentException if there is no such set
    /// @throws IllegalStateException if its file is missing; the message says where it is looked
    ///   for
    public static People read(Path folder, String name) {
        PublicSet set =
                SETS.stream()
                        .filter(s -> s.name.equals(name))
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "no set " + name + "; there are " + names()));
        Map<Role, List<String>> columns = new EnumMap<>(Role.class);
        List<Integer> sources = new ArrayList<>();
        List<Integer> people = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (int s = 0; s < set.files.size(); s++) {
            int source = s;
            Path file = folder.resolve(set.files.get(s));
            if (!Files.exists(file)) {
                throw new IllegalStateException(
                        file
                                + " is missing. Put the public sets there, or name their folder with --data.");
            }
            read(
                    file,
                    row -> {
                        for (String column : row.getHeader()) {
                            Role.of(column)
                                    .ifPresent(role ->
                                            columns.computeIfAbsent(role, any -> new ArrayList<>())
                                                    .add(row.getField(column)));
                        }
                        String key = row.getField(set.key).strip();
                        people.add(
                                numbers.computeIfAbsent(
                                        set.person.apply(key), any -> numbers.size()));
                        sources.add(source);
                    });
        }
        Map<Role, String[]> arrays = new EnumMap<>(Role.class);
        columns.forEach((role, values) -> arrays.put(role, values.toArray(String[]::new)));
        return People.of(
                name,
                arrays,
                sources.stream().mapToInt(i -> i).toArray(),
                people.stream().mapToInt(i -> i).toArray());
    }

    private static void read(Path file, java.util.function.Consumer<NamedCsvRecord> row) {
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                CsvReader<NamedCsvRecord> reader =
                        CsvReader.builder()
                                .ofNamedCsvRecord(
                                        new InputStreamReader(in, StandardCharsets.UTF_8))) {
            reader.forEach(row);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
