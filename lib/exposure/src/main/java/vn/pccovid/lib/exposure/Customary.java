package vn.pccovid.lib.exposure;

/// How a meeting is judged of which nobody told about masks.
enum Customary {
    /// As most people do at such a place.
    CUSTOMARY,
    MASKED,
    UNMASKED;

    static Customary read(Pack pack) {
        return pack.choice(Customary.class, pack.text("unknown_masks"));
    }
}
