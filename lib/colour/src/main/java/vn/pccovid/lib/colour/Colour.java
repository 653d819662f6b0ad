package vn.pccovid.lib.colour;

/// The colour of one person's pass, from least to most restricted (6837/VPCP-KGVX, 24 Sep 2021):
/// green may move, yellow moves with restrictions, red stays home. Not the level of an area and not
/// the background of a code: those are other types.
public enum Colour {
    GREEN,
    YELLOW,
    RED;

    /// True when this colour restricts more than `other`.
    public boolean worseThan(Colour other) {
        return compareTo(other) > 0;
    }

    static Colour worst(Colour a, Colour b) {
        return a.worseThan(b) ? a : b;
    }

    static Colour best(Colour a, Colour b) {
        return a.worseThan(b) ? b : a;
    }
}
