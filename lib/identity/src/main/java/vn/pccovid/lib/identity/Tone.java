package vn.pccovid.lib.identity;

/// The six tones of written Vietnamese: ngang, sắc, huyền, hỏi, ngã, nặng.
public enum Tone {
    LEVEL(0),
    ACUTE(1),
    GRAVE(2),
    HOOK(3),
    TILDE(4),
    DOT(5);

    private final int digit;

    Tone(int digit) {
        this.digit = digit;
    }

    /// The digit of the tone as typed with the VNI keyboard (1 sắc to 5 nặng), 0 for the level
    /// tone. Stable: it stands in keys.
    public int digit() {
        return digit;
    }
}
