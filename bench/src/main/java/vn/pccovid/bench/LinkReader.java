package vn.pccovid.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.DocumentNumber;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.IdCard;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.lib.identity.Reading;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.identity.SocialInsuranceNumber;
import vn.pccovid.lib.linkage.LinkageModel;
import vn.pccovid.lib.linkage.PackedRecords;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.lib.territory.CodeList;
import vn.pccovid.lib.territory.Gazetteer;

/// Reads the files of [LinkInputs] into packed records on several threads: every value goes through
/// `lib/identity` and every address through the code list, as in an import.
final class LinkReader {
    /// The codes of the sources are those of this day.
    private static final LocalDate DAY = LocalDate.of(2021, 11, 1);

    private static final String REGISTER = "population";
    private static final int COLUMNS = 13;
    private static final int COMMUNE_PATH = "56/574/22651".length();

    /// Bytes one task reads.
    private static final long PART = 8L << 20;

    /// Addresses remembered by what stands behind the house number.
    private static final int MOST_ADDRESSES = 200_000;

    private final LinkageModel model;
    private final int workers;
    private final Gazetteer gazetteer;
    private final CodeList list;
    private final ConcurrentHashMap<String, String> addresses = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Residence> places = new ConcurrentHashMap<>();

    LinkReader(LinkageModel model, int workers, Gazetteer gazetteer) {
        this.model = model;
        this.workers = workers;
        this.gazetteer = gazetteer;
        list = gazetteer.list(DAY);
    }

    /// Takes a row as it was read.
    interface Each {
        void row(int number, PersonDescription description);
    }

    /// Reads both files again on one thread, for who wants the descriptions themselves.
    void each(Path folder, Each each) throws IOException {
        for (String file : List.of("registry.csv", "incoming.csv")) {
            try (BufferedReader in = Files.newBufferedReader(folder.resolve(file))) {
                in.readLine();
                String[] cells = new String[COLUMNS];
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                    line(bytes, 0, bytes.length, cells);
                    each.row(Integer.parseInt(cells[0]), description(cells));
                }
            }
        }
    }

    /// All rows of both files; the id of a record is its row number.
    PackedRecords read(Path folder) throws IOException {
        PackedRecords records = new PackedRecords(model);
        for (String file : List.of("registry.csv", "incoming.csv")) {
            for (PackedRecords part : file(folder.resolve(file))) {
                records.append(part);
            }
        }
        return records;
    }

    private List<PackedRecords> file(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            long size = channel.size();
            int parts = (int) Math.max(1, (size + PART - 1) / PART);
            List<Callable<PackedRecords>> tasks = new ArrayList<>(parts);
            for (int p = 0; p < parts; p++) {
                long from = size * p / parts;
                long to = size * (p + 1) / parts;
                tasks.add(() -> part(channel, from, to, size));
            }
            List<PackedRecords> done = new ArrayList<>(parts);
            for (Future<PackedRecords> future : pool.invokeAll(tasks)) {
                done.add(future.get());
            }
            return done;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("reading was interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("cannot read " + file.getFileName(), e.getCause());
        }
    }

    /// Lines that begin in a range of bytes; the first line of the file is its header.
    private PackedRecords part(FileChannel channel, long from, long to, long size)
            throws IOException {
        long start = from == 0 ? 0 : from - 1;
        // A line may end behind the range; none is longer than this.
        int length = (int) Math.min(size - start, to - start + (64 << 10));
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, start + buffer.position()) < 0) {
                break;
            }
        }
        byte[] bytes = buffer.array();
        int at = 0;
        // Skip the header, or the line that begins before the range.
        while (at < length && bytes[at] != '\n') {
            at++;
        }
        at++;
        PackedRecords records = new PackedRecords(model);
        String[] cells = new String[COLUMNS];
        int end = (int) (to - start);
        while (at < end && at < length) {
            at = line(bytes, at, length, cells);
            records.add(Long.parseLong(cells[0]), description(cells), cells[1].equals(REGISTER));
        }
        return records;
    }

    /// Cells of the line at `from`; returns where the next begins.
    private static int line(byte[] bytes, int from, int length, String[] cells) {
        int at = from;
        int cell = 0;
        while (true) {
            int start = at;
            boolean quoted = at < length && bytes[at] == '"';
            if (quoted) {
                at++;
                while (at < length
                        && (bytes[at] != '"' || (at + 1 < length && bytes[at + 1] == '"'))) {
                    at += bytes[at] == '"' ? 2 : 1;
                }
                at++;
            } else {
                while (at < length && bytes[at] != ',' && bytes[at] != '\n') {
                    at++;
                }
            }
            if (cell < COLUMNS) {
                cells[cell++] =
                        quoted
                                ? new String(
                                                bytes,
                                                start + 1,
                                                at - start - 2,
                                                StandardCharsets.UTF_8)
                                        .replace("\"\"", "\"")
                                : at == start
                                        ? ""
                                        : new String(
                                                bytes, start, at - start, StandardCharsets.UTF_8);
            }
            if (at >= length || bytes[at] == '\n') {
                if (cell < COLUMNS) {
                    throw new UncheckedIOException(
                            new IOException("a row has " + cell + " cells, wanted " + COLUMNS));
                }
                return at + 1;
            }
            at++;
        }
    }

    /// `row,source,name,birth,sex,number,insurance,phone,province,district,commune,card,address`.
    PersonDescription description(String[] cell) {
        PersonDescription.Builder b = PersonDescription.builder();
        if (!cell[2].isEmpty()) {
            b.name(FullName.read(cell[2]).value());
        }
        if (!cell[3].isEmpty()) {
            b.birthDate(BirthDate.read(cell[3]).value());
        }
        b.sex(
                switch (cell[4]) {
                    case "Nam", "1" -> Sex.MALE;
                    case "Nữ", "2" -> Sex.FEMALE;
                    default -> Sex.UNKNOWN;
                });
        if (!cell[5].isEmpty()) {
            Reading<DocumentNumber> number = DocumentNumber.read(cell[5]);
            if (number.value() != null) {
                b.document(number.value());
            } else if (number.has("masked")) {
                b.documentTail(DocumentNumber.tail(cell[5]).orElse(null));
            }
        }
        if (!cell[11].isEmpty() && DocumentNumber.read(cell[11]).value() instanceof IdCard card) {
            b.idCard(card);
        }
        if (!cell[6].isEmpty()) {
            b.insurance(SocialInsuranceNumber.read(cell[6]).value());
        }
        if (!cell[7].isEmpty()) {
            b.phone(PhoneNumber.read(cell[7]).value());
        }
        b.residence(residence(cell[8], cell[9], cell[10], cell[12]));
        return b.build();
    }

    private @Nullable Residence residence(
            String province, String district, String commune, String address) {
        String path = "";
        if (!commune.isEmpty()) {
            path = list.find(commune).map(Area::path).orElse("");
        }
        if (path.isEmpty() && !district.isEmpty()) {
            path = list.find(district).map(Area::path).orElse("");
        }
        if (path.isEmpty() && !commune.isEmpty()) {
            path = list.districtAround(commune).map(Area::path).orElse("");
        }
        if (path.isEmpty() && !province.isEmpty()) {
            path = list.find(province).map(Area::path).orElse("");
        }
        if (path.length() < COMMUNE_PATH && !address.isEmpty()) {
            String understood = understood(address, path);
            path = understood.length() > path.length() ? understood : path;
        }
        return path.isEmpty() ? null : places.computeIfAbsent(path, LinkReader::place);
    }

    private static Residence place(String path) {
        String[] codes = path.split("/", -1);
        return new Residence(
                codes[0],
                codes.length > 1 ? codes[1] : null,
                codes.length > 2 ? codes[2] : null,
                null);
    }

    /// What stands behind the house number is the same for a whole commune: when that alone names a
    /// commune it is remembered, otherwise the whole text is read.
    private String understood(String address, String within) {
        int comma = address.indexOf(',');
        if (comma > 0) {
            String areas = within + "|" + address.substring(comma + 1);
            String known = addresses.get(areas);
            if (known == null) {
                known = gazetteer.resolve(address.substring(comma + 1), DAY, within).path();
                if (addresses.size() < MOST_ADDRESSES) {
                    addresses.put(areas, known);
                }
            }
            if (known.length() == COMMUNE_PATH) {
                return known;
            }
        }
        return gazetteer.resolve(address, DAY, within).path();
    }
}
