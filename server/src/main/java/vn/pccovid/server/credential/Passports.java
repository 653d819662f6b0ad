package vn.pccovid.server.credential;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.credential.HealthCertificate;
import vn.pccovid.lib.credential.HealthCertificates;
import vn.pccovid.lib.credential.ListedKey;
import vn.pccovid.lib.credential.Revocations;
import vn.pccovid.lib.credential.Signatures;
import vn.pccovid.lib.credential.TrustList;
import vn.pccovid.lib.credential.VaccinePassports;
import vn.pccovid.lib.credential.ValueSets;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.linkage.Thresholds;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.keys.SigningKey;
import vn.pccovid.server.keys.SigningKeys;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.PersonView;

/// The door to vaccine passports (5772/QD-BYT): issues one from the doses that are certainly this
/// person's, when the person asks for it. Thread-safe.
@Service
public class Passports {

    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    /// A second entry within these days is the same shot entered twice (as the rules count it).
    private static final Duration SAME_SHOT = Duration.ofDays(10);

    private final Signatures signatures;
    private final SigningKeys keys;
    private final People people;
    private final Facts facts;
    private final Thresholds thresholds;
    private final AccessLines lines;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Passports(
            Signatures signatures,
            SigningKeys keys,
            People people,
            Facts facts,
            Thresholds thresholds,
            AccessLines lines,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.signatures = signatures;
        this.keys = keys;
        this.people = people;
        this.facts = facts;
        this.thresholds = thresholds;
        this.lines = lines;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// Issues a passport for the last dose. Runs in the caller's scope and leaves an access line.
    /// Only doses count whose record is certainly this person: a certificate abroad cannot be
    /// doubted at the counter.
    ///
    /// @throws Problem `credential.no_dose`, `credential.vaccine_unknown`,
    ///   `credential.no_name_or_birth`; `person.person_unknown` for nobody and for nobody the
    ///   caller may see
    public VaccinePassport issue(UUID personId) {
        return Objects.requireNonNull(
                transaction.execute(status -> {
                    PersonView person = people.view(personId);
                    lines.record(List.of(personId), "passport");
                    return issue(person, facts.of(personId));
                }));
    }

    private VaccinePassport issue(PersonView person, List<Fact> told) {
        Instant issuedAt = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        List<Fact> shots = shots(told, issuedAt);
        if (shots.isEmpty()) {
            throw Problem.of("credential.no_dose");
        }
        Fact last = shots.getLast();
        String name = String.valueOf(last.details().get("vaccine"));
        var vaccine =
                VaccinePassports.vaccine(name)
                        .orElseThrow(() -> Problem.of("credential.vaccine_unknown"));
        UUID id = UUID.randomUUID();
        HealthCertificate certificate =
                certificate(person, vaccine, number(last, shots.size()), day(last), id);
        Instant end = VaccinePassports.end(issuedAt);
        SigningKey key = keys.current();
        String text =
                HealthCertificates.seal(
                        signatures,
                        certificate,
                        VaccinePassports.COUNTRY,
                        issuedAt,
                        Duration.between(issuedAt, end),
                        HexFormat.of().formatHex(key.kid()),
                        key.privateKey());
        if (!(verifier().open(text, issuedAt) instanceof HealthCertificates.Answer.Verified)) {
            throw new IllegalStateException("our own verifier refuses what was just signed");
        }
        jdbc.sql(
                        """
                        INSERT INTO credential.issued (person_id, credential_id, form, area, issued_at, expires_at)
                        VALUES (:person, :id, 'PASSPORT', :area, :issued, :expires)
                        """)
                .param("person", person.personId())
                .param("id", id)
                .param("area", person.area())
                .param("issued", issuedAt.atOffset(ZoneOffset.UTC))
                .param("expires", end.atOffset(ZoneOffset.UTC))
                .update();
        return view(certificate, name, text, issuedAt, end);
    }

    /// Shots in order of time, one of those entered twice.
    private List<Fact> shots(List<Fact> told, Instant now) {
        List<Fact> shots = new ArrayList<>();
        told.stream()
                .filter(fact -> fact.kind().equals("dose"))
                .filter(fact -> fact.linkProbability() >= (float) thresholds.burden())
                .filter(fact -> !fact.at().isAfter(now))
                .sorted(Comparator.comparing(Fact::at))
                .forEach(fact -> {
                    if (shots.isEmpty()
                            || Duration.between(shots.getLast().at(), fact.at())
                                            .compareTo(SAME_SHOT)
                                    > 0) {
                        shots.add(fact);
                    }
                });
        return shots;
    }

    /// The number the source gives, or how many shots we know when that is more.
    private static int number(Fact dose, int known) {
        return dose.details().get("dose_no") instanceof Number n
                ? Math.max(n.intValue(), known)
                : known;
    }

    private static LocalDate day(Fact dose) {
        return dose.at().atZone(VIETNAM).toLocalDate();
    }

    private static HealthCertificate certificate(
            PersonView person,
            VaccinePassports.Vaccine vaccine,
            int doseNumber,
            LocalDate doseDate,
            UUID id) {
        String name = person.name();
        BirthDate birth = person.birthDate();
        if (name == null || birth == null) {
            throw Problem.of("credential.no_name_or_birth");
        }
        try {
            return VaccinePassports.of(
                    name,
                    birth(birth),
                    vaccine,
                    doseNumber,
                    doseDate,
                    id.toString().replace("-", "").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException brokenName) {
            throw Problem.of("credential.no_name_or_birth");
        }
    }

    /// As exactly as it is known; a day the calendar never had is left out.
    private static String birth(BirthDate birth) {
        if (birth.month() == 0) {
            return String.format(Locale.ROOT, "%04d", birth.year());
        }
        return birth.day() == 0 || birth.impossible()
                ? String.format(Locale.ROOT, "%04d-%02d", birth.year(), birth.month())
                : String.format(
                        Locale.ROOT, "%04d-%02d-%02d", birth.year(), birth.month(), birth.day());
    }

    private HealthCertificates verifier() {
        List<ListedKey> trusted =
                keys.verifying().stream()
                        .map(key ->
                                new ListedKey(
                                        HexFormat.of().formatHex(key.kid()),
                                        VaccinePassports.COUNTRY,
                                        key.publicKey(),
                                        EnumSet.of(ListedKey.Usage.VACCINATION),
                                        key.notBefore(),
                                        key.notAfter()))
                        .toList();
        return new HealthCertificates(
                signatures, TrustList.of("own", trusted), Revocations.none(), ValueSets.open());
    }

    private static VaccinePassport view(
            HealthCertificate certificate,
            String vaccine,
            String text,
            Instant issuedAt,
            Instant end) {
        if (!(certificate.event() instanceof HealthCertificate.Vaccination dose)) {
            throw new IllegalStateException("a passport without a vaccination");
        }
        var name = certificate.name();
        return new VaccinePassport(
                text,
                QrSvg.draw(text),
                joined(" ", name.surname(), name.forename()),
                joined("<<", name.surnameStandard(), name.forenameStandard()),
                certificate.dateOfBirth(),
                vaccine,
                dose.product(),
                dose.doseNumber(),
                dose.seriesDoses(),
                dose.date(),
                dose.id(),
                issuedAt,
                end);
    }

    private static String joined(String between, @Nullable String first, @Nullable String second) {
        return second == null ? String.valueOf(first) : first + between + second;
    }
}
