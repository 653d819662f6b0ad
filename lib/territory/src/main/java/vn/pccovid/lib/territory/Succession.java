package vn.pccovid.lib.territory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What became of the communes of one list in a later one. Not a function: in July 2025 460
/// communes were split among two to five successors, and most new codes had been another place's
/// code before, so an equal code proves nothing.
///
/// @param fromList id of the older list
/// @param toList id of the newer list
/// @param successors old commune code → new commune codes, one or more, in the order of the source
public record Succession(String fromList, String toList, Map<String, List<String>> successors) {

    public Succession {
        var copy = new LinkedHashMap<String, List<String>>();
        successors.forEach((old, now) -> {
            if (now.isEmpty()) {
                throw new IllegalArgumentException("code " + old + " has no successor");
            }
            copy.put(old, List.copyOf(now));
        });
        successors = Collections.unmodifiableMap(copy);
    }

    /// Builds the table from pairs (old, new) as mapping files give them; repeated pairs count
    /// once.
    public static Succession of(
            String fromList, String toList, List<Map.Entry<String, String>> pairs) {
        var grouped = new LinkedHashMap<String, Set<String>>();
        for (var pair : pairs) {
            grouped.computeIfAbsent(pair.getKey(), old -> new LinkedHashSet<>())
                    .add(pair.getValue());
        }
        var lists = new LinkedHashMap<String, List<String>>();
        grouped.forEach((old, now) -> lists.put(old, List.copyOf(now)));
        return new Succession(fromList, toList, lists);
    }

    /// Every commune the old one's land went to; empty when the table does not know the code. More
    /// than one means that only the address can tell, never the code.
    public List<String> of(String oldCode) {
        return successors.getOrDefault(oldCode, List.of());
    }
}
