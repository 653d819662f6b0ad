package vn.pccovid.lib.linkage;

/// The blocking keys of packed rows: the same kinds as [BlockingKey], as 64-bit hashes that never
/// leave memory. 0 means that the row has no key of the kind.
final class PackedKeys {
    /// In the order they are used: the strongest first, so that most pairs are met where blocks are
    /// small.
    static final KeyKind[] KINDS = KeyKind.values();

    /// Keys of one kind a row can have: a masked tail, that of a citizen id, that of a card.
    static final int MOST_OF_KIND = 3;

    private static final long MASKED_ID = 1_000_000L;
    private static final long MASKED_CARD = 1_000L;

    private PackedKeys() {}

    /// Writes the keys of a kind, at most [#MOST_OF_KIND].
    ///
    /// @return how many
    static int of(KeyKind kind, long[] rows, int at, long[] out) {
        if (kind == KeyKind.TAIL_NAME) {
            return tails(rows, at, out);
        }
        out[0] = one(kind, rows, at);
        return out[0] == 0 ? 0 : 1;
    }

    /// The key of a kind that a row has at most one of.
    static long one(KeyKind kind, long[] rows, int at) {
        long head = rows[at];
        int size = Packed.size(head);
        return switch (kind) {
            case CITIZEN_ID -> rows[at + Packed.CITIZEN_ID];
            case ID_CARD -> Packed.duplicated(head) ? 0 : Packed.card(rows, at);
            case PASSPORT -> rows[at + Packed.PASSPORT];
            case INSURANCE -> rows[at + Packed.INSURANCE];
            case QID -> rows[at + Packed.QID];
            case ID_CARD_NAME ->
                    Packed.duplicated(head) && size > 0
                            ? join(Packed.card(rows, at), given(rows, at))
                            : 0;
            case NAME_BIRTHDATE ->
                    size > 1 && Packed.day(head) > 0
                            ? join(rows[at + Packed.NAME_KEY], date(head))
                            : 0;
            case NAME_YEAR_COMMUNE ->
                    size > 1 && Packed.year(head) != 0 && Packed.commune(head) != 0
                            ? join(
                                    rows[at + Packed.NAME_KEY],
                                    (long) Packed.year(head) << 20 | Packed.commune(head))
                            : 0;
            case BIRTHDATE_COMMUNE ->
                    Packed.day(head) > 0 && Packed.commune(head) != 0
                            ? join(date(head), Packed.commune(head))
                            : 0;
            case PHONE_YEAR ->
                    Packed.phone(rows, at) != 0 && Packed.year(head) != 0
                            ? join(Packed.phone(rows, at), Packed.year(head))
                            : 0;
            case PHONE_NAME ->
                    Packed.phone(rows, at) != 0 && size > 0
                            ? join(Packed.phone(rows, at), given(rows, at))
                            : 0;
            case TAIL_NAME -> throw new IllegalArgumentException("a row has several tails");
        };
    }

    private static int tails(long[] rows, int at, long[] out) {
        if (Packed.size(rows[at]) < 2) {
            return 0;
        }
        int count = 0;
        long name = rows[at + Packed.NAME_KEY];
        long tail = rows[at + Packed.TAIL];
        if (tail != 0) {
            out[count++] = join(tail, name);
        }
        long id = rows[at + Packed.CITIZEN_ID];
        if (id != 0) {
            out[count++] = join((id - 1) % MASKED_ID | 6L << Packed.TAIL_LENGTH_SHIFT, name);
        }
        long card = Packed.card(rows, at);
        if (card != 0) {
            out[count++] = join((card - 1) % MASKED_CARD | 3L << Packed.TAIL_LENGTH_SHIFT, name);
        }
        return count;
    }

    private static long given(long[] rows, int at) {
        return rows[at + Packed.GIVEN] & Packed.BASE;
    }

    /// Day and month in either order.
    private static long date(long head) {
        int month = Packed.month(head);
        int day = Packed.day(head);
        return (long) Packed.year(head) << 10
                | (long) Math.min(month, day) << 5
                | Math.max(month, day);
    }

    private static long join(long a, long b) {
        return Packed.mix(Packed.mix(a) + b) | 1;
    }
}
