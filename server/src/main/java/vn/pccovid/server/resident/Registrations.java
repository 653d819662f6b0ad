package vn.pccovid.server.resident;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.DocumentNumber;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.Secrets;
import vn.pccovid.server.person.IncomingRecord;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.RecordOutcome;
import vn.pccovid.server.person.TimedId;

/// Registers a person at the desk, with or without papers: one more source record (`desk`), linked
/// like any other, so that somebody already known does not become two.
@Component
class Registrations {

    static final String SOURCE = "desk";

    private static final int LONGEST = 200;

    private final People people;
    private final AccessLines lines;
    private final Communes communes;
    private final Phones phones;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Clock clock;

    Registrations(
            People people,
            AccessLines lines,
            Communes communes,
            Phones phones,
            PlatformTransactionManager transactions,
            JsonMapper json,
            Clock clock) {
        this.people = people;
        this.lines = lines;
        this.communes = communes;
        this.phones = phones;
        this.transaction = new TransactionTemplate(transactions);
        this.json = json;
        this.clock = clock;
    }

    /// What the desk writes down.
    ///
    /// @param name as on the papers, or as told; needed
    /// @param birthDate day, month and year, or the year alone
    /// @param sex `MALE`, `FEMALE` or `UNKNOWN`
    /// @param number of a document, if there is one
    /// @param commune five digits; needed, within the officer's area
    record NewPerson(
            @Nullable String name,
            @Nullable String birthDate,
            @Nullable String sex,
            @Nullable String number,
            @Nullable String phone,
            @Nullable String commune,
            @Nullable String address) {
        @Override
        public String toString() {
            return "NewPerson[•••]";
        }
    }

    /// The person the new record is about; `resident.registration_waits` when a steward must decide
    /// first.
    UUID register(NewPerson fields) {
        PersonDescription description = read(fields);
        UUID record = TimedId.next(clock);
        byte[] original = json.writeValueAsString(fields).getBytes(StandardCharsets.UTF_8);
        IncomingRecord incoming =
                new IncomingRecord(
                        record,
                        SOURCE,
                        record.toString(),
                        Secrets.hash(new String(original, StandardCharsets.UTF_8)),
                        original,
                        description,
                        clock.instant(),
                        false);
        RecordOutcome outcome =
                Scopes.call(
                        Scopes.required().asWorker(),
                        () ->
                                Objects.requireNonNull(
                                        transaction.execute(status -> {
                                            RecordOutcome linked =
                                                    people.link(List.of(incoming)).getFirst();
                                            UUID person = linked.personId();
                                            if (person != null) {
                                                lines.record(List.of(person), "registration");
                                            }
                                            return linked;
                                        })));
        UUID person = outcome.personId();
        if (person == null) {
            throw Problem.of("resident.registration_waits");
        }
        return person;
    }

    private PersonDescription read(NewPerson fields) {
        FullName name = FullName.read(text(fields.name()).orElse("")).value();
        if (name == null) {
            throw Problem.of("resident.name_unreadable");
        }
        PersonDescription.Builder description = PersonDescription.builder().name(name);
        text(fields.birthDate())
                .ifPresent(typed -> {
                    BirthDate birth = BirthDate.read(typed).value();
                    if (birth == null) {
                        throw Problem.of("resident.birth_date_unreadable");
                    }
                    description.birthDate(birth);
                });
        text(fields.number())
                .ifPresent(typed -> {
                    DocumentNumber number = DocumentNumber.read(typed).value();
                    if (number == null) {
                        throw Problem.of("resident.number_unreadable");
                    }
                    description.document(number);
                });
        text(fields.phone())
                .ifPresent(typed -> {
                    PhoneNumber phone = phones.read(typed);
                    description.phone(phone);
                });
        switch (text(fields.sex()).orElse("UNKNOWN")) {
            case "MALE" -> description.sex(Sex.MALE);
            case "FEMALE" -> description.sex(Sex.FEMALE);
            case "UNKNOWN" -> description.sex(Sex.UNKNOWN);
            default -> throw Problem.of("request.invalid");
        }
        Area commune =
                text(fields.commune())
                        .flatMap(communes::find)
                        .orElseThrow(() -> Problem.of("resident.commune_unknown"));
        refuseOutside(commune.path());
        String[] path = commune.path().split("/", -1);
        return description
                .residence(
                        new Residence(
                                path[0], path[1], path[2], text(fields.address()).orElse(null)))
                .build();
    }

    private static void refuseOutside(String path) {
        Scope scope = Scopes.required();
        for (String area : scope.areas()) {
            if (area.equals("*") || path.equals(area) || path.startsWith(area + "/")) {
                return;
            }
        }
        throw Problem.of("resident.area_outside");
    }

    private static Optional<String> text(@Nullable String typed) {
        if (typed == null || typed.isBlank()) {
            return Optional.empty();
        }
        if (typed.length() > LONGEST) {
            throw Problem.of("request.invalid");
        }
        return Optional.of(typed.strip());
    }
}
