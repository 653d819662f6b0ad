package vn.pccovid.server.person;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.lib.territory.AreaLevel;
import vn.pccovid.lib.territory.CodeList;

/// Hides the value of a record among others so that the list itself tells as little as possible.
///
/// Months and vaccines: the list is always the same, so it tells nothing. Two digits: four others
/// of a hundred, each as likely, so every one of the five is equally likely to be the record's.
/// Communes: always three of the person's own district and two of one other; where the record's
/// commune is at home, the other district of the province is drawn at random, so that an odd one
/// out does not exist. The draw is fixed by a keyed hash: asking again shows the same list.
final class Choices {
    /// Values shown where the list is drawn.
    static final int DRAWN = 5;

    private static final int HOME = 3;
    private static final int MONTHS = 8;

    /// What was given in Viet Nam in 2021, as the papers name it.
    static final List<String> VACCINES =
            List.of("AstraZeneca", "Comirnaty", "Spikevax", "Vero Cell", "Sputnik V", "Abdala");

    private Choices() {}

    /// The list with the value in it, in the order shown; empty where it cannot be hidden.
    ///
    /// @param home area path of the person asked
    /// @param seed same seed, same list; secret
    static Optional<List<String>> around(
            Topic topic, String value, String home, LocalDate today, CodeList areas, long seed) {
        Random random = new Random(seed);
        List<String> list =
                switch (topic) {
                    case DOSE_MONTH -> months(today);
                    case DOSE_VACCINE -> VACCINES;
                    case PHONE_TAIL -> digits(value, random);
                    case DOSE_COMMUNE -> communes(value, home, "", areas, random);
                    // Asked only where it is another commune than today's.
                    case HOME_COMMUNE -> communes(value, home, home, areas, random);
                };
        return list.contains(value) ? Optional.of(list) : Optional.empty();
    }

    private static List<String> months(LocalDate today) {
        List<String> months = new ArrayList<>();
        for (int back = 0; back < MONTHS; back++) {
            months.add(YearMonth.from(today).minusMonths(back).toString());
        }
        return months;
    }

    private static List<String> digits(String value, Random random) {
        Set<String> drawn = new LinkedHashSet<>(Set.of(value));
        while (drawn.size() < DRAWN) {
            drawn.add("%02d".formatted(random.nextInt(100)));
        }
        return drawn.stream().sorted().toList();
    }

    private static List<String> communes(
            String value, String home, String without, CodeList areas, Random random) {
        String own = district(home);
        String there = district(value);
        List<String> atHome =
                communesOf(own, areas).stream().filter(path -> !path.equals(without)).toList();
        // A commune of another province would stand out.
        if (own.isEmpty()
                || there.isEmpty()
                || !own.substring(0, 2).equals(there.substring(0, 2))
                || atHome.size() < HOME) {
            return List.of();
        }
        boolean away = !there.equals(own);
        String other = away ? there : otherDistrict(own, areas, random);
        List<String> elsewhere = communesOf(other, areas);
        if (elsewhere.size() < DRAWN - HOME) {
            return List.of();
        }
        List<String> drawn = new ArrayList<>();
        drawn.addAll(drawn(atHome, away ? "" : value, HOME, random));
        drawn.addAll(drawn(elsewhere, away ? value : "", DRAWN - HOME, random));
        Collections.sort(drawn);
        return drawn;
    }

    /// So many of the list, one of them given.
    private static List<String> drawn(List<String> from, String with, int count, Random random) {
        Set<String> drawn = new LinkedHashSet<>();
        if (!with.isEmpty()) {
            drawn.add(with);
        }
        while (drawn.size() < count) {
            drawn.add(from.get(random.nextInt(from.size())));
        }
        return List.copyOf(drawn);
    }

    /// Another district of the province with enough communes.
    private static String otherDistrict(String own, CodeList areas, Random random) {
        String province = own.substring(0, 2);
        List<String> others =
                areas.children(province).stream()
                        .map(Area::path)
                        .filter(path -> !path.equals(own))
                        .filter(path -> communesOf(path, areas).size() >= DRAWN - HOME)
                        .toList();
        return others.isEmpty() ? "" : others.get(random.nextInt(others.size()));
    }

    private static List<String> communesOf(String district, CodeList areas) {
        return district.isEmpty()
                ? List.of()
                : areas.children(district).stream()
                        .filter(area -> area.level() == AreaLevel.COMMUNE)
                        .map(Area::path)
                        .sorted()
                        .toList();
    }

    private static String district(String path) {
        return path.matches("\\d{2}/\\d{3}/\\d{5}") ? path.substring(0, 6) : "";
    }
}
