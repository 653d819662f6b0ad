package vn.pccovid.lib.credential;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// zlib (RFC 1950) of the Java platform, with a limit on what comes out: a small code that opens to
/// gigabytes is refused when the limit is reached, not when memory is. Safe for many threads; keeps
/// its inflaters for the next code.
final class Zlib {

    private static final int KEPT = 64;
    private final int maxBytes;
    private final Queue<Inflater> free = new ConcurrentLinkedQueue<>();

    /// @param maxBytes most bytes a code may open to
    Zlib(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    byte[] inflate(byte[] compressed) throws Unreadable {
        var kept = free.poll();
        var inflater = kept == null ? new Inflater() : kept;
        try {
            return inflate(inflater, compressed);
        } finally {
            // The size is a guess under contention, which is enough for a limit.
            if (free.size() < KEPT) {
                inflater.reset();
                free.add(inflater);
            } else {
                inflater.end();
            }
        }
    }

    private byte[] inflate(Inflater inflater, byte[] compressed) throws Unreadable {
        inflater.setInput(compressed);
        byte[] out = new byte[Math.min(maxBytes, Math.max(256, compressed.length * 2))];
        int length = 0;
        try {
            while (!inflater.finished()) {
                if (length == out.length) {
                    if (length == maxBytes) {
                        throw new Unreadable(Refusal.ZLIB, "opens to more than " + maxBytes);
                    }
                    out = Arrays.copyOf(out, Math.min(maxBytes, out.length * 2));
                }
                int n = inflater.inflate(out, length, out.length - length);
                length += n;
                if (n == 0 && !inflater.finished()) {
                    throw new Unreadable(Refusal.ZLIB, "ended early");
                }
            }
        } catch (DataFormatException e) {
            throw new Unreadable(Refusal.ZLIB, "not RFC 1950");
        }
        if (inflater.getRemaining() > 0) {
            throw new Unreadable(Refusal.ZLIB, "bytes after the end");
        }
        return Arrays.copyOf(out, length);
    }

    static byte[] deflate(byte[] bytes) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] out = new byte[bytes.length + 64];
            int length = 0;
            while (!deflater.finished()) {
                if (length == out.length) {
                    out = Arrays.copyOf(out, out.length * 2);
                }
                length += deflater.deflate(out, length, out.length - length);
            }
            return Arrays.copyOf(out, length);
        } finally {
            deflater.end();
        }
    }
}
