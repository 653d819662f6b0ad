package vn.pccovid.server.exchange;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.jspecify.annotations.Nullable;
import vn.pccovid.server.access.Problem;

/// The first sheet of an .xlsx file, streamed. Numbers come as their plain digits: zeros that the
/// spreadsheet took are the readers' business.
final class SheetRows implements RawRows {
    private final ReadableWorkbook book;
    private final Stream<Row> stream;
    private final Iterator<Row> rows;
    private final Header header;

    private SheetRows(
            ReadableWorkbook book, Stream<Row> stream, Iterator<Row> rows, Header header) {
        this.book = book;
        this.stream = stream;
        this.rows = rows;
        this.header = header;
    }

    /// @param file the file in clear, or null to read `in` into memory
    static SheetRows open(Layout layout, @Nullable File file, InputStream in) throws IOException {
        ReadableWorkbook book;
        try (in) {
            book = file == null ? new ReadableWorkbook(in) : new ReadableWorkbook(file);
        } catch (IOException | RuntimeException e) {
            throw Problem.of("exchange.spreadsheet_broken");
        }
        try {
            Stream<Row> stream = book.getFirstSheet().openStream();
            Iterator<Row> rows = stream.iterator();
            if (!rows.hasNext()) {
                throw Problem.of("exchange.file_empty");
            }
            Row first = rows.next();
            return new SheetRows(
                    book,
                    stream,
                    rows,
                    Header.of(layout, cells(first, first.getCellCount()), first.getRowNum()));
        } catch (IOException | RuntimeException e) {
            book.close();
            throw e;
        }
    }

    private static List<String> cells(Row row, int width) {
        List<String> cells = new ArrayList<>(width);
        for (int i = 0; i < Math.max(width, row.getCellCount()); i++) {
            Cell cell = i < row.getCellCount() ? row.getCell(i) : null;
            cells.add(cell == null ? "" : text(cell));
        }
        return cells;
    }

    private static String text(Cell cell) {
        String raw = cell.getType() == CellType.NUMBER ? cell.getRawValue() : cell.getText();
        if (raw == null) {
            return "";
        }
        if (cell.getType() == CellType.NUMBER && (raw.indexOf('E') >= 0 || raw.endsWith(".0"))) {
            BigDecimal number = new BigDecimal(raw);
            // fifteen digits are what a spreadsheet number holds
            return number.precision() <= 15 && number.abs().compareTo(new BigDecimal("1e15")) < 0
                    ? number.stripTrailingZeros().toPlainString()
                    : raw;
        }
        return raw;
    }

    @Override
    public @Nullable RawRow next() throws IOException {
        try {
            while (rows.hasNext()) {
                Row row = rows.next();
                List<String> cells = cells(row, header.width());
                if (cells.stream().allMatch(String::isBlank)) {
                    continue;
                }
                return header.row(row.getRowNum(), cells, false);
            }
            return null;
        } catch (ExcelReaderException e) {
            throw Problem.of("exchange.spreadsheet_broken");
        }
    }

    @Override
    public int unknownColumns() {
        return header.unknown();
    }

    @Override
    public void close() throws IOException {
        stream.close();
        book.close();
    }
}
