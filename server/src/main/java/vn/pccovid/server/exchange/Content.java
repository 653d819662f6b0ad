package vn.pccovid.server.exchange;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.pccovid.server.access.Problem;

/// The bytes of a delivered file, which can be read more than once.
interface Content {
    /// Larger files are to be split: a nation's largest list is a tenth of this.
    long LARGEST_TEXT_BYTES = 16L << 30;

    /// A spreadsheet is a compressed archive whose texts are held in memory.
    long LARGEST_SHEET_BYTES = 128L << 20;

    /// What the file is called, without its folder.
    String name();

    long size() throws IOException;

    InputStream open() throws IOException;

    /// The file itself where there is one in clear.
    @Nullable File plainFile();

    /// A file of this machine.
    static Content of(Path path) {
        return new Content() {
            @Override
            public String name() {
                Path name = path.getFileName();
                return name == null ? "" : name.toString();
            }

            @Override
            public long size() throws IOException {
                return Files.size(path);
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(path);
            }

            @Override
            public @Nullable File plainFile() {
                return path.toFile();
            }
        };
    }

    /// SHA-256 of all bytes.
    default byte[] hash() throws IOException {
        if (size() > LARGEST_TEXT_BYTES) {
            throw Problem.of(
                    "exchange.file_too_large", Map.of("most", LARGEST_TEXT_BYTES >> 30 << 10));
        }
        try (InputStream in = open()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java knows SHA-256", e);
        }
    }

    /// The rows, read as what the first bytes say they are.
    default RawRows rows(Layout layout, BytesRead counter) throws IOException {
        InputStream in = open();
        boolean opened = false;
        try {
            byte[] start = in.readNBytes(4);
            boolean sheet =
                    start.length == 4
                            && start[0] == 'P'
                            && start[1] == 'K'
                            && start[2] == 3
                            && start[3] == 4;
            in.close();
            if (sheet && size() > LARGEST_SHEET_BYTES) {
                throw Problem.of(
                        "exchange.file_too_large", Map.of("most", LARGEST_SHEET_BYTES >> 20));
            }
            in = open();
            RawRows rows =
                    sheet
                            ? SheetRows.open(layout, plainFile(), in)
                            : CsvRows.open(layout, counter.counting(in));
            opened = true;
            return rows;
        } finally {
            if (!opened) {
                in.close();
            }
        }
    }
}
