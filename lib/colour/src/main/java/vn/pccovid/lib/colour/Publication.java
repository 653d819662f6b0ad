package vn.pccovid.lib.colour;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A version of a pack that was put in force at an instant, and perhaps taken back at a later one.
///
/// Which packs are in force follows from the publications and the instant alone ([#inForce]). A
/// version begins with its activation or with its own first day, whichever is later: activating a
/// text does not colour the days before. It supersedes every version of its pack that began before
/// it, for good: when it ends by its own last day, none of those comes back. Taken back, it was in
/// force until then, and the version before it is in force again from then on.
///
/// @param effective when it was put in force; [Instant#MIN] for the packs that come with the
///   program, which count by their own days
/// @param revoked when it was taken back; null: never. Taken back before it began, it never was
public record Publication(RulePack pack, Instant effective, @Nullable Instant revoked) {

    /// First instant this version decides anything.
    public Instant begins() {
        return pack.from().isAfter(effective) ? pack.from() : effective;
    }

    private boolean stands(Instant at) {
        return !at.isBefore(begins()) && (revoked == null || at.isBefore(revoked));
    }

    /// The packs with the time each is in force, ready for a [ColourEngine]. A version interrupted
    /// by another that was taken back appears once per stretch. Of two versions that begin at the
    /// same instant the one published later counts.
    ///
    /// @param published in the order of publishing
    public static List<RulePack> inForce(List<Publication> published) {
        Map<String, List<Publication>> byPack = new LinkedHashMap<>();
        published.forEach(p -> byPack.computeIfAbsent(p.pack.id(), id -> new ArrayList<>()).add(p));
        List<RulePack> packs = new ArrayList<>();
        byPack.values().forEach(versions -> packs.addAll(stretches(versions)));
        packs.sort(Comparator.comparing(RulePack::layer));
        return List.copyOf(packs);
    }

    private static List<RulePack> stretches(List<Publication> versions) {
        TreeSet<Instant> cuts = new TreeSet<>();
        for (Publication version : versions) {
            cuts.add(version.begins());
            if (version.revoked != null) {
                cuts.add(version.revoked);
            }
        }
        List<RulePack> stretches = new ArrayList<>();
        int running = -1;
        Instant since = Instant.MIN;
        for (Instant cut : cuts) {
            int now = standing(versions, cut);
            if (now != running) {
                add(stretches, versions, running, since, cut);
                running = now;
                since = cut;
            }
        }
        add(stretches, versions, running, since, null);
        return stretches;
    }

    /// Which of the versions stands at an instant; -1: none.
    private static int standing(List<Publication> versions, Instant at) {
        int found = -1;
        for (int i = 0; i < versions.size(); i++) {
            Publication version = versions.get(i);
            if (version.stands(at)
                    && (found < 0 || !version.begins().isBefore(versions.get(found).begins()))) {
                found = i;
            }
        }
        return found;
    }

    private static void add(
            List<RulePack> into,
            List<Publication> versions,
            int which,
            Instant from,
            @Nullable Instant to) {
        if (which < 0) {
            return;
        }
        Publication of = versions.get(which);
        Instant end = of.pack.until();
        Instant until = end == null || (to != null && to.isBefore(end)) ? to : end;
        if (until == null || from.isBefore(until)) {
            into.add(of.pack.during(from, until));
        }
    }
}
