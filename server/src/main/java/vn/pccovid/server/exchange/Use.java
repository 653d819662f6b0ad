package vn.pccovid.server.exchange;

/// What we do with a column. Only what says who somebody is goes into the sealed record; what is
/// done with the rest is decided here, once.
enum Use {
    /// The source's own name of the row. Kept sealed and as a keyed hash.
    KEY,
    /// A document number of any kind.
    DOCUMENT,
    INSURANCE,
    NAME,
    BIRTH_DATE,
    SEX,
    PHONE,
    PROVINCE,
    DISTRICT,
    COMMUNE,
    /// Address line of the residence.
    ADDRESS,
    /// Text of a unified personal code (1405/QD-BTTTT).
    PERSONAL_CODE,
    /// Kept with the record, not used to find the person.
    KEPT,
    /// Told to the module that owns this kind of fact, sealed there under its own retention key.
    FACT,
    /// Says where somebody was: goes into sealed movements and nowhere else.
    MOVEMENT,
    /// Not ours to keep: dropped before anything is stored, and counted.
    DROPPED;

    /// True for what stands in the sealed original of the record.
    boolean inOriginal() {
        return switch (this) {
            case KEY,
                    DOCUMENT,
                    INSURANCE,
                    NAME,
                    BIRTH_DATE,
                    SEX,
                    PHONE,
                    PROVINCE,
                    DISTRICT,
                    COMMUNE,
                    ADDRESS,
                    PERSONAL_CODE,
                    KEPT ->
                    true;
            case FACT, MOVEMENT, DROPPED -> false;
        };
    }
}
