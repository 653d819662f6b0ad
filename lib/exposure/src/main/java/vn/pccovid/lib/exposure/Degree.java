package vn.pccovid.lib.exposure;

/// How far from the case the text in force places somebody.
public enum Degree {
    /// Close contact of a case.
    F1,
    /// Contact of a close contact.
    F2
}
