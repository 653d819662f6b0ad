package vn.pccovid.server.access;

/// One sentence for people, in both languages of the service.
///
/// @param vi Vietnamese, shown first
/// @param en English, complete
public record Sentences(String vi, String en) {

    /// The sentence in the language asked for: `en` for English, Vietnamese for everything else.
    public String in(String language) {
        return language.startsWith("en") ? en : vi;
    }
}
