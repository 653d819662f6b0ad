package vn.pccovid.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import vn.pccovid.simulation.ErrorMix;
import vn.pccovid.simulation.RowListener;
import vn.pccovid.simulation.Simulation;
import vn.pccovid.simulation.SimulationOptions;

/// Writes the input files of `bench link`, in a process of its own: `registry.csv` (the population
/// register of a synthetic nation), `incoming.csv` (rows drawn from the mix of all other sources,
/// half as many as people, or all of them) and `truth.csv`.
///
/// Both data files have the columns of [#COLUMNS], every value as its source typed it, so that
/// reading is part of the work; `row` is unique over both. `truth.csv` has `row,person,evidence,
/// errors`; `doses.csv`, with all rows only, has one line a dose given: `given_to,entered_under`.
/// Memory holds the drawn rows, not the nation.
public final class LinkInputs {
    /// `card` is a second number (the nine-digit card the register knows beside the citizen id);
    /// `address` the text behind the codes.
    static final String COLUMNS =
            "row,source,name,birth,sex,number,insurance,phone,province,district,commune,card,address";

    private static final LocalDate DAY = LocalDate.of(2021, 10, 10);
    private static final String REGISTER = "population.csv";

    /// Column of each field per source; the first that has a value counts.
    private static final List<List<String>> FIELDS =
            List.of(
                    List.of("ho_ten"),
                    List.of("ngay_sinh", "nam_sinh"),
                    List.of("gioi_tinh"),
                    List.of("so_giay_to", "so_dinh_danh"),
                    List.of("so_bhyt", "so_bhxh", "ma_the"),
                    List.of("dien_thoai"),
                    List.of("ma_tinh"),
                    List.of("ma_huyen"),
                    List.of("ma_xa", "ma_xa_hien_tai", "tu_xa"),
                    List.of("so_cmnd"),
                    List.of("dia_chi", "dia_chi_hien_tai", "tu_dia_chi"));

    private static final int NAME = 0;
    private static final int BIRTH = 1;
    private static final int SEX = 2;
    private static final int NUMBER = 3;
    private static final int INSURANCE = 4;
    private static final int PHONE = 5;

    private final boolean all;
    private final SplittableRandom random;
    private final byte[][] drawn;
    private final BufferedWriter registry;
    private final BufferedWriter incoming;
    private final BufferedWriter truth;
    private final @Nullable BufferedWriter doses;
    private final Map<String, int[][]> places = new HashMap<>();
    private long row;
    private long met;

    private LinkInputs(Path folder, int people, long seed, boolean all) throws IOException {
        this.all = all;
        random = new SplittableRandom(seed);
        drawn = new byte[all ? 0 : people / 2][];
        registry = Files.newBufferedWriter(folder.resolve("registry.csv"));
        incoming = Files.newBufferedWriter(folder.resolve("incoming.csv"));
        truth = Files.newBufferedWriter(folder.resolve("truth.csv"));
        doses = all ? Files.newBufferedWriter(folder.resolve("doses.csv")) : null;
        registry.write(COLUMNS + "\n");
        incoming.write(COLUMNS + "\n");
        truth.write("row,person,evidence,errors\n");
        if (doses != null) {
            doses.write("given_to,entered_under\n");
        }
    }

    /// Options: `--out DIR`, `--people N`, `--seed S`, `--province PP`, `--district DDD` (a dense
    /// part instead of the thin nation), `--all` (every row of every source).
    public static void main(String[] args) throws IOException {
        List<String> options = Arrays.asList(args);
        Path folder = Path.of(value(options, "--out", "link-inputs"));
        int people = Integer.parseInt(value(options, "--people", "100000"));
        long seed = Long.parseLong(value(options, "--seed", "7"));
        String province = value(options, "--province", "");
        String district = value(options, "--district", "");
        write(
                folder,
                new SimulationOptions(
                        people,
                        seed,
                        province.isEmpty() ? null : province,
                        district.isEmpty() ? null : district,
                        DAY,
                        ErrorMix.standard()),
                options.contains("--all"),
                System.out);
    }

    /// Writes the files into a folder, which is created.
    static void write(Path folder, SimulationOptions options, boolean all, PrintStream out)
            throws IOException {
        Files.createDirectories(folder);
        long begun = System.nanoTime();
        LinkInputs inputs = new LinkInputs(folder, options.people(), options.seed(), all);
        Simulation.generate(options, inputs::take, any -> {});
        inputs.finish();
        out.printf(
                Locale.ROOT,
                "inputs of %,d rows made in %.1f s%n",
                inputs.row,
                (System.nanoTime() - begun) / 1e9);
    }

    private void take(
            String file, List<String> columns, String[] cells, RowListener.@Nullable Truth known)
            throws IOException {
        if (known == null) {
            if (doses != null && file.equals("truth_doses.csv")) {
                doses.write(cells[1] + "," + cells[2] + "\n");
            }
            return;
        }
        String[] fields = file.equals("qr_visits.csv") ? code(cells) : fields(file, columns, cells);
        if (file.equals(REGISTER)) {
            put(registry, line(file, fields), known.person(), known.evidence(), known.errors());
            return;
        }
        if (all) {
            put(incoming, line(file, fields), known.person(), known.evidence(), known.errors());
            return;
        }
        boolean number = !fields[NUMBER].isEmpty() || !fields[INSURANCE].isEmpty();
        if (!number && (fields[NAME].isEmpty() || fields[BIRTH].isEmpty())) {
            return;
        }
        // Vitter's algorithm R: every identifying row has the same chance to be among the drawn.
        long at = met < drawn.length ? met : random.nextLong(met + 1);
        met++;
        if (at < drawn.length) {
            String both =
                    String.join(
                            "\u0000",
                            line(file, fields),
                            known.person(),
                            known.evidence(),
                            known.errors());
            drawn[(int) at] = both.getBytes(StandardCharsets.UTF_8);
        }
    }

    private void finish() throws IOException {
        try (registry;
                incoming;
                truth) {
            int rows = (int) Math.min(met, drawn.length);
            for (int i = rows - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                byte[] swap = drawn[i];
                drawn[i] = drawn[other];
                drawn[other] = swap;
            }
            for (int i = 0; i < rows; i++) {
                String[] part = new String(drawn[i], StandardCharsets.UTF_8).split("\u0000", -1);
                put(incoming, part[0], part[1], part[2], part[3]);
            }
        }
        if (doses != null) {
            doses.close();
        }
    }

    private void put(BufferedWriter out, String line, String person, String evidence, String errors)
            throws IOException {
        row++;
        out.write(row + "," + line + "\n");
        truth.write(row + "," + person + "," + evidence + "," + errors + "\n");
    }

    private String[] fields(String file, List<String> columns, String[] cells) {
        int[][] at =
                places.computeIfAbsent(
                        file,
                        any ->
                                FIELDS.stream()
                                        .map(names ->
                                                names.stream()
                                                        .mapToInt(columns::indexOf)
                                                        .filter(i -> i >= 0)
                                                        .toArray())
                                        .toArray(int[][]::new));
        String[] out = new String[FIELDS.size()];
        for (int f = 0; f < out.length; f++) {
            out[f] = "";
            for (int i = 0; i < at[f].length && out[f].isEmpty(); i++) {
                out[f] = cells[at[f][i]];
            }
        }
        return out;
    }

    /// `SoGiayTo|HoTen|NgaySinh|Loai|QID|EXT` (1405/QD-BTTTT); the sex and the phone stand in EXT.
    private static String[] code(String[] cells) {
        String[] part = cells[cells.length - 1].split("\\|", -1);
        String[] extension = part[5].split("<", -1);
        String[] out = new String[FIELDS.size()];
        Arrays.fill(out, "");
        out[NAME] = part[1];
        out[BIRTH] = part[2];
        out[SEX] = extension[1];
        out[NUMBER] = part[0];
        out[PHONE] = extension[3];
        return out;
    }

    private static String line(String file, String[] fields) {
        StringBuilder out = new StringBuilder(160);
        out.append(file, 0, file.length() - ".csv".length());
        for (int f = 0; f < fields.length; f++) {
            out.append(',');
            String cell = fields[f];
            boolean quoted = cell.indexOf(',') >= 0 || cell.indexOf('"') >= 0;
            if (quoted) {
                out.append('"').append(cell.replace("\"", "\"\"")).append('"');
            } else {
                out.append(cell);
            }
        }
        return out.toString();
    }

    private static String value(List<String> options, String name, String otherwise) {
        int at = options.indexOf(name);
        return at >= 0 && at + 1 < options.size() ? options.get(at + 1) : otherwise;
    }
}
