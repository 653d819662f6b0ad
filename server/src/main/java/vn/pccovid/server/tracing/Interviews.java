package vn.pccovid.server.tracing;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.IdCard;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.custody.CaseRefusal;
import vn.pccovid.server.person.IncomingRecord;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.RecordOutcome;
import vn.pccovid.server.person.TimedId;

/// What a case tells: the course of the illness, and whom they met. Somebody named becomes a record
/// of a source of its own, linked like any other; who has neither phone nor number is a record all
/// the same and a contact at once. Thread-safe; call it outside a transaction.
@Service
class Interviews {
    /// The source of records of people a case named.
    static final String SOURCE = "tracing";

    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final Duration LONGEST_MEETING = Duration.ofDays(28);
    private static final int LONGEST_TYPED = 200;
    private static final Set<String> NEARNESS =
            Set.of("body", "within_1_m", "within_2_m", "same_room", "unknown");
    private static final Set<String> MASKS = Set.of("both", "one", "none", "unknown");

    private final TracingRows rows;
    private final Caseload caseload;
    private final Reach reach;
    private final People people;
    private final AccessLines lines;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Interviews(
            TracingRows rows,
            Caseload caseload,
            Reach reach,
            People people,
            AccessLines lines,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.rows = rows;
        this.caseload = caseload;
        this.reach = reach;
        this.people = people;
        this.lines = lines;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// Somebody a case named.
    ///
    /// @param name as told; the only thing that must be known
    /// @param birth day, month or year as told, @param number of a citizen id or identity card
    /// @param area path of the commune where they live; empty if not known
    /// @param from, to of the meeting
    /// @param household true when they live together
    /// @param nearness `body`, `within_1_m`, `within_2_m`, `same_room` or `unknown`
    /// @param masks `both`, `one`, `none` or `unknown`
    record NewContact(
            @Nullable String name,
            @Nullable String birth,
            @Nullable String sex,
            @Nullable String phone,
            @Nullable String number,
            @Nullable String area,
            @Nullable String address,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Boolean household,
            @Nullable String nearness,
            @Nullable Boolean indoors,
            @Nullable Boolean caredUnprotected,
            @Nullable String masks) {
        @Override
        public String toString() {
            return "NewContact[•••]";
        }
    }

    /// The course of the illness; what is missing is not known.
    void course(
            UUID caseId,
            @Nullable LocalDate onset,
            @Nullable LocalDate isolatedOn,
            @Nullable LocalDate metSourceOn) {
        caseload.seen(caseId);
        Instant now = now();
        LocalDate today = Caseload.day(now);
        for (LocalDate day : new LocalDate[] {onset, isolatedOn, metSourceOn}) {
            if (day != null && (day.isAfter(today) || day.isBefore(today.minusDays(60)))) {
                throw Problem.of("tracing.day_impossible");
            }
        }
        asWorker(() -> {
            TracingRows.Investigation one =
                    rows.lockInvestigation(caseId)
                            .orElseThrow(() -> Problem.of("tracing.case_unknown"));
            rows.write(
                    one.told(
                            new Meeting.Course(
                                    onset, midnight(isolatedOn, 1), midnight(metSourceOn, 0))));
            rows.ask(List.of(caseId), now);
            record(one);
            return true;
        });
    }

    /// The end of the day somebody was isolated on, the begin of the one they met the source on.
    private static @Nullable Instant midnight(@Nullable LocalDate day, int plus) {
        return day == null ? null : day.plusDays(plus).atStartOfDay(VIETNAM).toInstant();
    }

    /// Adds somebody the case named; the same person again changes the meeting.
    void name(UUID caseId, NewContact told) {
        TracingRows.Investigation one = caseload.seen(caseId);
        if (!one.state().equals("open") && !one.state().equals("refused")) {
            throw Problem.of("tracing.case_closed");
        }
        Instant now = now();
        Meeting.Named named = meeting(told, now);
        PersonDescription description = description(told);
        byte[] original = description.encode();
        IncomingRecord record =
                new IncomingRecord(
                        TimedId.next(clock),
                        SOURCE,
                        caseId + ":" + hex(original),
                        hash(original),
                        original,
                        description,
                        now,
                        false);
        UUID added =
                asWorker(() -> {
                    RecordOutcome outcome = people.link(List.of(record)).getFirst();
                    rows.name(caseId, outcome.recordId(), named, now);
                    record(one);
                    if (outcome.personId() != null) {
                        lines.record(List.of(outcome.personId()), "contact");
                    }
                    return outcome.recordId();
                });
        if (one.state().equals("open")) {
            CaseRefusal refused = reach.name(caseId, List.of(added)).orElse(null);
            if (refused == CaseRefusal.LIMIT || refused == CaseRefusal.TOO_MANY) {
                throw Problem.of("tracing.too_many_named");
            }
        }
        asWorker(() -> {
            rows.ask(List.of(caseId), now);
            return true;
        });
    }

    private Meeting.Named meeting(NewContact told, Instant now) {
        Instant from = told.from();
        Instant to = told.to() == null ? from : told.to();
        if (from == null
                || to == null
                || to.isBefore(from)
                || from.isAfter(now)
                || from.isBefore(now.minus(LONGEST_MEETING))) {
            throw Problem.of("tracing.meeting_time");
        }
        String nearness = word(told.nearness(), NEARNESS);
        String masks = word(told.masks(), MASKS);
        return new Meeting.Named(
                from.truncatedTo(ChronoUnit.MINUTES),
                to.truncatedTo(ChronoUnit.MINUTES),
                Boolean.TRUE.equals(told.household()),
                nearness,
                Boolean.TRUE.equals(told.indoors()),
                Boolean.TRUE.equals(told.caredUnprotected()),
                masks);
    }

    private static String word(@Nullable String typed, Set<String> known) {
        String word = typed == null ? "unknown" : typed.toLowerCase(Locale.ROOT);
        if (!known.contains(word)) {
            throw Problem.of("request.invalid");
        }
        return word;
    }

    private static PersonDescription description(NewContact told) {
        PersonDescription.Builder builder = PersonDescription.builder();
        FullName name = FullName.read(typed(told.name())).value();
        if (name == null) {
            throw Problem.of("tracing.name_missing");
        }
        builder.name(name);
        if (!typed(told.birth()).isEmpty()) {
            BirthDate birth = BirthDate.read(typed(told.birth())).value();
            if (birth == null) {
                throw Problem.of("tracing.birth_unreadable");
            }
            builder.birthDate(birth);
        }
        switch (typed(told.sex())) {
            case "male" -> builder.sex(Sex.MALE);
            case "female" -> builder.sex(Sex.FEMALE);
            default -> {}
        }
        if (!typed(told.phone()).isEmpty()) {
            PhoneNumber phone = PhoneNumber.read(typed(told.phone())).value();
            if (phone == null) {
                throw Problem.of("tracing.phone_unreadable");
            }
            builder.phone(phone);
        }
        String number = typed(told.number()).replaceAll("\\s", "");
        try {
            if (number.length() == 12) {
                builder.citizenId(new CitizenId(number));
            } else if (number.length() == 9) {
                builder.idCard(new IdCard(number));
            } else if (!number.isEmpty()) {
                throw Problem.of("tracing.number_unreadable");
            }
            String[] area = typed(told.area()).split("/", -1);
            String line = typed(told.address());
            if (!area[0].isEmpty() || !line.isEmpty()) {
                builder.residence(
                        new Residence(
                                code(area, 0),
                                code(area, 1),
                                code(area, 2),
                                line.isEmpty() ? null : line));
            }
        } catch (IllegalArgumentException e) {
            throw Problem.of("tracing.number_unreadable");
        }
        return builder.build();
    }

    private static @Nullable String code(String[] path, int i) {
        return i < path.length && !path[i].isEmpty() ? path[i] : null;
    }

    private static String typed(@Nullable String text) {
        String said = text == null ? "" : text.strip();
        if (said.length() > LONGEST_TYPED) {
            throw Problem.of("request.invalid");
        }
        return said;
    }

    private void record(TracingRows.Investigation one) {
        lines.record(List.of(one.personId() == null ? one.recordId() : one.personId()), "case");
    }

    private static byte[] hash(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is in every JDK", e);
        }
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(hash(bytes), 0, 16);
    }

    private <T> T asWorker(Supplier<T> body) {
        return Scopes.call(
                Scopes.required().asWorker(),
                () -> Objects.requireNonNull(transaction.execute(status -> body.get())));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
