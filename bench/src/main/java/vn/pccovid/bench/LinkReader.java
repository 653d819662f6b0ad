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
import java.util.Arrays;
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

    private static final byte[] REGISTER = "population".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NAM = "Nam".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NU = "Nữ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ONE = {'1'};
    private static final byte[] TWO = {'2'};

    /// Cells, in the order of [LinkInputs#COLUMNS].
    private static final int ROW = 0;

    private static final int SOURCE = 1;
    private static final int NAME = 2;
    private static final int BIRTH = 3;
    private static final int SEX = 4;
    private static final int NUMBER = 5;
    private static final int INSURANCE = 6;
    private static final int PHONE = 7;
    private static final int PROVINCE = 8;
    private static final int DISTRICT = 9;
    private static final int COMMUNE = 10;
    private static final int CARD = 11;
    private static final int ADDRESS = 12;
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

    /// Places by their code.
    private final @Nullable Residence[] provinces = new @Nullable Residence[100];

    private final @Nullable Residence[] districts = new @Nullable Residence[1_000];
    private final @Nullable Residence[] communes = new @Nullable Residence[100_000];

    LinkReader(LinkageModel model, int workers, Gazetteer gazetteer) {
        this.model = model;
        this.workers = workers;
        this.gazetteer = gazetteer;
        list = gazetteer.list(DAY);
        for (Area area : list.all()) {
            int code = Integer.parseInt(area.code());
            (switch (area.level()) {
                                case PROVINCE -> provinces;
                                case DISTRICT -> districts;
                                case COMMUNE -> communes;
                            })
                            [code] =
                    place(area.path());
        }
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
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                    Row row = new Row(bytes, bytes.length);
                    row.read(0);
                    each.row((int) row.number(ROW), description(row));
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
        Row row = new Row(bytes, length);
        int end = (int) (to - start);
        while (at < end && at < length) {
            at = row.read(at);
            records.add(row.number(ROW), description(row), row.is(SOURCE, REGISTER));
        }
        return records;
    }

    /// One line of a file as places of its cells: text is made only of what is read as text.
    private static final class Row {
        private final byte[] bytes;
        private final int length;
        private final int[] from = new int[COLUMNS];
        private final int[] to = new int[COLUMNS];
        private final boolean[] doubled = new boolean[COLUMNS];

        Row(byte[] bytes, int length) {
            this.bytes = bytes;
            this.length = length;
        }

        /// Finds the cells of the line at `start`; returns where the next begins.
        int read(int start) {
            int at = start;
            int cell = 0;
            while (true) {
                int first = at;
                boolean quoted = at < length && bytes[at] == '"';
                boolean twice = false;
                if (quoted) {
                    at++;
                    while (at < length
                            && (bytes[at] != '"' || (at + 1 < length && bytes[at + 1] == '"'))) {
                        twice |= bytes[at] == '"';
                        at += bytes[at] == '"' ? 2 : 1;
                    }
                    at++;
                } else {
                    while (at < length && bytes[at] != ',' && bytes[at] != '\n') {
                        at++;
                    }
                }
                if (cell < COLUMNS) {
                    from[cell] = quoted ? first + 1 : first;
                    to[cell] = quoted ? at - 1 : at;
                    doubled[cell++] = twice;
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

        boolean empty(int cell) {
            return from[cell] == to[cell];
        }

        String text(int cell) {
            String text =
                    new String(bytes, from[cell], to[cell] - from[cell], StandardCharsets.UTF_8);
            return doubled[cell] ? text.replace("\"\"", "\"") : text;
        }

        boolean is(int cell, byte[] text) {
            return Arrays.equals(bytes, from[cell], to[cell], text, 0, text.length);
        }

        /// A cell of at most eighteen digits as a number, -1 when it is anything else.
        long number(int cell) {
            if (empty(cell) || to[cell] - from[cell] > 18) {
                return -1;
            }
            long number = 0;
            for (int i = from[cell]; i < to[cell]; i++) {
                int digit = bytes[i] - '0';
                if (digit < 0 || digit > 9) {
                    return -1;
                }
                number = number * 10 + digit;
            }
            return number;
        }

        /// A cell of exactly so many digits as a number, -1 when it is anything else.
        int code(int cell, int digits) {
            return to[cell] - from[cell] == digits ? (int) number(cell) : -1;
        }
    }

    private PersonDescription description(Row row) {
        PersonDescription.Builder b = PersonDescription.builder();
        if (!row.empty(NAME)) {
            b.name(FullName.read(row.text(NAME)).value());
        }
        if (!row.empty(BIRTH)) {
            b.birthDate(BirthDate.read(row.text(BIRTH)).value());
        }
        b.sex(
                row.is(SEX, NAM) || row.is(SEX, ONE)
                        ? Sex.MALE
                        : row.is(SEX, NU) || row.is(SEX, TWO) ? Sex.FEMALE : Sex.UNKNOWN);
        if (!row.empty(NUMBER)) {
            String typed = row.text(NUMBER);
            Reading<DocumentNumber> number = DocumentNumber.read(typed);
            if (number.value() != null) {
                b.document(number.value());
            } else if (number.has("masked")) {
                b.documentTail(DocumentNumber.tail(typed).orElse(null));
            }
        }
        if (!row.empty(CARD)
                && DocumentNumber.read(row.text(CARD)).value() instanceof IdCard card) {
            b.idCard(card);
        }
        if (!row.empty(INSURANCE)) {
            b.insurance(SocialInsuranceNumber.read(row.text(INSURANCE)).value());
        }
        if (!row.empty(PHONE)) {
            b.phone(PhoneNumber.read(row.text(PHONE)).value());
        }
        b.residence(residence(row));
        return b.build();
    }

    private @Nullable Residence residence(Row row) {
        int commune = row.code(COMMUNE, 5);
        Residence place = commune >= 0 ? communes[commune] : null;
        if (place == null) {
            int district = row.code(DISTRICT, 3);
            place = district >= 0 ? districts[district] : null;
        }
        if (place == null && commune >= 0) {
            place = gazetteer.locate(row.text(COMMUNE), DAY, DAY).map(this::known).orElse(null);
        }
        if (place == null && commune >= 0) {
            place = list.districtAround(row.text(COMMUNE)).map(this::known).orElse(null);
        }
        if (place == null) {
            int province = row.code(PROVINCE, 2);
            place = province >= 0 ? provinces[province] : null;
        }
        if ((place == null || place.commune() == null) && !row.empty(ADDRESS)) {
            String path = place == null ? "" : place.path();
            String understood = understood(row.text(ADDRESS), path);
            place =
                    understood.length() > path.length()
                            ? places.computeIfAbsent(understood, LinkReader::place)
                            : place;
        }
        return place;
    }

    private @Nullable Residence known(Area area) {
        return places.computeIfAbsent(area.path(), LinkReader::place);
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
