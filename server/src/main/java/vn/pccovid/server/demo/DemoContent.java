package vn.pccovid.server.demo;

import java.util.List;

/// What the start page of a demo shows: stories to walk through and accounts to try. All people are
/// invented.
public record DemoContent(List<Story> stories, List<Account> accounts) {

    /// A sentence in both languages.
    public record Text(String vi, String en) {}

    /// One numbered story.
    ///
    /// @param link where it begins, a path on this server
    public record Story(
            int number, String id, Text title, String link, List<Text> steps, List<Card> cards) {}

    /// Something to type or scan in a story.
    ///
    /// @param phone to sign in with
    /// @param cardCode text of the code on the identity card; empty when the person has none
    public record Card(
            String name, String phone, String number, String birthDate, String cardCode) {}

    /// A staff account of the demo.
    public record Account(
            String username, String password, Text office, List<String> roles, String link) {}
}
