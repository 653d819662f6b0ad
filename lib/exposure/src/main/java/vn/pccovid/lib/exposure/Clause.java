package vn.pccovid.lib.exposure;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// One clause of a text: which kind of meeting, behind which masks, for how long on one day.
///
/// @param withinMetres 0 if distance is not part of it
/// @param closedSpaces kinds of places that count as the same closed space
/// @param anyClosedSpace every closed place and vehicle counts
/// @param narrowSpace every narrow closed place and vehicle counts
/// @param minutes of one day together, at least; 0 however short
record Clause(
        String name,
        Sentence sentence,
        Parameter origin,
        double withinMetres,
        Set<PlaceKind> closedSpaces,
        boolean anyClosedSpace,
        boolean narrowSpace,
        boolean vehicle,
        boolean body,
        boolean cared,
        MaskRule masks,
        int minutes) {
    enum MaskRule {
        ANY,
        BOTH,
        NOT_BOTH
    }

    static Clause read(Pack pack) {
        pack.only(
                "clause",
                "vi",
                "en",
                "certain",
                "source",
                "within_m",
                "closed_space",
                "any_closed_space",
                "narrow_space",
                "vehicle",
                "body",
                "cared",
                "masks",
                "minutes");
        Set<PlaceKind> kinds = EnumSet.noneOf(PlaceKind.class);
        if (pack.has("closed_space")) {
            for (String kind : pack.texts("closed_space")) {
                kinds.add(pack.choice(PlaceKind.class, kind.toLowerCase(Locale.ROOT)));
            }
        }
        int minutes = (int) pack.number("minutes", 0, 1440);
        return new Clause(
                pack.text("clause"),
                pack.sentence(),
                new Parameter(
                        pack.text("clause"), minutes, pack.flag("certain"), pack.text("source")),
                pack.has("within_m") ? pack.number("within_m", 0.1, 100) : 0,
                kinds,
                pack.flag("any_closed_space"),
                pack.flag("narrow_space"),
                pack.flag("vehicle"),
                pack.flag("body"),
                pack.flag("cared"),
                pack.choice(MaskRule.class, pack.text("masks")),
                minutes);
    }
}
