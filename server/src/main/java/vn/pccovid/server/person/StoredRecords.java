package vn.pccovid.server.person;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// Walks through all records in their newest version, page by page in transactions of their own.
/// Needs the worker's scope.
@Component
class StoredRecords {
    private final JdbcClient jdbc;
    private final LinkRows rows;
    private final TransactionTemplate alone;

    StoredRecords(JdbcClient jdbc, LinkRows rows, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.alone = new TransactionTemplate(transactions);
        this.alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /// Hands out pages in the order of arrival until `most` records were seen or all.
    ///
    /// @param page receives the opened records within the page's transaction
    /// @return how many were handed out
    long forEachPage(int perPage, long most, Consumer<List<Stored>> page) {
        UUID last = new UUID(0, 0);
        long seen = 0;
        while (seen < most) {
            UUID after = last;
            int wanted = (int) Math.min(perPage, most - seen);
            List<Stored> opened =
                    Objects.requireNonNull(
                            alone.execute(status -> {
                                List<Stored> found = opened(after, wanted);
                                if (!found.isEmpty()) {
                                    page.accept(found);
                                }
                                return found;
                            }));
            if (opened.isEmpty()) {
                return seen;
            }
            seen += opened.size();
            last = opened.getLast().recordId();
        }
        return seen;
    }

    private List<Stored> opened(UUID after, int most) {
        List<Vault.VersionId> ids =
                jdbc.sql(
                                """
                                SELECT DISTINCT ON (record_id) record_id, version FROM person.record
                                WHERE record_id > ? ORDER BY record_id, version DESC LIMIT ?
                                """)
                        .params(after, most)
                        .query((rs, n) ->
                                new Vault.VersionId(rs.getObject(1, UUID.class), rs.getInt(2)))
                        .list();
        Map<Vault.VersionId, Stored> found = rows.open(ids);
        return ids.stream().map(id -> Objects.requireNonNull(found.get(id))).toList();
    }
}
