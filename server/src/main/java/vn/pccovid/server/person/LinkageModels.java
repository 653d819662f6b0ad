package vn.pccovid.server.person;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import vn.pccovid.lib.linkage.LinkageModel;
import vn.pccovid.server.access.Problem;

/// The models by which records are weighed: the one in force, those learnt from this installation's
/// own records, and how one takes the place of another.
///
/// A transaction sees one model from beginning to end. A new one is learnt ([ModelTraining]), put
/// beside the one in force on all records ([ModelComparison]), and adopted by two officers; what it
/// would decide otherwise is counted before, and no link is broken by it. Thread-safe.
@Component
public class LinkageModels {
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");
    private static final int LONGEST_REASON = 500;

    /// Who "trained" a model that came with the program.
    private static final String SHIPPED = "shipped";

    private final JdbcClient jdbc;
    private final LinkRows rows;
    private final Clock clock;
    private volatile LinkageModel newest = LinkageModel.standard();

    LinkageModels(JdbcClient jdbc, LinkRows rows, Clock clock) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.clock = clock;
    }

    /// The model in force, the same for the whole of the caller's transaction.
    public LinkageModel current() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            return read();
        }
        Object bound = TransactionSynchronizationManager.getResource(this);
        if (bound instanceof LinkageModel model) {
            return model;
        }
        LinkageModel model = read();
        TransactionSynchronizationManager.bindResource(this, model);
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void suspend() {
                        TransactionSynchronizationManager.unbindResourceIfPossible(
                                LinkageModels.this);
                    }

                    @Override
                    public void resume() {
                        TransactionSynchronizationManager.bindResource(LinkageModels.this, model);
                    }

                    @Override
                    public void afterCompletion(int status) {
                        TransactionSynchronizationManager.unbindResourceIfPossible(
                                LinkageModels.this);
                    }
                });
        return model;
    }

    private LinkageModel read() {
        String version = inForce();
        LinkageModel known = newest;
        if (known.version().equals(version)) {
            return known;
        }
        LinkageModel found = required(version);
        newest = found;
        return found;
    }

    /// Version of the model in force.
    String inForce() {
        return jdbc.sql(
                        "SELECT version FROM person.linkage_model_adoption ORDER BY adoption_id DESC LIMIT 1")
                .query(String.class)
                .optional()
                .orElseGet(() -> LinkageModel.standard().version());
    }

    /// A model by its version: the shipped one, or one learnt here. Throws `person.model_unknown`.
    @Transactional
    public LinkageModel required(String version) {
        if (version.equals(LinkageModel.standard().version())) {
            return LinkageModel.standard();
        }
        return jdbc.sql("SELECT content FROM person.linkage_model WHERE version = ?")
                .param(version)
                .query(String.class)
                .optional()
                .map(LinkageModel::read)
                .orElseThrow(() -> Problem.of("person.model_unknown", Map.of("version", version)));
    }

    /// Keeps a model that was learnt. Throws `person.model_version` for a version that is taken or
    /// not of letters, digits, `.`, `_` and `-`, at most forty.
    @Transactional
    public void add(LinkageModel model, String trainedBy, long records) {
        String version = model.version();
        boolean taken =
                version.equals(LinkageModel.standard().version())
                        || jdbc.sql("SELECT count(*) FROM person.linkage_model WHERE version = ?")
                                        .param(version)
                                        .query(Long.class)
                                        .single()
                                > 0;
        if (taken || !VERSION.matcher(version).matches()) {
            throw Problem.of("person.model_version", Map.of("version", version));
        }
        jdbc.sql(
                        """
                        INSERT INTO person.linkage_model (version, content, trained_at, trained_by, records)
                        VALUES (?, ?, ?, ?, ?)
                        """)
                .params(version, model.write(), now(), trainedBy, records)
                .update();
    }

    /// @param inForce whether it is the model in force
    /// @param reviewed whether it was put beside the model in force now
    public record Line(
            String version,
            Instant trainedAt,
            String trainedBy,
            long records,
            boolean inForce,
            boolean reviewed) {}

    /// The models kept here, oldest first: those learnt, and shipped ones that were adopted. The
    /// one this program ships is not among them.
    @Transactional
    public List<Line> learnt() {
        String inForce = inForce();
        return jdbc.sql(
                        """
                        SELECT m.version, m.trained_at, m.trained_by, m.records,
                               EXISTS (SELECT 1 FROM person.linkage_model_review r
                                       WHERE r.version = m.version AND r.beside = ?)
                        FROM person.linkage_model m WHERE m.version <> ? ORDER BY m.trained_at, m.version
                        """)
                .params(inForce, LinkageModel.standard().version())
                .query((rs, n) ->
                        new Line(
                                rs.getString(1),
                                rs.getTimestamp(2).toInstant(),
                                rs.getString(3),
                                rs.getLong(4),
                                rs.getString(1).equals(inForce),
                                rs.getBoolean(5)))
                .list();
    }

    /// Keeps what a comparison counted.
    @Transactional
    void reviewed(String version, String beside, long records, Map<String, Long> changes) {
        jdbc.sql(
                        """
                        INSERT INTO person.linkage_model_review (version, at, beside, records, changes)
                        VALUES (?, ?, ?, ?, ?)
                        """)
                .params(
                        version,
                        now(),
                        beside,
                        records,
                        new TreeMap<>(changes)
                                .entrySet().stream()
                                        .map(e -> e.getKey() + "=" + e.getValue())
                                        .collect(Collectors.joining(" ")))
                .update();
    }

    /// Puts a model in force, the shipped one included (which undoes an adoption). Whoever waits is
    /// judged again by the next settle; links made before stay until a record is judged again.
    /// Needs the worker's scope, and no import may be under way: the caller sees to that.
    ///
    /// Throws `person.model_unreviewed` if it was not put beside the model in force,
    /// `person.two_officers` unless two different people stand for it, `person.reason_missing`.
    @Transactional
    public void adopt(String version, String approvedBy, String secondedBy, String reason) {
        rows.lockLinks();
        LinkageModel model = required(version);
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw Problem.of("person.reason_missing", Map.of("longest", LONGEST_REASON));
        }
        String first = approvedBy.strip();
        String second = secondedBy.strip();
        if (first.isEmpty() || second.isEmpty() || first.equalsIgnoreCase(second)) {
            throw Problem.of("person.two_officers");
        }
        String before = inForce();
        Optional<Integer> reviewed =
                jdbc.sql(
                                "SELECT 1 FROM person.linkage_model_review WHERE version = ? AND beside = ? LIMIT 1")
                        .params(version, before)
                        .query(Integer.class)
                        .optional();
        if (version.equals(before) || reviewed.isEmpty()) {
            throw Problem.of(
                    "person.model_unreviewed", Map.of("version", version, "beside", before));
        }
        // A later program ships another model; the one adopted here must still be found then.
        jdbc.sql(
                        """
                        INSERT INTO person.linkage_model (version, content, trained_at, trained_by, records)
                        VALUES (?, ?, ?, ?, 0) ON CONFLICT (version) DO NOTHING
                        """)
                .params(version, model.write(), now(), SHIPPED)
                .update();
        jdbc.sql(
                        """
                        INSERT INTO person.linkage_model_adoption (adoption_id, version, at, approved_by, seconded_by, reason)
                        VALUES (?, ?, ?, ?, ?, ?)
                        """)
                .params(TimedId.next(clock), version, now(), first, second, reason)
                .update();
        jdbc.sql(
                        """
                        INSERT INTO person.unsettled (item_id, waiting) SELECT record_id, true FROM person.waiting
                        ON CONFLICT (item_id) DO NOTHING
                        """)
                .update();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
