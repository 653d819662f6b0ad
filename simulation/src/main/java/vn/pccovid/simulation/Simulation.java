package vn.pccovid.simulation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.lib.territory.AreaLevel;
import vn.pccovid.lib.territory.CodeList;
import vn.pccovid.lib.territory.Gazetteer;

/// Makes a nation: commune by commune, household by household, writing every source as it goes.
/// Memory does not grow with the number of people. The same options give the same bytes.
public final class Simulation {
    /// The family phone target concerns registrations, the draw adults; not every adult registers.
    private static final double SHARED_PHONE_DRAW = 1.08;

    /// Hoàng Sa has no residents to simulate.
    private static final String WITHOUT_RESIDENTS = "498";

    private final SimulationOptions options;
    private final CodeList areas;

    private Simulation(SimulationOptions options) {
        this.options = options;
        this.areas = Gazetteer.standard().list(options.asOf());
    }

    /// Writes all files of a nation into a folder, which is created; existing files of the same
    /// names are replaced. Progress is told after every commune and every thousand people.
    public static SimulationReport generate(
            SimulationOptions options, Path folder, Consumer<Progress> progress)
            throws IOException {
        return new Simulation(options).run(folder, new Output(folder, options.seed()), progress);
    }

    /// Makes the same nation without its stories and gives every row to a listener instead of
    /// writing files; rows of a household come together.
    public static SimulationReport generate(
            SimulationOptions options, RowListener listener, Consumer<Progress> progress)
            throws IOException {
        return new Simulation(options).run(null, new Output(listener), progress);
    }

    private record Part(Area province, Area district, Area lowest, int people) {}

    /// @param folder for the files of the stories; null leaves the stories out
    private SimulationReport run(@Nullable Path folder, Output output, Consumer<Progress> progress)
            throws IOException {
        long start = System.nanoTime();
        var mix = options.errors();
        var numbers = new Numbers(options.seed());
        var names = Names.standard();
        var clerk = new Clerk(mix, areas);
        var provinces = areas.children("").stream().map(Area::code).toList();
        var families =
                new Families(
                        names,
                        numbers,
                        options.asOf(),
                        provinces,
                        mix.phoneShared() * SHARED_PHONE_DRAW);
        long people = 0;
        SimulationReport report;
        try (output) {
            var registers = new Registers(output, clerk, options.asOf());
            var vaccination = new Vaccination(output, clerk, numbers, options.asOf(), mix);
            var laboratory = new Laboratory(output, clerk, numbers, options.asOf(), mix);
            var apps = new Apps(output, clerk, numbers, options.asOf(), mix);
            var visits = new Visits(output, numbers, names, options.asOf());
            boolean first = folder != null;
            long wanted = 0;
            for (var part : parts()) {
                var dice = Dice.of(options.seed(), part.lowest.path());
                visits.places(dice, part.province, part.lowest, part.people);
                if (first && folder != null) {
                    var home = home(dice, part);
                    people +=
                            new StoryWriter(
                                            home,
                                            options.asOf(),
                                            folder,
                                            output,
                                            registers,
                                            vaccination,
                                            laboratory,
                                            apps,
                                            visits)
                                    .write();
                    first = false;
                }
                wanted += part.people;
                while (people < wanted) {
                    var household = families.next(dice, home(dice, part));
                    moved(dice, household, part);
                    for (var person : household) {
                        registers.write(dice, person);
                        laboratory.write(dice, person);
                        apps.write(dice, person);
                        visits.write(dice, person);
                    }
                    vaccination.write(dice, household);
                    for (var person : household) {
                        truth(output, person);
                    }
                    if ((people + household.size()) / 1000 != people / 1000) {
                        progress.accept(new Progress(people, options.people(), part.lowest.name()));
                    }
                    people += household.size();
                }
                laboratory.flush(dice);
                progress.accept(new Progress(people, options.people(), part.lowest.name()));
            }
            var shares = shares(mix, clerk, vaccination, laboratory, apps);
            report =
                    new SimulationReport(
                            people,
                            output.rows(),
                            Map.copyOf(output.evidence()),
                            shares,
                            (System.nanoTime() - start) / 1e9);
        }
        return report;
    }

    /// Few live elsewhere than where they are registered.
    private void moved(Dice dice, List<Person> household, Part part) {
        var communes = areas.children(part.district.path());
        for (var person : household) {
            if (dice.chance(person.lodger ? 0.3 : 0.015)) {
                var before = communes.isEmpty() ? null : dice.pick(communes);
                person.permanent =
                        new Home(
                                part.province, part.district, before, "Thôn " + dice.between(1, 8));
            }
        }
    }

    static void truth(Output output, Person person) throws IOException {
        output.plain(
                "truth_people.csv",
                person.id,
                person.group.label(),
                String.valueOf(person.birth.getYear()),
                person.home.communeCode(),
                person.died ? "1" : "0",
                person.twin ? "1" : "0",
                person.positiveOn == null ? "" : person.positiveOn.format(Clerk.DAY),
                String.valueOf(person.dosesGiven),
                String.valueOf(person.dosesEntered),
                String.valueOf(person.dosesUnderOther));
    }

    private static Home home(Dice dice, Part part) {
        var commune = part.lowest.level() == AreaLevel.COMMUNE ? part.lowest : null;
        boolean town = dice.chance(0.35);
        var line =
                town
                        ? dice.between(1, 240) + " " + dice.pick(STREETS)
                        : dice.pick(HAMLETS) + " " + dice.between(1, 8);
        return new Home(part.province, part.district, commune, line);
    }

    private static final List<String> STREETS =
            List.of(
                    "Trần Phú",
                    "Lê Lợi",
                    "Hùng Vương",
                    "Nguyễn Huệ",
                    "Hai Bà Trưng",
                    "Quang Trung",
                    "Lý Thường Kiệt",
                    "Phan Bội Châu",
                    "Ngô Quyền",
                    "Lê Hồng Phong");
    private static final List<String> HAMLETS =
            List.of("Thôn", "Tổ", "Xóm", "Thôn Phú Lộc", "Thôn Đại Điền");

    /// Shares the people out over the communes: provinces by census, communes by a size of their
    /// own.
    private List<Part> parts() {
        var weights = new LinkedHashMap<Area, Double>();
        double sum = 0;
        for (var province : areas.children("")) {
            if (options.province() != null && !options.province().equals(province.code())) {
                continue;
            }
            var lowest = lowest(province);
            double total = lowest.stream().mapToDouble(Simulation::size).sum();
            for (var area : lowest) {
                double weight = province.census2019() * size(area) / total;
                weights.put(area, weight);
                sum += weight;
            }
        }
        if (weights.isEmpty()) {
            throw new IllegalArgumentException(
                    "no area "
                            + options.province()
                            + "/"
                            + options.district()
                            + " on "
                            + areas.from());
        }
        var parts = new ArrayList<Part>();
        double upTo = 0;
        int given = 0;
        for (var entry : weights.entrySet()) {
            upTo += entry.getValue() / sum * options.people();
            int people = (int) Math.round(upTo) - given;
            given += people;
            if (people > 0) {
                parts.add(part(entry.getKey(), people));
            }
        }
        return parts;
    }

    private Part part(Area lowest, int people) {
        var path = lowest.path();
        var province = areas.at(path.substring(0, 2)).orElseThrow();
        var district = areas.at(path.substring(0, 6)).orElseThrow();
        return new Part(province, district, lowest, people);
    }

    private List<Area> lowest(Area province) {
        var lowest = new ArrayList<Area>();
        for (var district : areas.children(province.path())) {
            boolean wanted =
                    options.district() == null || options.district().equals(district.code());
            if (wanted && !district.code().equals(WITHOUT_RESIDENTS)) {
                var communes = areas.children(district.path());
                lowest.addAll(communes.isEmpty() ? List.of(district) : communes);
            }
        }
        return lowest;
    }

    /// A commune keeps its relative size whatever the seed: between half and one and a half of the
    /// average.
    private static double size(Area area) {
        return 0.5 + Dice.of(0, area.code()).unit();
    }

    private static List<Share> shares(
            ErrorMix mix, Clerk clerk, Vaccination vaccination, Laboratory laboratory, Apps apps) {
        var v = vaccination;
        var people = "vaccinated registrations";
        return List.of(
                share("id_missing_or_malformed", people, v.noId),
                share("name_accents_or_typing", people, v.nameAccents),
                share("name_tone_or_iy", people, v.nameStyle),
                share("birth_swapped_or_off", people, v.birthWrong),
                share("birth_default_or_year", people, v.birthDefault),
                new Share(
                        "id_card_instead",
                        people,
                        mix.idCardInstead(),
                        v.unknownCard.hits() + v.knownCard.hits(),
                        v.knownCard.trials()),
                new Share(
                        "id_wrong",
                        people,
                        mix.idWrong(),
                        v.oneDigit.hits() + v.othersId.hits(),
                        v.oneDigit.trials()),
                share("dose_never_entered", "doses given", v.neverEntered),
                share("dose_twice", "doses given", v.twice),
                share("dose_under_other", "doses entered the first time", v.underOther),
                new Share(
                        "phone_shared",
                        "phones of registrations",
                        mix.phoneShared(),
                        v.sharedPhones,
                        v.phones),
                share("phone_old_form", "phones written", clerk.oldPhone),
                share("phone_missing_bluezone", "Bluezone devices", apps.noPhone),
                share("name_upper_unaccented", "laboratory samples", laboratory.upper),
                share("encoding_residue", "typed names", clerk.encoding),
                share("address_other_vintage", "addresses with codes", clerk.otherVintage),
                share("address_free_text", "addresses", clerk.freeText));
    }

    private static Share share(String name, String of, Quota quota) {
        return new Share(name, of, quota.rate(), quota.hits(), quota.trials());
    }
}
