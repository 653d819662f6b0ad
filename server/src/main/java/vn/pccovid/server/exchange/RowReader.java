package vn.pccovid.server.exchange;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.DocumentNumber;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.lib.identity.Reading;
import vn.pccovid.lib.identity.Repair;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.identity.SocialInsuranceNumber;
import vn.pccovid.lib.identity.UnifiedCode;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.lib.territory.Gazetteer;
import vn.pccovid.server.declaration.HealthDeclaration;
import vn.pccovid.server.keys.Hashing;
import vn.pccovid.server.laboratory.Sample;
import vn.pccovid.server.laboratory.TubeResult;
import vn.pccovid.server.person.GradedAnswer;
import vn.pccovid.server.person.IncomingRecord;
import vn.pccovid.server.person.Register;
import vn.pccovid.server.person.TimedId;
import vn.pccovid.server.person.Verifications;
import vn.pccovid.server.place.Trip;
import vn.pccovid.server.place.Venue;
import vn.pccovid.server.place.Visit;
import vn.pccovid.server.vaccination.Dose;

/// Turns the cells of a row into the record of a person and what the row says about them. Touches
/// no database; for one thread.
final class RowReader {
    private static final int LONGEST_KEY = 64;
    private static final int LONGEST_TEXT = 300;

    /// Codes in the files are those of this day's list.
    private static final LocalDate LIST_DAY = LocalDate.of(2021, 11, 1);

    /// Length of a path down to a commune, `56/574/22651`.
    private static final int COMMUNE_PATH = 12;

    /// Clocks of sources run ahead by up to a day; journeys are declared up to a month before.
    private static final Duration AHEAD = Duration.ofDays(1);

    private static final Duration JOURNEY_AHEAD = Duration.ofDays(31);

    private static final List<String> VACCINES =
            List.of(
                    "AstraZeneca",
                    "Comirnaty",
                    "Spikevax",
                    "Vero Cell",
                    "Sputnik V",
                    "Janssen",
                    "Abdala",
                    "Hayat-Vax",
                    "Covaxin");

    private final Layout layout;
    private final Hashing hashing;
    private final Clock clock;
    private final Instant receivedAt;
    private final Gazetteer gazetteer = Gazetteer.standard();
    private final List<Column> columns;
    private final int dropped;

    // of the row being read
    private String[] values = new String[0];
    private PreparedRow row = new PreparedRow(0);

    /// @param receivedAt when the run began: later moments are absurd, and stay so when the run is
    ///   resumed
    RowReader(Layout layout, Hashing hashing, Clock clock, Instant receivedAt) {
        this.layout = layout;
        this.hashing = hashing;
        this.clock = clock;
        this.receivedAt = receivedAt;
        this.columns = layout.columns();
        this.dropped = (int) columns.stream().filter(c -> c.use() == Use.DROPPED).count();
    }

    /// Columns of this layout that are dropped in each row.
    int droppedColumns() {
        return dropped;
    }

    String keyColumn() {
        return columns.getFirst().name();
    }

    /// Keyed hash of a row's key alone, 0 when it has none we would take: for rows whose fate is
    /// known already.
    long keyHash(RawRow raw) {
        row = new PreparedRow(raw.line());
        values = raw.values();
        String key = key();
        return row.refused() ? 0 : hash(key);
    }

    private long hash(String key) {
        return hashing.hash("exchange.key", layout.file() + "\u001F" + key);
    }

    PreparedRow read(RawRow raw) {
        row = new PreparedRow(raw.line());
        values = raw.values();
        if (raw.refusal() != null) {
            row.refuse("", raw.refusal());
            return row;
        }
        String key = key();
        if (row.refused()) {
            return row;
        }
        row.keyHash = hash(key);
        for (int i = 0; i < values.length; i++) {
            if (values[i].indexOf('\uFFFD') >= 0) {
                row.problems.add(
                        RowProblem.repaired(columns.get(i).name(), "exchange.letters_lost"));
            }
        }
        if (layout.becomes().person()) {
            person(key);
        }
        if (!row.refused()) {
            payload(key);
        }
        if (row.refused()) {
            row.record = null;
        }
        return row;
    }

    private String key() {
        String key = values[0];
        if (key.isEmpty()) {
            row.refuse(keyColumn(), "exchange.key_missing");
        } else if (key.length() > LONGEST_KEY) {
            row.refuse(keyColumn(), "exchange.key_too_long");
        } else if (layout == Layouts.POPULATION
                && DocumentNumber.read(key).value() instanceof CitizenId id) {
            return id.value(); // a zero lost in a spreadsheet does not make another person of the
            // register
        }
        return key;
    }

    private void person(String key) {
        PersonDescription.Builder builder = PersonDescription.builder();
        boolean identified = false;
        String province = "";
        String district = "";
        String commune = "";
        String address = "";
        StringBuilder original = new StringBuilder(256);
        for (int i = 0; i < values.length; i++) {
            Column column = columns.get(i);
            String value = values[i];
            if (column.use().inOriginal()) {
                original.append(column.name())
                        .append('=')
                        .append(value.replace('\n', ' '))
                        .append('\n');
            }
            if (value.isEmpty()) {
                continue;
            }
            switch (column.use()) {
                case KEY -> identified |= keyIdentifies(builder, value);
                case DOCUMENT -> identified |= document(builder, column, value);
                case INSURANCE -> {
                    SocialInsuranceNumber number = taken(column, SocialInsuranceNumber.read(value));
                    builder.insurance(number);
                    identified |= number != null;
                }
                case NAME -> {
                    FullName name = taken(column, FullName.read(value));
                    builder.name(name);
                    identified |= name != null;
                }
                case BIRTH_DATE -> builder.birthDate(birthDate(column, value));
                case SEX -> {
                    Sex sex = taken(column, Sex.read(value));
                    builder.sex(sex == null ? Sex.UNKNOWN : sex);
                }
                case PHONE -> {
                    PhoneNumber phone = taken(column, PhoneNumber.read(value));
                    builder.phone(phone);
                    identified |= phone != null;
                }
                case PERSONAL_CODE -> {
                    UnifiedCode code = taken(column, UnifiedCode.read(value));
                    if (code == null) {
                        row.refuse(column.name(), "exchange.value.code_unknown");
                        return;
                    }
                    builder = code.description().toBuilder();
                    identified = true;
                }
                case PROVINCE -> province = value;
                case DISTRICT -> district = value;
                case COMMUNE -> commune = value;
                case ADDRESS -> address = value;
                case KEPT, FACT, MOVEMENT, DROPPED -> {}
            }
        }
        if (!identified) {
            if (layout.becomes() == Yield.RECORD) {
                row.fate = Fate.NOT_ABOUT_PERSON; // a device that never told whose it is
            } else {
                row.refuse("", "exchange.names_nobody");
            }
            return;
        }
        builder.residence(residence(province, district, commune, address));
        String kept = original.toString();
        String content =
                layout.becomes() == Yield.CONTRAINDICATION
                        ? kept + "chong_chi_dinh=" + value("chong_chi_dinh")
                        : kept;
        row.record =
                new IncomingRecord(
                        TimedId.next(clock),
                        layout.source(),
                        key,
                        hashing.hash16("exchange.content", content),
                        kept.getBytes(StandardCharsets.UTF_8),
                        builder.build(),
                        receivedAt,
                        layout.authoritative());
    }

    /// Two sources use a personal number as the name of their rows.
    private boolean keyIdentifies(PersonDescription.Builder builder, String value) {
        Column column = columns.getFirst();
        if (layout == Layouts.POPULATION) {
            return document(builder, column, value);
        }
        if (layout == Layouts.INSURANCE_CARDS) {
            SocialInsuranceNumber number = taken(column, SocialInsuranceNumber.read(value));
            builder.insurance(number);
            return number != null;
        }
        return false;
    }

    private boolean document(PersonDescription.Builder builder, Column column, String value) {
        Reading<DocumentNumber> reading = DocumentNumber.read(value);
        if (reading.has("masked")) {
            builder.documentTail(DocumentNumber.tail(value).orElse(null));
            return false;
        }
        DocumentNumber number = taken(column, reading);
        builder.document(number);
        return number != null;
    }

    private @Nullable BirthDate birthDate(Column column, String value) {
        BirthDate date = taken(column, BirthDate.read(value));
        if (date != null
                && date.earliest()
                        .isAfter(receivedAt.plus(AHEAD).atOffset(Moments.VIETNAM).toLocalDate())) {
            row.problems.add(RowProblem.dropped(column.name(), "exchange.value.birth_date_absurd"));
            return null;
        }
        return date;
    }

    /// The value; what was repaired or refused is written down for the source.
    private <T> @Nullable T taken(Column column, Reading<T> reading) {
        for (Repair repair : reading.repairs()) {
            if (repair.code().equals("masked")) {
                continue; // what a source hides on purpose it need not put right
            }
            String code = "exchange.value." + repair.code();
            row.problems.add(
                    reading.refused()
                            ? RowProblem.dropped(column.name(), code)
                            : RowProblem.repaired(column.name(), code));
        }
        return reading.value();
    }

    private @Nullable Residence residence(
            String province, String district, String commune, String address) {
        Area area = area(commune, 5, named(Use.COMMUNE));
        if (area == null) {
            area = area(district, 3, named(Use.DISTRICT));
        }
        if (area == null) {
            area = gazetteer.list(LIST_DAY).districtAround(commune).orElse(null);
        }
        if (area == null) {
            area = area(province, 2, named(Use.PROVINCE));
        }
        String path = area == null ? "" : area.path();
        if (path.length() < COMMUNE_PATH && !address.isEmpty()) {
            String understood = gazetteer.resolve(address, LIST_DAY, path).path();
            path = understood.length() > path.length() ? understood : path;
        }
        if (path.isEmpty() && address.isEmpty()) {
            return null;
        }
        String[] codes = path.isEmpty() ? new String[0] : path.split("/", -1);
        return new Residence(
                codes.length > 0 ? codes[0] : null,
                codes.length > 1 ? codes[1] : null,
                codes.length > 2 ? codes[2] : null,
                address.isEmpty() ? null : cut(address));
    }

    private @Nullable Area area(String code, int digits, String column) {
        if (code.isEmpty()) {
            return null;
        }
        String padded =
                code.length() < digits && code.length() >= digits - 2
                        ? "0".repeat(digits - code.length()) + code
                        : code;
        Area area =
                padded.length() == digits
                        ? gazetteer.locate(padded, LIST_DAY, LIST_DAY).orElse(null)
                        : null;
        if (area == null) {
            row.problems.add(RowProblem.dropped(column, "exchange.area_unknown"));
        }
        return area;
    }

    private String named(Use use) {
        return columns.stream()
                .filter(c -> c.use() == use)
                .map(Column::name)
                .findFirst()
                .orElse("");
    }

    private String path(String column) {
        Area area = area(value(column), 5, column);
        return area == null ? "" : area.path();
    }

    private String value(String column) {
        return values[layout.index(column)];
    }

    private String text(String column) {
        return cut(value(column));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    private boolean flag(String column) {
        String value = value(column).toLowerCase(Locale.ROOT);
        return switch (value) {
            case "1", "true", "có", "co", "x" -> true;
            case "", "0", "false", "không", "khong" -> false;
            default -> {
                row.problems.add(RowProblem.dropped(column, "exchange.flag_unreadable"));
                yield false;
            }
        };
    }

    /// A moment that decides about the row: without it there is nothing to keep.
    private Instant moment(String column, Duration ahead) {
        Instant at = Moments.read(value(column));
        if (at == null) {
            row.refuse(
                    column,
                    value(column).isEmpty() ? "exchange.date_missing" : "exchange.date_unreadable");
            return receivedAt;
        }
        if (at.isBefore(Moments.EARLIEST) || at.isAfter(receivedAt.plus(ahead))) {
            row.refuse(column, "exchange.date_absurd");
        }
        return at;
    }

    private String reference(String column) {
        String value = value(column);
        if (value.isEmpty() || value.length() > LONGEST_KEY) {
            row.refuse(column, "exchange.reference_missing");
        }
        return value;
    }

    private void payload(String key) {
        switch (layout.becomes()) {
            case RECORD -> {}
            case CONTRAINDICATION -> row.contraindicated = flag("chong_chi_dinh");
            case DECLARATION -> declaration(key);
            case DECLARATION_AND_TRIP -> declarationAndTrip(key);
            case SAMPLE -> sample(key);
            case VISIT -> visit(key);
            case TRIP -> trip(key);
            case DOSE -> dose(key);
            case RESULT -> result(key);
            case ANSWER -> answer(key);
            case VENUE ->
                    row.venue =
                            new Venue(
                                    key,
                                    text("ten_diem"),
                                    path("ma_xa"),
                                    text("dia_chi"),
                                    text("nguoi_dang_ky"),
                                    text("dien_thoai"),
                                    text("loai_hinh"));
        }
    }

    private void declaration(String key) {
        Instant at = moment("ngay_khai", AHEAD);
        List<String> symptoms = new ArrayList<>(5);
        String[][] asked = {
            {"sot", "fever"},
            {"ho", "cough"},
            {"kho_tho", "dyspnoea"},
            {"dau_hong", "sore_throat"},
            {"met_moi", "fatigue"}
        };
        for (String[] one : asked) {
            if (flag(one[0])) {
                symptoms.add(one[1]);
            }
        }
        boolean contact = flag("tiep_xuc_f0");
        boolean proxy = flag("khai_ho");
        String area = residencePath();
        row.declaration =
                id ->
                        new HealthDeclaration(
                                key, id, layout.source(), at, area, symptoms, contact, proxy);
    }

    private void declarationAndTrip(String key) {
        Instant at = moment("ngay_khai", AHEAD);
        List<String> symptoms = flag("co_trieu_chung") ? List.of("unspecified") : List.of();
        boolean contact = flag("tiep_xuc_f0");
        String area = residencePath();
        row.declaration =
                id ->
                        new HealthDeclaration(
                                key, id, layout.source(), at, area, symptoms, contact, false);
        String from = text("den_tu");
        String to = text("den_noi");
        if (!from.isEmpty() || !to.isEmpty()) {
            String vehicle = text("phuong_tien");
            String reason = value("loai");
            row.trip =
                    id ->
                            new Trip(
                                    layout.file() + ":" + key,
                                    id,
                                    "",
                                    from,
                                    "",
                                    to,
                                    vehicle,
                                    "",
                                    at,
                                    reason);
        }
    }

    private String residencePath() {
        Residence residence = row.record == null ? null : row.record.description().residence();
        return residence == null ? "" : residence.path();
    }

    private void sample(String key) {
        String tube = reference("ma_ong");
        Instant at = moment("thoi_gian_lay", AHEAD);
        String kind = value("loai_mau").toLowerCase(Locale.ROOT);
        boolean pooled = kind.equals("gop") || kind.equals("gộp");
        if (!pooled && !kind.equals("don") && !kind.equals("đơn")) {
            row.problems.add(RowProblem.dropped("loai_mau", "exchange.value_unknown"));
        }
        String by = text("don_vi_lay");
        String area = residencePath();
        row.sample = id -> new Sample(key, id, tube, pooled, at, by, area);
    }

    private void visit(String key) {
        String venue = reference("ma_diem");
        Instant at = moment("thoi_gian", AHEAD);
        boolean leaving = value("chieu").equalsIgnoreCase("ra");
        row.visit = id -> new Visit(key, venue, id, at, leaving);
    }

    private void trip(String key) {
        Instant at = moment("thoi_gian_di", JOURNEY_AHEAD);
        String fromArea = path("tu_xa");
        String fromAddress = text("tu_dia_chi");
        String toArea = path("den_xa");
        String toAddress = text("den_dia_chi");
        String vehicle = text("phuong_tien");
        String plate = text("bien_so");
        String reason = text("ly_do");
        row.trip =
                id ->
                        new Trip(
                                layout.file() + ":" + key,
                                id,
                                fromArea,
                                fromAddress,
                                toArea,
                                toAddress,
                                vehicle,
                                plate,
                                at,
                                reason);
    }

    private void dose(String key) {
        String subject = reference("ma_doi_tuong");
        Instant at = moment("ngay_tiem", AHEAD);
        String typed = value("vac_xin");
        String vaccine =
                VACCINES.stream().filter(v -> v.equalsIgnoreCase(typed)).findFirst().orElse("");
        if (vaccine.isEmpty()) {
            vaccine = cut(typed);
            row.problems.add(RowProblem.repaired("vac_xin", "exchange.vaccine_unknown"));
        }
        String count = value("mui_so");
        int number =
                count.length() == 1 && count.charAt(0) >= '1' && count.charAt(0) <= '9'
                        ? count.charAt(0) - '0'
                        : 0;
        if (number == 0) {
            row.problems.add(RowProblem.dropped("mui_so", "exchange.dose_number_absurd"));
        }
        String area = path("ma_xa_tiem");
        if (!row.refused()) {
            row.dose =
                    new Dose(
                            key,
                            subject,
                            number,
                            vaccine,
                            text("so_lo"),
                            at,
                            text("co_so_tiem"),
                            area);
        }
    }

    private void result(String key) {
        String tube = reference("ma_ong");
        Instant at = moment("thoi_gian_kq", AHEAD);
        TubeResult.Method method =
                switch (value("phuong_phap").toUpperCase(Locale.ROOT)) {
                    case "PCR", "RT-PCR" -> TubeResult.Method.PCR;
                    case "RAT", "TEST NHANH" -> TubeResult.Method.RAT;
                    default -> null;
                };
        TubeResult.Finding finding =
                switch (value("ket_qua").toUpperCase(Locale.ROOT)) {
                    case "AM_TINH", "ÂM TÍNH" -> TubeResult.Finding.NEGATIVE;
                    case "DUONG_TINH", "DƯƠNG TÍNH" -> TubeResult.Finding.POSITIVE;
                    case "KHONG_XAC_DINH", "KHÔNG XÁC ĐỊNH" -> TubeResult.Finding.INCONCLUSIVE;
                    default -> null;
                };
        if (method == null) {
            row.refuse("phuong_phap", "exchange.value_unknown");
        }
        if (finding == null) {
            row.refuse("ket_qua", "exchange.value_unknown");
        }
        if (method != null && finding != null && !row.refused()) {
            row.result =
                    new TubeResult(
                            key, tube, method, finding, threshold(), at, text("phong_xet_nghiem"));
        }
    }

    /// A code nobody listed, and one that says nothing about the record, are refused: the question
    /// stays open.
    private void answer(String key) {
        Register register =
                layout == Layouts.POPULATION_ANSWERS ? Register.POPULATION : Register.INSURANCE;
        String code = value("ma_ket_qua");
        GradedAnswer answer = GradedAnswer.of(register, code).orElse(null);
        Instant at = value("ngay_tra_loi").isEmpty() ? receivedAt : moment("ngay_tra_loi", AHEAD);
        UUID request = null;
        try {
            request = UUID.fromString(key);
        } catch (IllegalArgumentException e) {
            row.refuse(keyColumn(), "exchange.question_unknown");
        }
        if (answer == null) {
            row.refuse("ma_ket_qua", "exchange.value_unknown");
        } else if (!answer.answered()) {
            row.refuse("ma_ket_qua", "exchange.no_answer");
        } else if (request != null && !row.refused()) {
            row.told = new Verifications.Told(request, register, answer, code, at);
        }
    }

    private @Nullable Double threshold() {
        String typed = value("ct").replace(',', '.');
        if (typed.isEmpty()) {
            return null;
        }
        try {
            double ct = Double.parseDouble(typed);
            if (ct >= 5 && ct <= 50) {
                return ct;
            }
        } catch (NumberFormatException e) {
            // written down below like any other absurd value
        }
        row.problems.add(RowProblem.dropped("ct", "exchange.ct_absurd"));
        return null;
    }
}
