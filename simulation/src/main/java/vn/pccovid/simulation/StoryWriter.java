package vn.pccovid.simulation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes the rows of the characters of `Stories`, each spelled out, so that the demo shows the
/// same on every seed.
final class StoryWriter {
    private final Home home;
    private final LocalDate asOf;
    private final Path folder;
    private final Output output;
    private final Registers registers;
    private final Vaccination vaccination;
    private final Laboratory laboratory;
    private final Apps apps;
    private final Visits visits;
    private final Map<String, Person> people = new LinkedHashMap<>();
    private final Dice dice = new Dice(20211010);

    StoryWriter(
            Home home,
            LocalDate asOf,
            Path folder,
            Output output,
            Registers registers,
            Vaccination vaccination,
            Laboratory laboratory,
            Apps apps,
            Visits visits) {
        this.home = new Home(home.province(), home.district(), home.commune(), "Thôn 1");
        this.asOf = asOf;
        this.folder = folder;
        this.output = output;
        this.registers = registers;
        this.vaccination = vaccination;
        this.laboratory = laboratory;
        this.apps = apps;
        this.visits = visits;
    }

    /// Writes everybody and returns how many they are.
    int write() throws IOException {
        for (var character : Stories.characters()) {
            var person = person(character);
            people.put(character.id(), person);
            if (person.inRegister()) {
                registers.population(dice, person);
            }
        }
        sixRecords();
        twins();
        notMyDose();
        childWithoutPapers();
        atTheGate();
        turnsPositive();
        for (var person : people.values()) {
            Simulation.truth(output, person);
        }
        return people.size();
    }

    private Person person(Stories.Planted character) {
        var person = new Person(character.id(), home);
        person.name = character.name();
        person.male = character.male();
        person.birth = character.birth();
        person.age = (int) ChronoUnit.YEARS.between(character.birth(), asOf);
        person.citizenId = character.citizenId();
        person.idCard = character.idCard();
        person.idCardKnown = character.idCard() != null;
        person.insurance = character.insurance();
        person.phone = character.citizenId() == null ? null : character.phone();
        person.contact = character.phone();
        person.group =
                character.citizenId() == null ? Person.Group.NO_PAPERS : Person.Group.REGISTERED;
        person.twin = character.id().startsWith("S2");
        person.qid = "16999999999999" + character.phone().substring(6);
        return person;
    }

    private Person get(Stories.Planted character) {
        var person = people.get(character.id());
        if (person == null) {
            throw new IllegalStateException("no " + character.id());
        }
        return person;
    }

    /// A row that is right in everything; callers then spoil it.
    private Typed right(Person person) {
        var typed = new Typed();
        typed.name = person.name;
        Clerk.birth(typed, person, Clerk.DAY);
        if (person.citizenId != null) {
            typed.number = person.citizenId;
            typed.whose = Typed.Whose.OWN;
        }
        typed.phone = String.valueOf(person.contact);
        typed.phoneTheirs = true;
        typed.provinceCode = home.province().code();
        typed.districtCode = home.district().code();
        typed.communeCode = home.communeCode();
        typed.communeTheirs = home.commune() != null;
        typed.address = home.line();
        return typed;
    }

    private static void spelled(Typed typed, String name, String error) {
        typed.name = name;
        typed.error(error);
    }

    private void sixRecords() throws IOException {
        var duyen = get(Stories.DUYEN);
        var insured = right(duyen);
        spelled(insured, "HÙYNH THỊ MĨ DUYÊN", "name_tone_or_iy");
        insured.birth = duyen.birth.format(Clerk.COMPACT);
        insured.number = String.valueOf(duyen.idCard);
        insured.insurance = String.valueOf(duyen.insurance);
        registers.insuranceRow(dice, duyen, insured, "GD456" + duyen.insurance);

        var vaccinated = right(duyen);
        spelled(vaccinated, "Huynh Thi My Duyen", "name_accents");
        vaccinated.birth = "03/07/1988";
        vaccinated.birthAgrees = Typed.Birth.WRONG;
        vaccinated.error("birth_swapped");
        vaccinated(duyen, vaccinated, "S1-DT", "AstraZeneca", 2);

        var sampled = right(duyen);
        spelled(sampled, "HUYNH THI MY DUYEN", "name_upper_unaccented");
        Clerk.birthYear(sampled, duyen);
        sampled.number = String.valueOf(duyen.idCard);
        negativeSample(duyen, sampled, "S1", 20);

        var declared = right(duyen);
        spelled(declared, "Huỳnh Thị Mĩ Duyên", "name_tone_or_iy");
        declared.number = String.valueOf(duyen.idCard);
        declared.phone = "01680010001";
        declared.error("phone_old_form");
        apps.ncovi("S1-KB", duyen, declared, asOf.minusDays(60), false, false, false);

        var travelled = right(duyen);
        spelled(travelled, "huỳnh thị mỹ duyên", "name_lower");
        Clerk.birthYear(travelled, duyen);
        travelled.number = travelled.number.substring(1);
        travelled.whose = Typed.Whose.NONE;
        travelled.error("id_lost_zero");
        apps.vhd("S1-TK", "toan_dan", duyen, travelled, asOf.minusDays(31), false, false);
    }

    private void twins() throws IOException {
        var anh = get(Stories.ANH);
        var an = get(Stories.AN);
        vaccinated(anh, right(anh), "S2-DT-A", "Comirnaty", 2);
        vaccinated(an, right(an), "S2-DT-B", "Comirnaty", 1);
        var declared = right(an);
        spelled(declared, "LE HOANG AN", "name_upper_unaccented");
        declared.number = "";
        declared.whose = Typed.Whose.NONE;
        apps.ncovi("S2-KB", an, declared, asOf.minusDays(12), false, false, false);
        var sampled = right(anh);
        spelled(sampled, "LE HOANG ANH", "name_upper_unaccented");
        Clerk.birthYear(sampled, anh);
        negativeSample(anh, sampled, "S2", 9);
    }

    private void notMyDose() throws IOException {
        var vinh = get(Stories.VINH);
        var oanh = get(Stories.OANH);
        var khoa = get(Stories.KHOA);
        vaccinated(oanh, right(oanh), "S3-DT-O", "Spikevax", 1);
        vaccinated(vinh, right(vinh), "S3-DT-V", "Vero Cell", 1);
        var second = new Vaccination.Shot(2, "Vero Cell", at(3));
        vaccination.dose(dice, "S3-DT-O", oanh, "strong", vinh, second, "dose_under_other");
        vinh.dosesGiven++;
        vinh.dosesUnderOther++;
        var wrongNumber = right(khoa);
        wrongNumber.number = String.valueOf(oanh.citizenId);
        wrongNumber.whose = Typed.Whose.OTHER;
        wrongNumber.error("id_of_other");
        vaccinated(khoa, wrongNumber, "S3-DT-K", "Vero Cell", 1);
    }

    private void childWithoutPapers() throws IOException {
        var child = get(Stories.NGOC);
        var mother = get(Stories.HA);
        vaccinated(mother, right(mother), "S4-DT", "Vero Cell", 1);
        var byMother = right(child);
        byMother.error("phone_of_family");
        apps.ncovi("S4-KB", child, byMother, asOf.minusDays(5), false, false, true);
        var sampled = right(child);
        Clerk.birthYear(sampled, child);
        sampled.error("phone_of_family");
        negativeSample(child, sampled, "S4", 4);
    }

    private void atTheGate() throws IOException {
        var tung = get(Stories.TUNG);
        vaccinated(tung, right(tung), "S5-DT", "AstraZeneca", 2);
        var code = Visits.typed(dice, tung, false, false, true);
        visits.visit(
                tung,
                code,
                visits.anyPlace(),
                asOf.minusDays(3).atTime(8, 15).format(Vaccination.TIME),
                "vao");
    }

    private void turnsPositive() throws IOException {
        var lan = get(Stories.LAN);
        vaccinated(lan, right(lan), "S6-DT", "Comirnaty", 2);
        followUp(lan);
    }

    /// Two small files that are not part of the first import: her sample and its result.
    private void followUp(Person lan) throws IOException {
        var later = folder.resolve("followup");
        Files.createDirectories(later);
        var sample =
                String.join(
                        ",",
                        "S6-MX",
                        "S6-ON",
                        lan.name,
                        lan.birth.format(Clerk.DAY),
                        "Nữ",
                        String.valueOf(lan.phone),
                        String.valueOf(lan.citizenId),
                        home.communeCode(),
                        home.line(),
                        "don",
                        asOf.minusDays(1).atTime(8, 30).format(Vaccination.TIME),
                        Laboratory.unit(home));
        var result =
                String.join(
                        ",",
                        "S6-KQ",
                        "S6-ON",
                        "PCR",
                        "DUONG_TINH",
                        "21.4",
                        asOf.minusDays(1).atTime(20, 45).format(Vaccination.TIME),
                        "CDC " + home.province().bareName());
        Files.writeString(
                later.resolve("laboratory_samples.csv"),
                Output.SAMPLES + "\n" + sample + "\n",
                StandardCharsets.UTF_8);
        Files.writeString(
                later.resolve("laboratory_results.csv"),
                Output.RESULTS + "\n" + result + "\n",
                StandardCharsets.UTF_8);
    }

    /// A registration with one or two doses, the last of them 30 days ago.
    private void vaccinated(Person person, Typed typed, String key, String vaccine, int doses)
            throws IOException {
        vaccination.registration(dice, key, person, typed);
        int gap = vaccine.equals("AstraZeneca") ? 63 : 28;
        for (int dose = 1; dose <= doses; dose++) {
            var shot = new Vaccination.Shot(dose, vaccine, at(30 + gap * (doses - dose)));
            vaccination.dose(dice, key, person, typed.evidence(), person, shot, "");
            person.dosesGiven++;
            person.dosesEntered++;
        }
    }

    private void negativeSample(Person person, Typed typed, String story, int daysAgo)
            throws IOException {
        var taken = asOf.minusDays(daysAgo).atTime(9, 10);
        laboratory.write(person, typed, story + "-MX", story + "-ON", "don", taken);
        laboratory.result(
                story + "-KQ",
                story + "-ON",
                "PCR",
                "AM_TINH",
                "",
                taken.plusHours(9),
                home.province().bareName());
    }

    private LocalDateTime at(int daysAgo) {
        return asOf.minusDays(daysAgo).atTime(9, 0);
    }
}
