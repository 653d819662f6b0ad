package vn.pccovid.lib.linkage;

/// What a blocking key is made of. The material of every kind carries enough entropy for a keyed
/// hash to be of no use to a guesser: no kind is a bare phone, name, birth date or place.
public enum KeyKind {
    CITIZEN_ID(true),
    /// 9-digit card outside the officially duplicated range.
    ID_CARD(true),
    PASSPORT(true),
    /// Social insurance number, the last ten characters of every card of a life.
    INSURANCE(true),
    /// Identifier of the unified personal code (1405/QD-BTTTT).
    QID(true),
    /// 9-digit card of the duplicated range with the given name.
    ID_CARD_NAME(false),
    /// Sorted name tokens and full birth date, day and month in either order.
    NAME_BIRTHDATE(false),
    /// Sorted name tokens, birth year, commune.
    NAME_YEAR_COMMUNE(false),
    /// Full birth date (day and month in either order) and commune: finds misspelt names.
    BIRTHDATE_COMMUNE(false),
    PHONE_YEAR(false),
    /// Phone and given name.
    PHONE_NAME(false),
    /// Last digits that a masked document still shows, and sorted name tokens.
    TAIL_NAME(false);

    private final boolean strong;

    KeyKind(boolean strong) {
        this.strong = strong;
    }

    /// Whether the key is an identifier meant for one person; these are locked before linking.
    public boolean strong() {
        return strong;
    }
}
