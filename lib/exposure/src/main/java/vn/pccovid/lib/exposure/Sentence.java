package vn.pccovid.lib.exposure;

/// What a person reads.
///
/// @param vi Vietnamese
/// @param en English
public record Sentence(String vi, String en) {
    public Sentence {
        if (vi.isBlank() || en.isBlank()) {
            throw new IllegalArgumentException("a sentence is written in both languages");
        }
    }
}
