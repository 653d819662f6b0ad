package vn.pccovid.lib.linkage;

/// What a piece of evidence is about.
public enum Field {
    NAME,
    BIRTH_DATE,
    SEX,
    CITIZEN_ID,
    ID_CARD,
    PASSPORT,
    INSURANCE,
    QID,
    PHONE,
    RESIDENCE,
    DOCUMENT_TAIL,
    /// Correction for everybody who shares a commune, a home or a birthday with the person: never
    /// positive.
    SHARED_LIFE;

    /// Place in tables that are made and read by one process.
    @SuppressWarnings("EnumOrdinal")
    int at() {
        return ordinal();
    }
}
