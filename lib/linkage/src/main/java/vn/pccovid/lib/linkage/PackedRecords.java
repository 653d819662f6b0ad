package vn.pccovid.lib.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.PersonDescription;

/// Records packed for linking in bulk: 120 bytes each beside the id, whatever they say. Filled by
/// one thread; parts filled by several threads are joined with [#append]. Read by any number of
/// threads afterwards. Holds identifying values and prints nothing of them.
public final class PackedRecords {
    /// Rows per chunk.
    private static final int CHUNK_BITS = 13;

    private static final int CHUNK = 1 << CHUNK_BITS;

    /// The most one linking run takes: a row number has 24 bits in an edge.
    public static final int MOST = 1 << 24;

    private LinkageModel model;
    private @Nullable WordMemory words = new WordMemory();
    private final List<long[]> filling = new ArrayList<>();
    private final List<long[]> ids = new ArrayList<>();
    private long[][] rows = new long[0][];
    private int size;

    /// No records.
    ///
    /// @param model says how common names are
    public PackedRecords(LinkageModel model) {
        this.model = model;
    }

    /// How many records.
    public int size() {
        return size;
    }

    LinkageModel model() {
        return model;
    }

    /// Adds a record.
    ///
    /// @param id unique and stable: decisions that tie are made by it, never by the order of rows
    /// @throws IllegalStateException beyond [#MOST] records
    public void add(long id, PersonDescription description) {
        add(id, description, false);
    }

    /// Adds a record.
    ///
    /// @param registered whether it is from a register that holds everybody once: says how many
    ///   people there are
    public void add(long id, PersonDescription description, boolean registered) {
        if (size == MOST) {
            throw new IllegalStateException("one run links at most " + MOST + " records");
        }
        if ((size & CHUNK - 1) == 0) {
            filling.add(new long[CHUNK * Packed.STRIDE]);
            ids.add(new long[CHUNK]);
        }
        if (words == null) {
            words = new WordMemory();
        }
        Packed.pack(
                description,
                model.frequencies(),
                words,
                filling.getLast(),
                (size & CHUNK - 1) * Packed.STRIDE);
        if (registered) {
            filling.getLast()[(size & CHUNK - 1) * Packed.STRIDE] |= Packed.REGISTERED;
        }
        ids.getLast()[size & CHUNK - 1] = id;
        size++;
        rows = rows.length == 0 ? rows : new long[0][];
    }

    /// From now on these records are weighed with another model; how common their names are is
    /// looked up again.
    public void use(LinkageModel other) {
        freeze();
        model = other;
        shares(0, size);
    }

    /// The same on several threads.
    void use(LinkageModel other, Workers workers) {
        freeze();
        model = other;
        int parts = Blocking.parts(workers);
        workers.all(
                parts,
                p -> {
                    shares((int) ((long) size * p / parts), (int) ((long) size * (p + 1) / parts));
                    return p;
                });
    }

    /// The same for a model that has the frequencies of the present one.
    void reweigh(LinkageModel other) {
        model = other;
    }

    private void shares(int from, int to) {
        Frequencies frequencies = model.frequencies();
        for (int i = from; i < to; i++) {
            long[] row = row(i);
            int at = at(i);
            row[at + Packed.SHARES] = frequencies.shares(row, at, Packed.size(row[at]));
        }
    }

    /// Adds all records of a part, which must not be used any more.
    public void append(PackedRecords part) {
        if (size + (long) part.size > MOST) {
            throw new IllegalStateException("one run links at most " + MOST + " records");
        }
        for (int i = 0; i < part.size; i++) {
            if ((size & CHUNK - 1) == 0) {
                if (i + CHUNK <= part.size && (i & CHUNK - 1) == 0) {
                    filling.add(part.filling.get(i >>> CHUNK_BITS));
                    ids.add(part.ids.get(i >>> CHUNK_BITS));
                    size += CHUNK;
                    i += CHUNK - 1;
                    continue;
                }
                filling.add(new long[CHUNK * Packed.STRIDE]);
                ids.add(new long[CHUNK]);
            }
            System.arraycopy(
                    part.filling.get(i >>> CHUNK_BITS),
                    (i & CHUNK - 1) * Packed.STRIDE,
                    filling.getLast(),
                    (size & CHUNK - 1) * Packed.STRIDE,
                    Packed.STRIDE);
            ids.getLast()[size & CHUNK - 1] = part.id(i);
            size++;
            if ((i & CHUNK - 1) == CHUNK - 1) {
                part.filling.set(i >>> CHUNK_BITS, new long[0]);
            }
        }
        part.filling.clear();
        part.size = 0;
        rows = new long[0][];
    }

    /// The id a record was added with.
    public long id(int record) {
        return ids.get(record >>> CHUNK_BITS)[record & CHUNK - 1];
    }

    /// The array a record lies in, at [#at].
    long[] row(int record) {
        if (rows.length == 0) {
            freeze();
        }
        return rows[record >>> CHUNK_BITS];
    }

    static int at(int record) {
        return (record & CHUNK - 1) * Packed.STRIDE;
    }

    /// Makes later reads plain array reads.
    void freeze() {
        words = null;
        rows = filling.toArray(long[][]::new);
    }

    /// Records in the order of their ids.
    int[] byId() {
        boolean sorted = true;
        for (int i = 1; i < size && sorted; i++) {
            sorted = id(i - 1) < id(i);
        }
        int[] order = new int[size];
        Arrays.setAll(order, i -> i);
        if (sorted) {
            return order;
        }
        Integer[] boxed = new Integer[size];
        Arrays.setAll(boxed, i -> i);
        Arrays.sort(boxed, (a, b) -> Long.compare(id(a), id(b)));
        for (int i = 0; i < size; i++) {
            order[i] = boxed[i];
            if (i > 0 && id(order[i]) == id(order[i - 1])) {
                throw new IllegalArgumentException("two records have the id " + id(order[i]));
            }
        }
        return order;
    }

    @Override
    public String toString() {
        return "PackedRecords[" + size + "]";
    }
}
