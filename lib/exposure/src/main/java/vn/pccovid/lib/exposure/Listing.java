package vn.pccovid.lib.exposure;

import java.time.Instant;

/// That the text in force lists somebody, and by which of its clauses.
///
/// @param degree F1 or F2
/// @param text which text (`11042`)
/// @param clause which of its clauses (`C2`)
/// @param sentence that clause for people to read
/// @param first first exposure that meets any clause
/// @param last end of the last one: the anchor of orders counted from the last exposure
/// @param source who says so; of several the one that stands first in [Source]
public record Listing(
        Degree degree,
        String text,
        String clause,
        Sentence sentence,
        Instant first,
        Instant last,
        Source source) {}
