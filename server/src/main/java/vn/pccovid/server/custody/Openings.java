package vn.pccovid.server.custody;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// One call's openings: the lines stand already. Reads sealed rows as custody's own database role,
/// opens them, and writes down whom they concerned. For one thread; obtained from [Cases#begin].
public final class Openings {
    private final Cases cases;
    private final Custody custody;
    private final CustodyDatabase database;
    private final MovementClass movements;
    private final Map<UUID, Begun> begun;
    private final Map<UUID, CaseRefusal> refused;
    private final Map<LocalDate, Optional<Custody.Opener>> openers = new HashMap<>();
    private final Set<Cases.Concerned> people = new LinkedHashSet<>();
    private final Set<Cases.Concerned> own = new LinkedHashSet<>();

    Openings(
            Cases cases,
            Custody custody,
            CustodyDatabase database,
            MovementClass movements,
            Map<UUID, Begun> begun,
            Map<UUID, CaseRefusal> refused) {
        this.cases = cases;
        this.custody = custody;
        this.database = database;
        this.movements = movements;
        this.begun = begun;
        this.refused = refused;
    }

    /// A case that opens now.
    ///
    /// @param line of this opening
    /// @param records of the person whose case it is
    public record Begun(UUID caseId, UUID line, List<UUID> records, Window window) {}

    /// Cases that open, by id.
    public Map<UUID, Begun> begun() {
        return begun;
    }

    /// Cases that do not.
    public Optional<CaseRefusal> refusal(UUID caseId) {
        return Optional.ofNullable(refused.get(caseId));
    }

    /// Stops a case: nothing more of it is opened, and the answer is a refusal.
    public void refuse(UUID caseId, CaseRefusal reason) {
        if (begun.remove(caseId) != null) {
            refused.put(caseId, reason);
            cases.refuse(caseId, movements.word(), reason);
        }
    }

    /// Which of these records a first hop of the case showed, or somebody named: only these have a
    /// second hop.
    public Set<UUID> contactsAmong(UUID caseId, Collection<UUID> records) {
        return cases.contactsAmong(caseId, records);
    }

    /// The records that belong to the same persons; a record that belongs to nobody above the
    /// threshold stands alone.
    public Map<UUID, List<UUID>> beside(Collection<UUID> records) {
        Map<UUID, List<UUID>> all = new HashMap<>(cases.besides(records));
        records.forEach(r -> all.putIfAbsent(r, List.of(r)));
        return all;
    }

    /// Reads the sealed rows under these tokens.
    ///
    /// @param table with its schema, as the asking module wrote it
    /// @param column of the token
    public void fetch(String table, String column, List<DayToken> tokens, FoundRow found) {
        database.fetch(table, column, tokens, found);
    }

    /// Opens one row; empty if its day is destroyed meanwhile.
    public Optional<byte[]> open(LocalDate day, byte[] sealed, byte[] context) {
        return openers.computeIfAbsent(day, d -> custody.opener(movements, d))
                .map(opener -> opener.open(sealed, context));
    }

    /// The case itself was somewhere on this day.
    public void ownMovement(UUID caseId, UUID record, LocalDate day) {
        add(own, caseId, record, day);
    }

    /// A movement of somebody else was opened.
    public void concerned(UUID caseId, UUID record, LocalDate day) {
        add(people, caseId, record, day);
    }

    private void add(Set<Cases.Concerned> to, UUID caseId, UUID record, LocalDate day) {
        Begun of = begun.get(caseId);
        if (of != null) {
            to.add(new Cases.Concerned(of.line(), record, day));
        }
    }

    /// Commits whom the openings concerned. Nothing may leave before.
    public void finish() {
        cases.concerned(new ArrayList<>(people), new ArrayList<>(own));
    }
}
