package vn.pccovid.lib.identity;

/// The 9-digit number of the older identity card (CMND). A person may have had several: the number
/// changed with the province.
///
/// @param value nine digits
public record IdCard(String value) implements DocumentNumber {
    private static final int DUPLICATED_FROM = 271_450_001;
    private static final int DUPLICATED_TO = 271_500_000;

    public IdCard {
        if (value.length() != 9 || !Digits.all(value)) {
            throw new IllegalArgumentException("an identity card number has nine digits");
        }
    }

    /// True for the 50,000 numbers issued both in Bà Rịa - Vũng Tàu and in Đồng Nai (found in
    /// 2007): never proof of a person by itself.
    public boolean duplicated() {
        int number = Integer.parseInt(value);
        return number >= DUPLICATED_FROM && number <= DUPLICATED_TO;
    }

    /// Provinces issued numbers beginning 01 to 38; anything else was mistyped or belongs to the
    /// armed forces.
    boolean knownPrefix() {
        int prefix = Integer.parseInt(value, 0, 2, 10);
        return prefix >= 1 && prefix <= 38;
    }

    @Override
    public String toString() {
        return Dots.of("IdCard", value);
    }
}
