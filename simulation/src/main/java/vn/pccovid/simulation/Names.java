package vn.pccovid.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Names by region, cohort and sex. Surnames follow published shares; middle and given names follow
/// an invented order.
final class Names {
    private static final Pattern SPACE = Pattern.compile(" ");

    private final Map<String, List<String>> sections;
    private final Weighted north;
    private final Weighted south;

    private Names(Map<String, List<String>> sections) {
        this.sections = sections;
        this.north = Weighted.of(section("surnames north"));
        this.south = Weighted.of(section("surnames south"));
    }

    static Names standard() {
        try (var stream = Names.class.getResourceAsStream("names.txt")) {
            if (stream == null) {
                throw new IllegalStateException("resource missing: names.txt");
            }
            return new Names(read(stream));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, List<String>> read(InputStream stream) throws IOException {
        var sections = new HashMap<String, List<String>>();
        List<String> current = new ArrayList<>();
        for (var line :
                new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
            if (line.startsWith("[")) {
                current = new ArrayList<>();
                sections.put(line.substring(1, line.length() - 1), current);
            } else if (!line.startsWith("#") && !line.isBlank()) {
                for (var entry : SPACE.split(line, -1)) {
                    current.add(entry.replace('_', ' '));
                }
            }
        }
        return sections;
    }

    private List<String> section(String name) {
        var section = sections.get(name);
        if (section == null) {
            throw new IllegalStateException("no names for " + name);
        }
        return section;
    }

    /// A surname as frequent as it is in that half of the country; the border is Quảng Trị.
    String surname(Dice dice, String province) {
        return (province.compareTo("45") <= 0 ? north : south).pick(dice);
    }

    /// Middle and given name for a sex and year of birth; four words became usual for girls, two
    /// are rare.
    String rest(Dice dice, boolean male, int year) {
        var cohort = year < 1965 ? " old" : year < 1990 ? " mid" : " young";
        var sex = male ? "male" : "female";
        var given = dice.pickEarly(section("given " + sex + cohort));
        if (dice.chance(male ? 0.009 : 0.002)) {
            return given;
        }
        var middle = dice.pickEarly(section("middle " + sex + cohort));
        if (male && middle.indexOf(' ') < 0 && dice.chance(year < 1990 ? 0.06 : 0.25)) {
            var second = dice.pickEarly(section("middle male" + cohort));
            boolean odd = second.equals(middle) || second.equals("Văn") || second.equals(given);
            middle = odd ? middle : middle + " " + second;
        }
        if (!male && year >= 1990 && middle.indexOf(' ') < 0 && dice.chance(0.35)) {
            var second = dice.pickEarly(section("middle female" + cohort));
            middle =
                    second.startsWith("Thị")
                            ? second
                            : "Thị".equals(middle) ? "Thị " + second : middle;
        }
        return middle.contains(given) ? given : middle + " " + given;
    }

    /// Full name and people of somebody of a minority.
    Known minority(Dice dice, boolean male) {
        var sex = male ? "male" : "female";
        if (dice.chance(0.15)) {
            var cell = dice.pick(section("apostrophe " + sex)).split("\\|", -1);
            return new Known(cell[0], cell[1]);
        }
        var cell = dice.pickEarly(section("minority")).split("\\|", -1);
        var given = dice.pickEarly(section("minority given " + sex));
        return new Known(cell[0] + " " + (male ? cell[1] : cell[2]) + " " + given, cell[3]);
    }

    /// Full name as in the passport and nationality of a foreigner; families share surnames, not
    /// given names.
    Known foreigner(Dice dice, boolean male) {
        var people = section("foreign " + (male ? "male" : "female"));
        var cell = dice.pick(people).split("\\|", -1);
        var given = dice.pick(people).split("\\|", -1);
        return new Known(cell[0] + " " + given[1], cell[2]);
    }

    /// A name with what goes with it: a people or a nationality.
    record Known(String name, String belonging) {}

    private record Weighted(List<String> names, double[] upTo) {
        static Weighted of(List<String> cells) {
            var names = new ArrayList<String>();
            var upTo = new double[cells.size() / 2];
            double sum = 0;
            for (int i = 0; i + 1 < cells.size(); i += 2) {
                names.add(cells.get(i));
                sum += Double.parseDouble(cells.get(i + 1));
                upTo[i / 2] = sum;
            }
            return new Weighted(List.copyOf(names), upTo);
        }

        String pick(Dice dice) {
            double at = dice.unit() * upTo[upTo.length - 1];
            int i = 0;
            while (upTo[i] <= at) {
                i++;
            }
            return names.get(i);
        }
    }
}
