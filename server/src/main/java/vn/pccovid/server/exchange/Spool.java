package vn.pccovid.server.exchange;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;

/// Keeps the pieces of an upload until it is imported. Each piece is sealed before it touches the
/// disk, with its number as context, so that the folder holds nothing readable and no piece can be
/// moved or left out.
@Component
class Spool {
    /// Longest piece in clear.
    static final int BLOCK_BYTES = 1 << 20;

    private static final int LONGEST_SEALED = BLOCK_BYTES + 1_024;

    private final Path folder;
    private final Sealing sealing;
    private final Clock clock;

    Spool(
            @Value("${pccovid.exchange.spool:${pccovid.keys.folder}/../uploads}") Path folder,
            Sealing sealing,
            Clock clock) {
        this.folder = folder.normalize();
        this.sealing = sealing;
        this.clock = clock;
    }

    private Path file(UUID upload) {
        return folder.resolve(upload + ".sealed");
    }

    /// Appends one piece behind the `stored` bytes already there; anything behind them is the rest
    /// of a broken transfer and is cut off.
    ///
    /// @return bytes stored now
    long append(UUID upload, long stored, int number, byte[] plain) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        byte[] sealed =
                sealing.seal(
                        KeyClass.IDENTITY,
                        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                        plain,
                        context(upload, number));
        try (FileChannel channel =
                FileChannel.open(
                        file(upload), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(stored);
            channel.position(stored);
            ByteBuffer out =
                    ByteBuffer.allocate(4 + sealed.length).putInt(sealed.length).put(sealed).flip();
            while (out.hasRemaining()) {
                channel.write(out);
            }
            channel.force(true);
        }
        return stored + 4 + sealed.length;
    }

    void delete(UUID upload) throws IOException {
        Files.deleteIfExists(file(upload));
    }

    /// The uploaded file as it was sent.
    Content content(UploadRows.Upload upload) {
        return new Content() {
            @Override
            public String name() {
                return upload.fileName();
            }

            @Override
            public long size() {
                return upload.length();
            }

            @Override
            public InputStream open() throws IOException {
                return Spool.this.open(upload);
            }

            @Override
            public @Nullable File plainFile() {
                return null;
            }
        };
    }

    private InputStream open(UploadRows.Upload upload) throws IOException {
        return new Pieces(
                upload,
                new DataInputStream(
                        new BufferedInputStream(Files.newInputStream(file(upload.id())), 1 << 16)));
    }

    /// The pieces of an upload, opened one after the other as they are read.
    private final class Pieces extends InputStream {
        private final UploadRows.Upload upload;
        private final DataInputStream in;
        private byte[] piece = new byte[0];
        private int at;
        private int next;

        Pieces(UploadRows.Upload upload, DataInputStream in) {
            this.upload = upload;
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return filled() ? piece[at++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] out, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!filled()) {
                return -1;
            }
            int count = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, out, offset, count);
            at += count;
            return count;
        }

        private boolean filled() throws IOException {
            while (at == piece.length) {
                if (next == upload.blocks()) {
                    return false;
                }
                piece = piece(in, upload.id(), next++);
                at = 0;
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private byte[] piece(DataInputStream in, UUID upload, int number) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST_SEALED) {
            throw new IOException(
                    "a piece of " + length + " bytes, wanted at most " + LONGEST_SEALED);
        }
        byte[] sealed = in.readNBytes(length);
        if (sealed.length < length) {
            throw new EOFException("piece " + number + " of an upload is cut");
        }
        return sealing.open(sealed, context(upload, number));
    }

    private static byte[] context(UUID upload, int number) {
        return ByteBuffer.allocate(21)
                .put((byte) 'U')
                .putLong(upload.getMostSignificantBits())
                .putLong(upload.getLeastSignificantBits())
                .putInt(number)
                .array();
    }
}
