package vn.pccovid.server.person;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Finds everyone near the keys of a batch, part by part; every key and every person once. The
/// holders of a key do not depend on the part it is met in as long as nobody writes meanwhile. For
/// one thread at a time.
final class Search {
    private final LinkRows rows;
    private final Set<Long> asked = new HashSet<>();
    private final Set<UUID> loaded = new HashSet<>();

    Search(LinkRows rows) {
        this.rows = rows;
    }

    /// @param holders of the keys not asked before, by key and oldest first, at most
    ///   [LinkRows#HOLDERS_PER_KEY] each
    /// @param persons those among them not found before
    /// @param full keys with more holders than that
    record Found(
            List<LinkRows.Holder> holders, Map<UUID, LinkRows.Loaded> persons, Set<Long> full) {}

    Found find(Collection<Long> keys) {
        List<Long> news = new ArrayList<>(keys.size());
        for (Long key : keys) {
            if (asked.add(key)) {
                news.add(key);
            }
        }
        List<LinkRows.Holder> holders = new ArrayList<>();
        Map<Long, Integer> met = new HashMap<>();
        Set<Long> full = new HashSet<>();
        List<UUID> ids = new ArrayList<>();
        for (LinkRows.Holder holder : rows.holders(news)) {
            if (met.merge(holder.key(), 1, Integer::sum) > LinkRows.HOLDERS_PER_KEY) {
                full.add(holder.key());
            } else {
                holders.add(holder);
                if (!holder.waiting() && loaded.add(holder.id())) {
                    ids.add(holder.id());
                }
            }
        }
        return new Found(holders, rows.load(ids, LinkRows.RECORDS_COMPARED), full);
    }
}
