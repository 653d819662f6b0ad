package vn.pccovid.lib.credential;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Makes the vaccine passport of Decision 5772/QD-BYT (20 December 2021) as an EU Digital COVID
/// Certificate: the last dose, the name in two parts with its transliteration, twelve months.
public final class VaccinePassports {

    /// What an EU certificate calls a vaccine.
    ///
    /// @param seriesDoses doses of the first course
    /// @param prophylaxis kind of vaccine, SNOMED CT or ATC
    /// @param product code of the product
    /// @param holder of the authorisation, or the manufacturer
    public record Vaccine(int seriesDoses, String prophylaxis, String product, String holder) {}

    /// 5772/QD-BYT: "the QR code ends 12 months after it is made".
    public static final int MONTHS = 12;

    public static final String COUNTRY = "VN";
    public static final String ISSUER = "Ministry of Health of Viet Nam";

    private static final String COVID_19 = "840539006";
    private static final String SCHEMA = "1.3.0";
    private static final String ANTIGEN = "1119305005";
    private static final String MRNA = "1119349007";
    private static final String INACTIVATED = "1157024006";
    private static final String VECTOR = "29061000087103";
    private static final String SUBUNIT = "1162643001";

    /// The vaccines given in Vietnam by the name facts carry, in the codes of the EU value sets.
    private static final Map<String, Vaccine> VACCINES =
            Map.of(
                    "AstraZeneca", new Vaccine(2, ANTIGEN, "EU/1/21/1529", "ORG-100001699"),
                    "Comirnaty", new Vaccine(2, MRNA, "EU/1/20/1528", "ORG-100030215"),
                    "Spikevax", new Vaccine(2, MRNA, "EU/1/20/1507", "ORG-100031184"),
                    "Janssen", new Vaccine(1, ANTIGEN, "EU/1/20/1525", "ORG-100001417"),
                    "Vero Cell", new Vaccine(2, INACTIVATED, "BBIBP-CorV", "ORG-100020693"),
                    "Hayat-Vax", new Vaccine(2, INACTIVATED, "Hayat-Vax", "ORG-100023050"),
                    "Sputnik V", new Vaccine(2, VECTOR, "Sputnik-V", "Gamaleya-Research-Institute"),
                    "Abdala", new Vaccine(3, SUBUNIT, "Abdala", "CIGB"),
                    "Covaxin", new Vaccine(2, INACTIVATED, "Covaxin", "Bharat-Biotech"));

    private VaccinePassports() {}

    /// All vaccines a passport can name, by the name facts carry.
    public static Map<String, Vaccine> vaccines() {
        return new TreeMap<>(VACCINES);
    }

    /// @param name of the vaccine as facts carry it
    public static Optional<Vaccine> vaccine(String name) {
        return Optional.ofNullable(VACCINES.get(name));
    }

    /// @param fullName as on papers
    /// @param dateOfBirth `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: as exactly as it is known
    /// @param doseNumber 1 and more; a dose past the course counts as one of as many (EU rules for
    ///   boosters: 3/3)
    /// @param opaque random letters and digits for the identifier, see [Uvci]
    /// @throws IllegalArgumentException when the certificate would break the schema
    public static HealthCertificate of(
            String fullName,
            String dateOfBirth,
            Vaccine vaccine,
            int doseNumber,
            LocalDate doseDate,
            String opaque) {
        var certificate =
                new HealthCertificate(
                        SCHEMA,
                        TravelName.of(fullName),
                        dateOfBirth,
                        new HealthCertificate.Vaccination(
                                COVID_19,
                                vaccine.prophylaxis(),
                                vaccine.product(),
                                vaccine.holder(),
                                doseNumber,
                                Math.max(doseNumber, vaccine.seriesDoses()),
                                doseDate.toString(),
                                COUNTRY,
                                ISSUER,
                                Uvci.of(opaque)));
        var faults = DccSchema.faults(certificate);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("breaks the schema in " + faults);
        }
        return certificate;
    }

    /// The first instant at which a passport made at `issuedAt` holds no more.
    public static Instant end(Instant issuedAt) {
        return issuedAt.atOffset(ZoneOffset.UTC).plusMonths(MONTHS).toInstant();
    }
}
