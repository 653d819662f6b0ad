package vn.pccovid.server.exchange;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.server.person.LinkedTo;
import vn.pccovid.server.person.LinksChanged;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.TimedId;

/// Writes beside the ledger what became of records after their run: settled, decided by a steward,
/// undone. The ledger itself never changes.
@Component
class LaterChanges {
    private final JdbcClient jdbc;
    private final People people;
    private final Clock clock;

    LaterChanges(JdbcClient jdbc, People people, Clock clock) {
        this.jdbc = jdbc;
        this.people = people;
        this.clock = clock;
    }

    @EventListener
    void on(LinksChanged changed) {
        if (changed.records().isEmpty()) {
            return;
        }
        Map<UUID, LinkedTo> links = people.linksOf(changed.records());
        List<UUID> records = new ArrayList<>(changed.records());
        UUID[] changes = new UUID[records.size()];
        Short[] fates = new Short[records.size()];
        @Nullable UUID[] persons = new UUID[records.size()];
        for (int i = 0; i < records.size(); i++) {
            LinkedTo link = links.get(records.get(i));
            changes[i] = TimedId.next(clock);
            fates[i] = (link == null ? Fate.WAITING : Fate.LINKED).code();
            persons[i] = link == null ? null : link.personId();
        }
        jdbc.sql(
                        """
                        INSERT INTO exchange.later_change (record_id, change_id, at, fate, person_id)
                        SELECT r, c, ?, f, p FROM unnest(?::uuid[], ?::uuid[], ?::smallint[], ?::uuid[]) AS u (r, c, f, p)
                        """)
                .params(
                        RunRows.time(clock.instant()),
                        records.toArray(UUID[]::new),
                        changes,
                        fates,
                        persons)
                .update();
    }
}
