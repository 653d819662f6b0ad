package vn.pccovid.postgres;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// Sizes of the server that follow from the machine it runs on.
///
/// Look-ups by keyed hashes touch pages at random, so an index that does not fit into the buffers
/// is read page by page from the kernel, and written back for every page read. And the first touch
/// of a page after a checkpoint logs it whole: the rarer checkpoints are, the less is logged.
///
/// @param sharedBuffersMib a quarter of the memory, as PostgreSQL's manual recommends (19.4.1), 128
///   MiB to 8 GiB; only what is used is ever touched
/// @param maxWalMib an eighth of the disk's free room, 4 to 16 GiB; after a power cut at most half
///   of it is replayed
record Sizes(long sharedBuffersMib, long maxWalMib) {
    private static final long GIB = 1L << 30;

    /// @param memory of the machine or container, in bytes
    /// @param freeDisk where the cluster lies, in bytes
    static Sizes of(long memory, long freeDisk) {
        return new Sizes(
                Math.clamp(memory / 4, GIB / 8, 8 * GIB) >> 20,
                Math.clamp(freeDisk / 8, 4 * GIB, 16 * GIB) >> 20);
    }

    static Sizes here(Path cluster) throws IOException {
        return of(
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getTotalMemorySize(),
                Files.getFileStore(cluster).getUsableSpace());
    }
}
