package vn.pccovid.lib.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the library makes of measurements of real people. Nothing was fitted to them; each figure
/// is printed beside the plain rule's in the same run.
class PublicDataTest {
    private static final Settings SETTINGS = Settings.standard();
    private static final Instant START = Instant.parse("2020-05-11T05:00:00Z");

    /// Nearness by the mean of a slice's posterior.
    private static double near(List<Sighting> sightings) {
        var encounter = new BluetoothEncounter(sightings);
        return Bluetooth.within(encounter, 2, SETTINGS.number("near_elsewhere"), SETTINGS).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
    }

    @Test
    @DisplayName("MIT Matrix: within six feet or not, ten packets of two minutes beside one packet")
    void mit_matrix() throws IOException {
        Map<String, List<Integer>> sessions = new LinkedHashMap<>();
        Map<String, Integer> feet = new HashMap<>();
        for (String[] row :
                PublicData.rows("bluetooth/mit_matrix/mit_matrix_ble.csv.gz", ",", true)) {
            if (Integer.parseInt(row[4]) >= 0) {
                continue; // 127: not measured
            }
            String key = row[0] + row[1] + row[2];
            feet.put(key, Integer.parseInt(row[1]));
            sessions.computeIfAbsent(key, k -> new ArrayList<>()).add(Integer.parseInt(row[4]));
        }
        var random = new Random(1);
        List<PublicData.Scored> ours = PublicData.list();
        List<PublicData.Scored> plain = PublicData.list();
        sessions.forEach((key, rssi) -> {
            boolean close = feet.getOrDefault(key, 99) <= 6;
            for (int look = 0; look < 40; look++) {
                List<Sighting> sightings = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    int dbm = rssi.get(random.nextInt(rssi.size()));
                    sightings.add(
                            new Sighting(
                                    START.plusSeconds(12L * i),
                                    Bluetooth.attenuation(-8, dbm, 0),
                                    Duration.ofSeconds(12)));
                    if (i == 0) {
                        plain.add(new PublicData.Scored(dbm, close));
                    }
                }
                ours.add(new PublicData.Scored(near(sightings), close));
            }
        });
        System.out.printf(
                Locale.ROOT,
                "MIT Matrix, %d looks: AUC %.3f beside %.3f of one packet's RSSI%n",
                ours.size(),
                PublicData.auc(ours),
                PublicData.auc(plain));
        assertThat(PublicData.auc(ours)).isGreaterThan(PublicData.auc(plain) + 0.01);
    }

    private record Heard(String pair, double second, int rssi, double metres) {}

    private static List<Heard> dp3t(String scenario) throws SQLException {
        List<Heard> heard = new ArrayList<>();
        String url =
                "jdbc:sqlite:file:"
                        + PublicData.file("bluetooth/dp3t/exp34_" + scenario + ".sqlite")
                        + "?mode=ro&immutable=1";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT receiver_id, transmitter_id, timestamp, rssi,
                                       ground_truth_distance
                                  FROM results
                                 WHERE ground_truth_distance IS NOT NULL
                                 ORDER BY timestamp
                                """)) {
            while (rows.next()) {
                String a = rows.getString(1);
                String b = rows.getString(2);
                heard.add(
                        new Heard(
                                a.compareTo(b) < 0 ? a + "-" + b : b + "-" + a,
                                rows.getDouble(3),
                                rows.getInt(4),
                                rows.getDouble(5)));
            }
        }
        return heard;
    }

    private static double median(List<Heard> heard) {
        List<Double> metres = new ArrayList<>(heard.stream().map(Heard::metres).toList());
        Collections.sort(metres);
        return metres.get(metres.size() / 2);
    }

    private static List<Sighting> sightings(List<Heard> heard) {
        return heard.stream()
                .map(h ->
                        new Sighting(
                                Instant.ofEpochMilli((long) (h.second * 1000)),
                                // The phones of this experiment send with some -20 dBm.
                                Bluetooth.attenuation(-20, h.rssi, 0),
                                Duration.ofSeconds(60)))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scenario01-lunch", "scenario02-train", "scenario03-office"})
    @DisplayName("DP-3T: within two metres in five minutes, and for ten minutes of the half hour")
    void dp3t_distance_and_time(String scenario) throws SQLException {
        Map<String, List<Heard>> slices = new LinkedHashMap<>();
        Map<String, List<Heard>> pairs = new LinkedHashMap<>();
        for (Heard one : dp3t(scenario)) {
            slices.computeIfAbsent(
                            one.pair + "/" + (long) (one.second / 300), k -> new ArrayList<>())
                    .add(one);
            pairs.computeIfAbsent(one.pair, k -> new ArrayList<>()).add(one);
        }
        List<PublicData.Scored> ours = PublicData.list();
        List<PublicData.Scored> plain = PublicData.list();
        for (List<Heard> slice : slices.values()) {
            boolean close = median(slice) <= 2;
            ours.add(new PublicData.Scored(near(sightings(slice)), close));
            plain.add(new PublicData.Scored(slice.getFirst().rssi, close));
        }
        List<PublicData.Scored> time = PublicData.list();
        List<PublicData.Scored> loudest = PublicData.list();
        pairs.forEach((pair, all) -> {
            long near =
                    slices.entrySet().stream()
                            .filter(e -> e.getKey().startsWith(pair + "/"))
                            .filter(e -> median(e.getValue()) <= 2)
                            .count();
            var encounters = Bluetooth.encounters(sightings(all), Duration.ofMinutes(10));
            double minutes = 0;
            for (BluetoothEncounter encounter : encounters) {
                var cut = Bluetooth.slices(encounter, SETTINGS);
                var within =
                        Bluetooth.within(encounter, 2, SETTINGS.number("near_elsewhere"), SETTINGS);
                for (int i = 0; i < cut.size(); i++) {
                    minutes +=
                            within.get(i)
                                    * (cut.get(i).toSeconds() - cut.get(i).fromSeconds())
                                    / 60.0;
                }
            }
            boolean positive = near >= 2;
            time.add(new PublicData.Scored(minutes, positive));
            loudest.add(
                    new PublicData.Scored(
                            all.stream().mapToInt(Heard::rssi).max().orElse(-200), positive));
        });
        System.out.printf(
                Locale.ROOT,
                "DP-3T %s: distance AUC %.3f beside %.3f of one packet's RSSI (%d slices); time AUC %.3f beside %.3f of the loudest packet (%d pairs)%n",
                scenario,
                PublicData.auc(ours),
                PublicData.auc(plain),
                ours.size(),
                PublicData.auc(time),
                PublicData.auc(loudest),
                time.size());
        assertThat(PublicData.auc(ours)).isGreaterThan(PublicData.auc(plain) + 0.02);
        assertThat(PublicData.auc(time)).isGreaterThan(0.65);
    }

    @Test
    @DisplayName("Haslemere: fifteen minutes within two metres, through simulated phones")
    void haslemere() throws IOException {
        // Distances are real, the signal is made: 52 dB at a metre, exponent 2, straying.
        var random = new Random(2);
        Map<String, List<double[]>> byPairDay = new LinkedHashMap<>();
        for (String[] row : PublicData.rows("contacts/haslemere_pairs.csv", ",", false)) {
            int step = Integer.parseInt(row[0]);
            int day = step / 192;
            byPairDay
                    .computeIfAbsent(row[1] + "-" + row[2] + "/" + day, k -> new ArrayList<>())
                    .add(new double[] {step, Integer.parseInt(row[3])});
        }
        List<PublicData.Scored> ours = PublicData.list();
        List<PublicData.Scored> plain = PublicData.list();
        for (List<double[]> meetings : byPairDay.values()) {
            double shadow = 6 * random.nextGaussian();
            List<Sighting> sightings = new ArrayList<>();
            int near = 0;
            for (double[] one : meetings) {
                near += one[1] <= 2 ? 1 : 0;
                double attenuation =
                        52
                                + 20 * Math.log10(Math.max(0.5, one[1]))
                                + shadow
                                + 5.5 * random.nextGaussian();
                if (attenuation < 90) {
                    sightings.add(
                            new Sighting(
                                    START.plusSeconds((long) (300 * one[0])),
                                    attenuation,
                                    Duration.ofMinutes(5)));
                }
            }
            if (sightings.isEmpty()) {
                continue;
            }
            double minutes = 0;
            for (BluetoothEncounter encounter :
                    Bluetooth.encounters(sightings, Duration.ofMinutes(12))) {
                var within =
                        Bluetooth.within(encounter, 2, SETTINGS.number("near_elsewhere"), SETTINGS);
                minutes += 5 * within.stream().mapToDouble(Double::doubleValue).sum();
            }
            boolean positive = near >= 3;
            ours.add(new PublicData.Scored(minutes, positive));
            plain.add(
                    new PublicData.Scored(
                            -sightings.stream()
                                    .mapToDouble(Sighting::attenuationDb)
                                    .min()
                                    .orElse(200),
                            positive));
        }
        System.out.printf(
                Locale.ROOT,
                "Haslemere, %d pairs and days: AUC %.3f beside %.3f of the loudest sighting%n",
                ours.size(),
                PublicData.auc(ours),
                PublicData.auc(plain));
        assertThat(PublicData.auc(ours)).isGreaterThan(PublicData.auc(plain));
    }

    @Test
    @DisplayName("Dublin museum: everybody who met face to face was there at the same time")
    void dublin() throws IOException {
        Map<String, Map<String, long[]>> spans = new LinkedHashMap<>();
        Map<String, Map<String, Integer>> seconds = new HashMap<>();
        for (String[] row :
                PublicData.rows("contacts/sp_infectious_dublin_69days.tsv.gz", "\t", false)) {
            long at = Long.parseLong(row[1]);
            for (int i = 2; i < 4; i++) {
                spans.computeIfAbsent(row[0], k -> new LinkedHashMap<>())
                        .merge(
                                row[i],
                                new long[] {at, at + 20},
                                (a, b) -> new long[] {Math.min(a[0], b[0]), Math.max(a[1], b[1])});
            }
            String pair = row[2] + "/" + row[3];
            seconds.computeIfAbsent(row[0], k -> new HashMap<>()).merge(pair, 20, Integer::sum);
        }
        var presence = new CoPresence(SETTINGS);
        long met = 0;
        long found = 0;
        long named = 0;
        List<PublicData.Scored> scored = PublicData.list();
        for (String day : spans.keySet().stream().limit(12).toList()) {
            List<Stay> stays = new ArrayList<>();
            java.util.Objects.requireNonNull(spans.get(day))
                    .forEach((who, span) ->
                            stays.add(
                                    new Stay(
                                            who,
                                            "museum",
                                            PlaceKind.OTHER,
                                            Instant.ofEpochSecond(span[0]),
                                            Instant.ofEpochSecond(span[1]))));
            Map<String, Integer> contacts = seconds.getOrDefault(day, Map.of());
            var window =
                    new InfectiousWindow(
                            Instant.EPOCH,
                            Instant.parse("2030-01-01T00:00:00Z"),
                            "test",
                            new Sentence("thử", "test"));
            for (Stay one : stays) {
                var others = presence.atPlaces(List.of(one), stays, window);
                named += others.size();
                for (var other : others.entrySet()) {
                    long overlap = other.getValue().getFirst().overlap().toSeconds();
                    boolean close =
                            contacts.getOrDefault(one.person() + "/" + other.getKey(), 0)
                                            + contacts.getOrDefault(
                                                    other.getKey() + "/" + one.person(), 0)
                                    >= 60;
                    scored.add(new PublicData.Scored(overlap, close));
                }
                for (String pair : contacts.keySet()) {
                    String[] two = pair.split("/", 2);
                    if (two[0].equals(one.person()) || two[1].equals(one.person())) {
                        met++;
                        found +=
                                others.containsKey(two[0].equals(one.person()) ? two[1] : two[0])
                                        ? 1
                                        : 0;
                    }
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "Dublin museum, 12 days: %d of %d face-to-face pairs are co-present; %d co-present pairs; overlap tells a minute's contact with AUC %.3f%n",
                found,
                met,
                named,
                PublicData.auc(scored));
        assertThat(found).isEqualTo(met);
        assertThat(PublicData.auc(scored)).isGreaterThan(0.55);
    }

    @Test
    @DisplayName(
            "Korean routes: the known infector among all patients who shared a place and a day")
    void korean_routes() throws IOException {
        Map<String, String> infector = new LinkedHashMap<>();
        Map<String, CaseCourse> courses = new HashMap<>();
        for (String[] row : PublicData.rows("visits/ds4c_PatientInfo.csv", ",", true)) {
            String onset = row[13].trim();
            String confirmed = row[14].trim();
            if (!confirmed.matches("\\d{4}-\\d{2}-\\d{2}")) {
                continue;
            }
            CaseCourse course =
                    CaseCourse.sampled(
                            LocalDate.parse(confirmed)
                                    .atTime(9, 0)
                                    .atZone(InfectiousWindow.VIETNAM)
                                    .toInstant());
            courses.put(
                    row[0],
                    onset.matches("\\d{4}-\\d{2}-\\d{2}")
                            ? course.onset(LocalDate.parse(onset))
                            : course);
            if (!row[11].isBlank()) {
                infector.put(row[0], row[11].trim());
            }
        }
        Map<String, List<Stay>> stays = new HashMap<>();
        Map<String, Set<String>> atPlaceDay = new HashMap<>();
        for (String[] row : PublicData.rows("visits/ds4c_PatientRoute.csv", ",", true)) {
            PlaceKind kind = kind(row[5]);
            // Isolated already: a hospital is not where they caught it.
            if (row[5].equals("hospital") || !courses.containsKey(row[0])) {
                continue;
            }
            Instant noon =
                    LocalDate.parse(row[2])
                            .atTime(12, 0)
                            .atZone(InfectiousWindow.VIETNAM)
                            .toInstant();
            String place = row[6] + "," + row[7];
            stays.computeIfAbsent(row[0], k -> new ArrayList<>())
                    .add(new Stay(row[0], place, kind, noon, noon.plus(Duration.ofHours(1))));
            atPlaceDay.computeIfAbsent(place + "/" + row[2], k -> new HashSet<>()).add(row[0]);
        }
        var backward = new Backward(ExposureModel.standard());
        var presence = new CoPresence(SETTINGS);
        var text = ContactTexts.standard().find("3638").orElseThrow();
        int known = 0;
        int first = 0;
        double chance = 0;
        for (var one : infector.entrySet()) {
            CaseCourse course = courses.get(one.getKey());
            List<Stay> mine = stays.getOrDefault(one.getKey(), List.of());
            Set<String> shared = new HashSet<>();
            for (Set<String> there : atPlaceDay.values()) {
                if (there.contains(one.getKey())) {
                    shared.addAll(there);
                }
            }
            shared.remove(one.getKey());
            if (course == null || !shared.contains(one.getValue()) || shared.size() < 2) {
                continue;
            }
            List<Backward.Meetings> meetings = new ArrayList<>();
            for (String other : shared) {
                CaseCourse theirs = java.util.Objects.requireNonNull(courses.get(other));
                InfectiousWindow window =
                        text.infectious(
                                theirs.onset() == null
                                        ? theirs.onset(day(theirs).minusDays(3))
                                        : theirs,
                                theirs.sampledAt());
                var evidence =
                        presence.atPlaces(stays.getOrDefault(other, List.of()), mine, window)
                                .getOrDefault(one.getKey(), List.of());
                meetings.add(new Backward.Meetings(other, theirs, evidence, window));
            }
            var ranked = backward.sources(course, ContactState.unknown(), meetings);
            known++;
            first += ranked.getFirst().caseKey().equals(one.getValue()) ? 1 : 0;
            chance += 1.0 / shared.size();
        }
        System.out.printf(
                Locale.ROOT,
                "Korean routes: of %d patients with a known infector among several who shared a place and day, %d are ranked first; %.1f by chance%n",
                known,
                first,
                chance);
        assertThat(known).isGreaterThan(5);
        assertThat(first).isGreaterThan((int) chance);
    }

    private static LocalDate day(CaseCourse course) {
        return LocalDate.ofInstant(course.sampledAt(), InfectiousWindow.VIETNAM);
    }

    private static PlaceKind kind(String type) {
        return switch (type) {
            case "store", "pharmacy", "bakery" -> PlaceKind.SHOP;
            case "restaurant" -> PlaceKind.RESTAURANT;
            case "cafe", "pc_cafe" -> PlaceKind.CAFE;
            case "church" -> PlaceKind.WORSHIP;
            case "school", "university", "academy" -> PlaceKind.SCHOOL;
            case "bar", "karaoke" -> PlaceKind.BAR;
            case "gym" -> PlaceKind.GYM;
            case "beauty_salon" -> PlaceKind.SALON;
            case "lodging" -> PlaceKind.LODGING;
            case "bank", "post_office" -> PlaceKind.OFFICE;
            default -> PlaceKind.OTHER;
        };
    }
}
