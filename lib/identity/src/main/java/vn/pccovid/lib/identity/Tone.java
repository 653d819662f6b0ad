package vn.pccovid.lib.identity;

/// The six tones of written Vietnamese: ngang, sắc, huyền, hỏi, ngã, nặng.
public enum Tone {
    LEVEL,
    ACUTE,
    GRAVE,
    HOOK,
    TILDE,
    DOT
}
