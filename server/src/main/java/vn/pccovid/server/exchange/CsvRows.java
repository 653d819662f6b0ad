package vn.pccovid.server.exchange;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.pccovid.server.access.Problem;

/// A CSV file as real lists have it: UTF-8 with or without a byte order mark; comma, semicolon, tab
/// or bar; any line ends; quotes where needed.
final class CsvRows implements RawRows {
    private static final int LOOKED_AT = 64 * 1024;

    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private final Header header;

    private CsvRows(CsvReader<CsvRecord> reader, Iterator<CsvRecord> records, Header header) {
        this.reader = reader;
        this.records = records;
        this.header = header;
    }

    static CsvRows open(Layout layout, InputStream stream) throws IOException {
        PushbackInputStream in = new PushbackInputStream(stream, LOOKED_AT);
        byte[] start = in.readNBytes(LOOKED_AT);
        if (start.length == 0) {
            throw Problem.of("exchange.file_empty");
        }
        refuseOtherEncodings(start);
        int mark =
                start.length >= 3
                                && (start[0] & 0xFF) == 0xEF
                                && (start[1] & 0xFF) == 0xBB
                                && (start[2] & 0xFF) == 0xBF
                        ? 3
                        : 0;
        in.unread(start, mark, start.length - mark);
        char separator =
                separator(new String(start, mark, start.length - mark, StandardCharsets.UTF_8));
        CharsetDecoder lenient =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE);
        Reader text = new QuotedLines(new InputStreamReader(in, lenient), separator);
        CsvReader<CsvRecord> reader =
                CsvReader.builder()
                        .fieldSeparator(separator)
                        .skipEmptyLines(true)
                        .allowExtraFields(true)
                        .allowMissingFields(true)
                        .allowExtraCharsAfterClosingQuote(true)
                        .ofCsvRecord(text);
        Iterator<CsvRecord> records = reader.iterator();
        if (!records.hasNext()) {
            throw Problem.of("exchange.file_empty");
        }
        CsvRecord first = records.next();
        return new CsvRows(
                reader,
                records,
                Header.of(layout, first.getFields(), first.getStartingLineNumber()));
    }

    /// UTF-16 by its mark, old spreadsheets by theirs, and anything else in which more letters are
    /// broken than whole.
    private static void refuseOtherEncodings(byte[] start) {
        int first = start[0] & 0xFF;
        int second = start.length > 1 ? start[1] & 0xFF : 0;
        if ((first == 0xFF && second == 0xFE)
                || (first == 0xFE && second == 0xFF)
                || (second == 0 && start.length > 1)) {
            throw Problem.of("exchange.encoding", Map.of("found", "UTF-16", "line", 1));
        }
        if (first == 0xD0 && second == 0xCF) {
            throw Problem.of("exchange.old_spreadsheet");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(start);
        CharBuffer chars = CharBuffer.allocate(start.length);
        int broken = 0;
        long line = 0;
        while (true) {
            CoderResult result = decoder.decode(bytes, chars, false);
            if (!result.isMalformed()) {
                break;
            }
            broken++;
            if (line == 0) {
                line = 1 + chars.duplicate().flip().chars().filter(c -> c == '\n').count();
            }
            bytes.position(bytes.position() + result.length());
        }
        long whole = chars.flip().chars().filter(c -> c > 0x7F).count();
        if (broken > 3 && broken > whole / 4) {
            throw Problem.of(
                    "exchange.encoding", Map.of("found", "TCVN3, VNI, Windows-1258", "line", line));
        }
    }

    private static char separator(String start) {
        int end = start.indexOf('\n');
        String header = end < 0 ? start : start.substring(0, end);
        char best = ',';
        long most = 0;
        for (char c : new char[] {',', ';', '\t', '|'}) {
            long count = header.chars().filter(h -> h == c).count();
            if (count > most) {
                most = count;
                best = c;
            }
        }
        return best;
    }

    @Override
    public @Nullable RawRow next() throws IOException {
        try {
            if (!records.hasNext()) {
                return null;
            }
            CsvRecord next = records.next();
            String first = next.getField(0);
            if (!first.isEmpty() && first.charAt(0) == 0) {
                boolean quote = first.equals(QuotedLines.OPEN_QUOTE);
                return RawRow.broken(
                        next.getStartingLineNumber(),
                        quote ? "exchange.quote_open" : "exchange.line_too_long");
            }
            return header.row(next.getStartingLineNumber(), next.getFields(), !records.hasNext());
        } catch (UncheckedIOException e) {
            throw new IOException("the file could not be read to its end", e);
        }
    }

    @Override
    public int unknownColumns() {
        return header.unknown();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
