package vn.pccovid.lib.linkage;

import java.util.Locale;

/// A rule that forbids a link whatever the weight. The record waits for a human, or finds another
/// person.
public enum Veto {
    /// Two different citizen ids, each in agreement with its own record: never merged silently.
    DIFFERENT_CITIZEN_ID(false, true),
    /// The same citizen id, card, passport or insurance number under a name of somebody else: a
    /// number typed for another person. Such a record never founds a person of its own.
    EQUAL_NUMBER_OTHER_NAME(true, true),
    /// The same number and a compatible name, but birth years more than one apart.
    EQUAL_NUMBER_OTHER_BIRTH_YEAR(true, true),
    /// Given names are different real syllables and no strong number agrees: siblings, twins,
    /// cousins.
    GIVEN_NAME_DIFFERS(false, false),
    /// Both birth dates are full, differ by more than a slip, and no strong number agrees:
    /// namesakes of one village.
    BIRTH_DATE_DIFFERS(false, false),
    /// Nothing agrees beside name, birth date and sex: 0.28 others nationwide share those (domain
    /// 3.8).
    NAME_AND_BIRTH_ONLY(false, false),
    /// A phone agrees and neither a name nor a document does: a phone is a household, not a person
    /// (domain 3.6).
    PHONE_ONLY(false, false),
    /// A strong number agrees and neither a name nor a birth date could be compared: a number is
    /// typed for another person once in a thousand rows (domain 3.6), and nothing would show it.
    NUMBER_ONLY(true, true),
    /// The given names differ in an accent both have, the birth date is the same and no strong
    /// number agrees: An and Ân, twins. However sure the rest is, a doubled child is not worth it.
    POSSIBLE_TWIN(false, true);

    private final boolean asks;
    private final boolean worthAsking;

    Veto(boolean asks, boolean worthAsking) {
        this.asks = asks;
        this.worthAsking = worthAsking;
    }

    /// Whether the record must wait for an answer even when it is more likely somebody else.
    public boolean asks() {
        return asks;
    }

    /// Whether somebody is asked, where the rest makes one person likely. Otherwise the record
    /// waits quietly for more evidence: nobody could answer from what is known.
    public boolean worthAsking() {
        return worthAsking;
    }

    /// One bit of a set; never stored.
    @SuppressWarnings("EnumOrdinal")
    int bit() {
        return 1 << ordinal();
    }

    /// Stable reason code, snake case.
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
