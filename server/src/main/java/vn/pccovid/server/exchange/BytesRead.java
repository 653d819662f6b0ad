package vn.pccovid.server.exchange;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/// Counts the bytes of a stream, for progress bars.
final class BytesRead {
    private final AtomicLong count = new AtomicLong();

    long count() {
        return count.get();
    }

    InputStream counting(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int one = super.read();
                count.addAndGet(one < 0 ? 0 : 1);
                return one;
            }

            @Override
            public int read(byte[] out, int offset, int length) throws IOException {
                int read = super.read(out, offset, length);
                count.addAndGet(Math.max(0, read));
                return read;
            }
        };
    }
}
