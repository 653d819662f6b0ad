package vn.pccovid.server.person;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.lib.linkage.Thresholds;
import vn.pccovid.lib.linkage.Veto;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.lib.territory.CodeList;
import vn.pccovid.lib.territory.Gazetteer;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.keys.Hashing;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;

/// The door to questions: the one question that best says whether a waiting record is a person's.
///
/// Asked of the person, the answer is evidence with its own weight, never proof: it may carry a
/// record over the threshold to show, never over the one to burden, and it lifts no rule that
/// forbids a link. What an impostor could learn is bounded; see `docs/decisions/one-question.md`.
/// Call it outside a transaction. Thread-safe.
@Service
public class Questions {
    /// Questions put to one account in a day, and in thirty days, answered or not.
    static final int MOST_A_DAY = 3;

    static final int MOST_A_MONTH = 10;

    /// Persons asked about one record, ever.
    static final int MOST_PERSONS_PER_RECORD = 3;

    /// Waiting records looked at for one person, and for one page of stewards.
    private static final int MOST_REVIEWS = 20;

    private static final int PAGE = 50;

    private static final String TWIN = Veto.POSSIBLE_TWIN.code();

    /// Reasons to wait that an answer can do something about; the others are rules. Of twins it
    /// tells which, however likely the model finds it.
    private static final Set<String> DOUBTS = Set.of("uncertain", "several_persons", TWIN);

    /// Who decided, in link events.
    private static final String BY = "resident";

    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final LinkRows rows;
    private final Decisions decisions;
    private final List<Recollections> recollections;
    private final Thresholds thresholds;
    private final Hashing hashing;
    private final Sealing sealing;
    private final AccessLines lines;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Gazetteer gazetteer = Gazetteer.standard();
    private final QuestionWeights weights = QuestionWeights.standard();
    private final JsonMapper json = JsonMapper.builder().build();

    Questions(
            LinkRows rows,
            Decisions decisions,
            List<Recollections> recollections,
            Thresholds thresholds,
            Hashing hashing,
            Sealing sealing,
            AccessLines lines,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.rows = rows;
        this.decisions = decisions;
        this.recollections = List.copyOf(recollections);
        this.thresholds = thresholds;
        this.hashing = hashing;
        this.sealing = sealing;
        this.lines = lines;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// A record that waits, as its open review has it.
    private record Waiting(
            UUID review,
            UUID record,
            Instant openedAt,
            String reason,
            List<UUID> candidates,
            List<Float> probabilities) {
        /// Probability of a candidate; 0 for anybody else.
        double of(UUID person) {
            int at = candidates.indexOf(person);
            return at < 0 ? 0 : probabilities.get(at);
        }
    }

    /// What a question is about.
    ///
    /// @param near the value is one the person would name anyway
    private record Asked(
            Topic topic, String value, List<String> choices, boolean near, double gain) {}

    /// The sealed part of a question.
    private record Kept(List<String> choices, String value, boolean near) {
        @Override
        public String toString() {
            return "Kept[•••]";
        }
    }

    private record Put(UUID record, UUID person, UUID id, Topic topic, Kept kept) {}

    /// The question to put to this person now: the one not answered yet, or a new one if something
    /// waits and the limits allow. Refuses nothing and explains nothing: no question may mean that
    /// nothing waits, that nothing can be asked safely, or that enough was asked.
    ///
    /// @param personId whom the caller may see
    public Optional<Question> next(UUID personId) {
        mustSee(personId);
        return asWorker(() -> {
            Optional<Put> open = unanswered(personId);
            return (open.isPresent() ? open : ask(personId)).map(this::shown);
        });
    }

    /// Takes the answer to a question, once. Says the same whatever was picked.
    ///
    /// @param choice one of the values shown, `none` or `silent`
    public void answer(UUID personId, UUID questionId, String choice) {
        mustSee(personId);
        asWorker(() -> {
            rows.planForLookups();
            rows.lockLinks();
            Put put =
                    question(questionId)
                            .filter(q -> q.person().equals(personId))
                            .orElseThrow(() -> Problem.of("person.question_unknown"));
            if (answered(questionId)) {
                throw Problem.of("person.question_answered");
            }
            boolean silent = choice.equals("silent");
            if (!silent && !choice.equals("none") && !put.kept().choices().contains(choice)) {
                throw Problem.of("person.choice_unknown");
            }
            take(put, choice, silent);
            return true;
        });
    }

    private void take(Put put, String choice, boolean silent) {
        QuestionWeights.Outcome outcome =
                choice.equals("none")
                        ? QuestionWeights.Outcome.NONE
                        : choice.equals(put.kept().value())
                                ? QuestionWeights.Outcome.AGREES
                                : QuestionWeights.Outcome.DIFFERS;
        Waiting waiting = waitingRecord(put.record()).orElse(null);
        double before = waiting == null ? 0 : waiting.of(put.person());
        double bits =
                silent
                        ? 0
                        : weights.bits(
                                put.topic(),
                                outcome,
                                put.kept().choices().size(),
                                put.kept().near());
        double after = before == 0 || silent ? before : capped(QuestionWeights.after(before, bits));
        UUID decision =
                waiting == null || silent || before == 0
                        ? null
                        : decide(waiting, put, outcome, bits, after);
        insertAnswer(
                put,
                silent ? "silent" : outcome.name().toLowerCase(java.util.Locale.ROOT),
                bits,
                before,
                after,
                decision);
    }

    /// An answer alone never makes a link that may worsen a colour.
    private double capped(double probability) {
        return Math.min(probability, Math.nextDown((float) thresholds.burden()) - 1e-7);
    }

    /// Moves the record if the answer carries it over a threshold.
    ///
    /// @return the decision it made, or null if the record waits on
    private @Nullable UUID decide(
            Waiting waiting, Put put, QuestionWeights.Outcome outcome, double bits, double after) {
        UUID record = waiting.record();
        Stored stored = stored(record);
        String evidence =
                "ANSWER:%s_%s:%s"
                        .formatted(
                                put.topic().code(),
                                outcome.name().toLowerCase(java.util.Locale.ROOT),
                                Math.round(bits * 10) / 10.0);
        List<Float> probabilities = updated(waiting, put.person(), after);
        double best = probabilities.stream().mapToDouble(Float::doubleValue).max().orElse(0);
        boolean onlyPerson =
                waiting.candidates().stream()
                        .filter(other -> !other.equals(put.person()))
                        .allMatch(other -> waiting.of(other) < thresholds.analyse());
        UUID decision = TimedId.next(clock);
        if (after >= thresholds.show() && onlyPerson) {
            decided(
                    waiting,
                    decision,
                    "accept",
                    Relinker.Move.to(
                            stored, put.person(), (float) after, BY, evidence, "question"));
            return decision;
        } else if (best < thresholds.analyse()) {
            rows.keepApart(record, recordsOf(put.person()), clock.instant(), BY, decision);
            decided(
                    waiting,
                    decision,
                    "apart",
                    new Relinker.Move(
                            stored,
                            TimedId.next(clock),
                            1,
                            "kept_apart",
                            BY,
                            evidence,
                            "question",
                            null));
            return decision;
        } else {
            jdbc.sql(
                            """
                            UPDATE person.review SET probability = ?, probabilities = ?::real[]
                            WHERE review_id = ? AND record_id = ?
                            """)
                    .params(
                            (float) best,
                            "{"
                                    + probabilities.stream()
                                            .map(String::valueOf)
                                            .collect(java.util.stream.Collectors.joining(","))
                                    + "}",
                            waiting.review(),
                            record)
                    .update();
            jdbc.sql("UPDATE person.waiting SET probability = ? WHERE record_id = ?")
                    .params((float) best, record)
                    .update();
            return null;
        }
    }

    /// A decision like a steward's, with the answer as its author, so that it is listed and taken
    /// back like theirs.
    private void decided(Waiting waiting, UUID decision, String kind, Relinker.Move move) {
        Decisions.OpenReview review =
                decisions.open(List.of(waiting.review())).stream()
                        .findFirst()
                        .orElseThrow(() -> Problem.of("person.review_closed"));
        rows.closeReviews(
                List.of(waiting.record()),
                kind.equals("accept") ? "accepted" : "apart",
                clock.instant(),
                BY);
        decisions.make(
                List.of(
                        new Decisions.Draft(
                                decision,
                                kind,
                                review.area(),
                                waiting.review(),
                                move.to(),
                                null,
                                null,
                                List.of(move))),
                BY,
                "question",
                null);
    }

    private static List<Float> updated(Waiting waiting, UUID person, double after) {
        List<Float> updated = new ArrayList<>(waiting.probabilities());
        updated.set(waiting.candidates().indexOf(person), (float) after);
        return updated;
    }

    /// Waiting records in the caller's area by what one question is expected to resolve, best
    /// first.
    ///
    /// @param page from 0; each page ranks fifty reviews, oldest first
    public List<RankedQuestion> ranked(int page) {
        List<Waiting> open =
                within(() ->
                        jdbc.sql(
                                        """
                                        SELECT review_id, record_id, opened_at, reason, candidates, probabilities
                                        FROM person.review WHERE state = 'open' ORDER BY review_id LIMIT ? OFFSET ?
                                        """)
                                .params(PAGE, Math.multiplyExact(page, PAGE))
                                .query((rs, n) -> waiting(rs))
                                .list());
        return asWorker(() -> {
            List<RankedQuestion> ranked = new ArrayList<>();
            for (Waiting waiting : open) {
                UUID best = waiting.candidates().getFirst();
                double p = waiting.of(best);
                about(waiting, best)
                        .ifPresent(asked ->
                                ranked.add(
                                        new RankedQuestion(
                                                waiting.review(),
                                                best,
                                                asked.topic().code(),
                                                asked.gain(),
                                                entropy(p),
                                                p,
                                                isOpen(waiting.record(), best),
                                                waiting.openedAt())));
            }
            ranked.sort(
                    Comparator.comparingDouble(RankedQuestion::gainBits)
                            .reversed()
                            .thenComparing(RankedQuestion::reviewId));
            return ranked;
        });
    }

    private static double entropy(double p) {
        return p <= 0 || p >= 1 ? 0 : -(p * Math.log(p) + (1 - p) * Math.log(1 - p)) / Math.log(2);
    }

    private void mustSee(UUID personId) {
        within(() -> {
            boolean seen =
                    jdbc.sql("SELECT count(*) FROM person.person WHERE person_id = ?")
                                    .param(personId)
                                    .query(Long.class)
                                    .single()
                            > 0;
            if (!seen) {
                throw Problem.of("person.person_unknown");
            }
            lines.record(List.of(personId), "question");
            return true;
        });
    }

    private Optional<Put> ask(UUID personId) {
        String account = Scopes.required().actor();
        Instant now = clock.instant();
        if (askedSince(account, now.minus(Duration.ofDays(1))) >= MOST_A_DAY
                || askedSince(account, now.minus(Duration.ofDays(30))) >= MOST_A_MONTH) {
            return Optional.empty();
        }
        record Best(Waiting waiting, Asked asked) {}
        Optional<Best> best =
                of(personId).stream()
                        .filter(waiting -> waiting.candidates().getFirst().equals(personId))
                        .filter(waiting -> DOUBTS.contains(waiting.reason()))
                        .filter(waiting -> waiting.of(personId) >= thresholds.analyse())
                        .filter(waiting ->
                                waiting.of(personId) < thresholds.show()
                                        || waiting.reason().equals(TWIN))
                        .filter(waiting -> mayBeAsked(waiting.record(), personId))
                        .flatMap(waiting ->
                                about(waiting, personId).stream()
                                        .map(asked -> new Best(waiting, asked)))
                        .filter(found -> decides(found.asked(), found.waiting().of(personId)))
                        .max(
                                Comparator.comparingDouble((Best found) -> found.asked().gain())
                                        .thenComparing(found -> found.waiting().record()));
        return best.flatMap(
                found -> put(found.waiting().record(), personId, found.asked(), account));
    }

    /// Is there an answer that carries the record over a threshold? Otherwise nobody is bothered.
    private boolean decides(Asked asked, double prior) {
        int choices = asked.choices().size();
        double agrees =
                weights.bits(asked.topic(), QuestionWeights.Outcome.AGREES, choices, asked.near());
        double none =
                weights.bits(asked.topic(), QuestionWeights.Outcome.NONE, choices, asked.near());
        return QuestionWeights.after(prior, agrees) >= thresholds.show()
                || QuestionWeights.after(prior, none) < thresholds.analyse();
    }

    /// The best thing to ask this person about a record, if anything can be asked safely.
    private Optional<Asked> about(Waiting waiting, UUID personId) {
        double prior = waiting.of(personId);
        Stored record = stored(waiting.record());
        List<Stored> known = records(personId);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Portrait portrait = new Portrait(known);
        String home = portrait.area();
        LocalDate today = LocalDate.ofInstant(clock.instant(), VIETNAM);
        CodeList areas = gazetteer.list(today);
        List<Asked> found = new ArrayList<>();
        values(record, known, home)
                .forEach((topic, value) -> {
                    long seed =
                            hashing.hash(
                                    "question_choices",
                                    waiting.record() + "\n" + personId + "\n" + topic.code());
                    Choices.around(topic, value, home, today, areas, seed)
                            .ifPresent(choices -> {
                                boolean near = value.equals(home);
                                found.add(
                                        new Asked(
                                                topic,
                                                value,
                                                choices,
                                                near,
                                                weights.gain(topic, prior, choices.size(), near)));
                            });
                });
        return found.stream()
                .max(
                        Comparator.comparingDouble(Asked::gain)
                                .thenComparing(Asked::topic, Comparator.reverseOrder()));
    }

    /// What the record says that was not compared with the person already.
    private Map<Topic, String> values(Stored record, List<Stored> known, String home) {
        Map<Topic, String> values = new java.util.EnumMap<>(Topic.class);
        for (Recollections source : recollections) {
            source.of(List.of(record.recordId()))
                    .getOrDefault(record.recordId(), List.of())
                    .forEach(told ->
                            Topic.of(told.topic())
                                    .ifPresent(topic -> values.putIfAbsent(topic, told.value())));
        }
        PersonDescription description = record.description();
        PhoneNumber phone = description.phone();
        if (phone != null && known.stream().noneMatch(r -> phone.equals(r.description().phone()))) {
            values.put(Topic.PHONE_TAIL, phone.value().substring(phone.value().length() - 2));
        }
        String lived = Portrait.path(description);
        if (!lived.isEmpty() && !home.isEmpty() && !lived.equals(home)) {
            values.put(Topic.HOME_COMMUNE, lived);
        }
        return values;
    }

    /// Empty if somebody else put it at the same moment.
    private Optional<Put> put(UUID record, UUID person, Asked asked, String account) {
        UUID id = TimedId.next(clock);
        Instant now = clock.instant();
        Kept kept = new Kept(asked.choices(), asked.value(), asked.near());
        int put =
                jdbc.sql(
                                """
                                INSERT INTO person.question (record_id, person_id, question_id, topic, model, asked_at, asked_of, sealed)
                                VALUES (?, ?, ?, ?, ?, ?::timestamptz, ?, ?)
                                ON CONFLICT (record_id, person_id) DO NOTHING
                                """)
                        .params(
                                record,
                                person,
                                id,
                                asked.topic().code(),
                                QuestionWeights.VERSION,
                                now.toString(),
                                account,
                                sealing.seal(
                                        KeyClass.IDENTITY,
                                        LocalDate.ofInstant(now, ZoneOffset.UTC),
                                        json.writeValueAsBytes(kept),
                                        bytes(id)))
                        .update();
        return put == 0
                ? Optional.empty()
                : Optional.of(new Put(record, person, id, asked.topic(), kept));
    }

    private Question shown(Put put) {
        CodeList areas = gazetteer.list(LocalDate.ofInstant(clock.instant(), VIETNAM));
        return new Question(
                put.id(),
                put.topic().code(),
                put.kept().choices().stream()
                        .map(value ->
                                new Question.Choice(
                                        value, areas.at(value).map(Area::name).orElse(value)))
                        .toList());
    }

    private Optional<Put> unanswered(UUID person) {
        return jdbc.sql(
                        """
                        SELECT q.record_id, q.person_id, q.question_id, q.topic, q.sealed FROM person.question q
                        WHERE q.person_id = ?
                          AND NOT EXISTS (SELECT 1 FROM person.answer a WHERE a.question_id = q.question_id)
                          AND EXISTS (SELECT 1 FROM person.review v WHERE v.record_id = q.record_id AND v.state = 'open')
                        ORDER BY q.asked_at LIMIT 1
                        """)
                .param(person)
                .query((rs, n) -> put(rs))
                .optional();
    }

    private Optional<Put> question(UUID id) {
        return jdbc.sql(
                        "SELECT record_id, person_id, question_id, topic, sealed FROM person.question WHERE question_id = ?")
                .param(id)
                .query((rs, n) -> put(rs))
                .optional();
    }

    private Put put(ResultSet rs) throws SQLException {
        UUID id = Objects.requireNonNull(rs.getObject(3, UUID.class));
        return new Put(
                rs.getObject(1, UUID.class),
                rs.getObject(2, UUID.class),
                id,
                Topic.of(rs.getString(4)).orElseThrow(),
                json.readValue(sealing.open(rs.getBytes(5), bytes(id)), Kept.class));
    }

    private boolean answered(UUID question) {
        return jdbc.sql("SELECT count(*) FROM person.answer WHERE question_id = ?")
                        .param(question)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private boolean isOpen(UUID record, UUID person) {
        return jdbc.sql(
                                """
                                SELECT count(*) FROM person.question q WHERE q.record_id = ? AND q.person_id = ?
                                AND NOT EXISTS (SELECT 1 FROM person.answer a WHERE a.question_id = q.question_id)
                                """)
                        .params(record, person)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private int askedSince(String account, Instant since) {
        return jdbc.sql(
                        "SELECT count(*) FROM person.question WHERE asked_of = ? AND asked_at > ?::timestamptz")
                .params(account, since.toString())
                .query(Integer.class)
                .single();
    }

    private boolean mayBeAsked(UUID record, UUID person) {
        List<UUID> asked =
                jdbc.sql("SELECT person_id FROM person.question WHERE record_id = ?")
                        .param(record)
                        .query((rs, n) -> rs.getObject(1, UUID.class))
                        .list();
        return !asked.contains(person) && asked.size() < MOST_PERSONS_PER_RECORD;
    }

    private List<Waiting> of(UUID person) {
        return jdbc.sql(
                        """
                        SELECT review_id, record_id, opened_at, reason, candidates, probabilities
                        FROM person.review WHERE state = 'open' AND candidates @> ARRAY[?::uuid]
                        ORDER BY review_id DESC LIMIT ?
                        """)
                .params(person, MOST_REVIEWS)
                .query((rs, n) -> waiting(rs))
                .list();
    }

    private Optional<Waiting> waitingRecord(UUID record) {
        return jdbc.sql(
                        """
                        SELECT review_id, record_id, opened_at, reason, candidates, probabilities
                        FROM person.review WHERE record_id = ? AND state = 'open' ORDER BY review_id DESC LIMIT 1
                        """)
                .param(record)
                .query((rs, n) -> waiting(rs))
                .optional();
    }

    private static Waiting waiting(ResultSet rs) throws SQLException {
        return new Waiting(
                rs.getObject(1, UUID.class),
                rs.getObject(2, UUID.class),
                rs.getTimestamp(3).toInstant(),
                rs.getString(4),
                Arrays.asList((UUID[]) rs.getArray(5).getArray()),
                Arrays.asList((Float[]) rs.getArray(6).getArray()));
    }

    private void insertAnswer(
            Put put,
            String outcome,
            double bits,
            double before,
            double after,
            @Nullable UUID decision) {
        jdbc.sql(
                        """
                        INSERT INTO person.answer (record_id, answer_id, person_id, question_id, topic, outcome, at, actor,
                               bits, before, after, decision_id)
                        VALUES (:record, :answer, :person, :question, :topic, :outcome, :at, :actor,
                               :bits, :before, :after, :decision)
                        """)
                .param("record", put.record())
                .param("answer", TimedId.next(clock))
                .param("person", put.person())
                .param("question", put.id())
                .param("topic", put.topic().code())
                .param("outcome", outcome)
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("actor", Scopes.required().actor())
                .param("bits", (float) bits)
                .param("before", (float) before)
                .param("after", (float) after)
                .param("decision", decision)
                .update();
    }

    private Stored stored(UUID record) {
        int version =
                jdbc.sql("SELECT coalesce(max(version), 0) FROM person.record WHERE record_id = ?")
                        .param(record)
                        .query(Integer.class)
                        .single();
        Vault.VersionId id = new Vault.VersionId(record, version);
        Stored stored = rows.open(List.of(id)).get(id);
        if (stored == null) {
            throw new IllegalStateException("a waiting record without content: " + record);
        }
        return stored;
    }

    private List<Stored> records(UUID person) {
        LinkRows.Loaded loaded =
                rows.load(List.of(person), Relinker.RECORDS_PER_PERSON).get(person);
        return loaded == null ? List.of() : loaded.records();
    }

    private List<UUID> recordsOf(UUID person) {
        return records(person).stream().map(Stored::recordId).toList();
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private <T> T asWorker(Supplier<T> body) {
        return Scopes.call(Scopes.required().asWorker(), () -> within(body));
    }

    private <T> T within(Supplier<T> body) {
        return Objects.requireNonNull(transaction.execute(status -> body.get()));
    }
}
