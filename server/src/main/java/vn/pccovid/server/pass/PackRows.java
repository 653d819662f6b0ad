package vn.pccovid.server.pass;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The texts of rule packs and what happened to each; append only.
@Repository
class PackRows {
    /// Number under which writers of events follow one another.
    private static final long EVENTS_LOCK = 0x7063_7061_636b_7301L;

    private final JdbcClient jdbc;

    PackRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What happened to a text.
    enum Kind {
        /// Came with the program when the installation began; in force by its own days.
        SEEDED,
        ADDED,
        CHECKED,
        REHEARSED,
        APPROVED,
        SCHEDULED,
        ROLLED_BACK;

        String stored() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// A text; `revision` counts the drafts of one version.
    @SuppressWarnings("ArrayRecordComponent") // a row is written once and never compared
    record Text(
            String pack,
            String version,
            int revision,
            byte[] hash,
            String content,
            String layer,
            String jurisdiction,
            String author,
            String office,
            Instant addedAt) {
        String key() {
            return pack + ' ' + version + ' ' + revision;
        }
    }

    /// @param effective scheduled: from when; rolled back: until when
    record Event(
            long seq,
            String pack,
            String version,
            int revision,
            Kind kind,
            Instant at,
            @Nullable Instant effective,
            String actor,
            String office,
            String reason,
            String detail) {
        boolean of(Text text) {
            return pack.equals(text.pack)
                    && version.equals(text.version)
                    && revision == text.revision;
        }

        /// True when it changes which rules are in force.
        boolean publishes() {
            return kind == Kind.SEEDED || kind == Kind.SCHEDULED || kind == Kind.ROLLED_BACK;
        }
    }

    /// Waits for other writers until the end of this transaction.
    void lock() {
        jdbc.sql("SELECT pg_advisory_xact_lock(?)").param(EVENTS_LOCK).query(rs -> {});
    }

    long newest() {
        return jdbc.sql("SELECT coalesce(max(seq), 0) FROM pass.pack_event")
                .query(Long.class)
                .single();
    }

    /// Number of the newest event that changes which rules are in force.
    long newestPublication() {
        return jdbc.sql(
                        """
                        SELECT coalesce(max(seq), 0) FROM pass.pack_event
                        WHERE kind IN ('seeded', 'scheduled', 'rolled_back')
                        """)
                .query(Long.class)
                .single();
    }

    List<Event> events() {
        return jdbc.sql(
                        """
                        SELECT seq, pack, version, revision, kind, at, effective, actor, office, reason, detail
                        FROM pass.pack_event ORDER BY seq
                        """)
                .query((rs, n) -> event(rs))
                .list();
    }

    private static Event event(ResultSet rs) throws SQLException {
        Timestamp effective = rs.getTimestamp(7);
        return new Event(
                rs.getLong(1),
                rs.getString(2),
                rs.getString(3),
                rs.getInt(4),
                Kind.valueOf(rs.getString(5).toUpperCase(java.util.Locale.ROOT)),
                rs.getTimestamp(6).toInstant(),
                effective == null ? null : effective.toInstant(),
                rs.getString(8),
                rs.getString(9),
                rs.getString(10),
                rs.getString(11));
    }

    private static final String TEXT =
            """
            SELECT pack, version, revision, content_hash, content, layer, jurisdiction, author, office, added_at
            FROM pass.pack
            """;

    private static Text text(ResultSet rs) throws SQLException {
        return new Text(
                rs.getString(1),
                rs.getString(2),
                rs.getInt(3),
                rs.getBytes(4),
                rs.getString(5),
                rs.getString(6),
                rs.getString(7),
                rs.getString(8),
                rs.getString(9),
                rs.getTimestamp(10).toInstant());
    }

    List<Text> texts() {
        return jdbc.sql(TEXT + " ORDER BY added_at, pack, version, revision")
                .query((rs, n) -> text(rs))
                .list();
    }

    /// The newest draft of a version.
    Optional<Text> newest(String pack, String version) {
        return jdbc.sql(TEXT + " WHERE pack = ? AND version = ? ORDER BY revision DESC LIMIT 1")
                .params(pack, version)
                .query((rs, n) -> text(rs))
                .optional();
    }

    void insert(Text text) {
        jdbc.sql(
                        """
                        INSERT INTO pass.pack (pack, version, revision, content_hash, content, layer, jurisdiction,
                                               author, office, added_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .params(
                        text.pack,
                        text.version,
                        text.revision,
                        text.hash,
                        text.content,
                        text.layer,
                        text.jurisdiction,
                        text.author,
                        text.office,
                        time(text.addedAt))
                .update();
    }

    /// Appends an event; the caller holds [#lock].
    ///
    /// @return its number
    long append(
            Text text,
            Kind kind,
            Instant at,
            @Nullable Instant effective,
            Officer by,
            String reason,
            String detail) {
        long seq = newest() + 1;
        jdbc.sql(
                        """
                        INSERT INTO pass.pack_event (seq, pack, version, revision, kind, at, effective, actor, office,
                                                     reason, detail)
                        VALUES (:seq, :pack, :version, :revision, :kind, :at, CAST(:effective AS timestamptz), :actor,
                                :office, :reason, :detail)
                        """)
                .param("seq", seq)
                .param("pack", text.pack)
                .param("version", text.version)
                .param("revision", text.revision)
                .param("kind", kind.stored())
                .param("at", time(at))
                .param("effective", effective == null ? null : time(effective))
                .param("actor", by.name())
                .param("office", by.office())
                .param("reason", reason)
                .param("detail", detail)
                .update();
        return seq;
    }

    /// Who does something to a pack: the officer's name at the identity provider, and the office.
    record Officer(String name, String office) {}

    static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
