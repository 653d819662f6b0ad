package vn.pccovid.lib.exposure;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// One probability per contact: the dose–response model.
///
/// A dose is the sum over time of a rate: how infectious the case was just then, at which distance,
/// in which room, behind which masks, times how easily the contact is infected. Cases differ much
/// in how infectious they are (gamma distributed with shape k, Lloyd-Smith et al. 2005), so the
/// probability is `1 - (1 + dose/k)^-k`: small doses add up, and a long stay with a case that
/// hardly sheds stays harmless. Sources are not added up: at each instant those who speak of it are
/// read together. Bluetooth turns what is usual at a place into what was measured; of two
/// descriptions without measurement the more dangerous one holds. Each source's share is its part
/// of the dose at the instants it speaks of.
///
/// Numbers: [Settings]. Immutable, thread-safe; some tens of microseconds per contact.
public final class ExposureModel {
    private static final class Standard {
        static final ExposureModel MODEL = new ExposureModel(Settings.standard());
    }

    private final Settings settings;
    private final Pieces pieces;
    private final double k;

    private ExposureModel(Settings settings) {
        this.settings = settings;
        this.pieces = new Pieces(settings);
        this.k = settings.number("overdispersion_k");
    }

    /// The shipped model.
    public static ExposureModel standard() {
        return Standard.MODEL;
    }

    /// A model with the numbers of a pack.
    ///
    /// @throws PackRefused naming what is wrong
    public static ExposureModel read(String yaml) {
        return new ExposureModel(Settings.read(yaml));
    }

    public String version() {
        return settings.version();
    }

    public Settings settings() {
        return settings;
    }

    /// How likely the case infected the contact in the meetings of the window. No evidence gives
    /// probability 0.
    public Assessment assess(
            CaseCourse infector,
            ContactState contact,
            List<? extends Evidence> evidence,
            InfectiousWindow window) {
        Infectiousness infectiousness = new Infectiousness(infector, settings);
        double susceptible = susceptibility(contact);
        List<Piece> all = new ArrayList<>();
        for (Evidence one : evidence) {
            pieces.add(one, all);
        }
        Doses together = doses(all, infectiousness, susceptible, window);
        List<Contribution> contributions = new ArrayList<>();
        double total = together.total();
        for (Source source : Source.values()) {
            List<Piece> alone = all.stream().filter(p -> p.source() == source).toList();
            if (!alone.isEmpty()) {
                Doses only =
                        alone.size() == all.size()
                                ? together
                                : doses(alone, infectiousness, susceptible, window);
                contributions.add(
                        new Contribution(
                                source,
                                total > 0 ? together.bySource.getOrDefault(source, 0.0) / total : 0,
                                probability(only.total()),
                                Duration.ofSeconds(only.seconds)));
            }
        }
        contributions.sort(Comparator.comparingDouble(Contribution::share).reversed());
        SortedMap<LocalDate, Double> byDay = new TreeMap<>();
        together.byDay.forEach((day, dose) -> byDay.put(day, probability(dose)));
        return new Assessment(probability(total), contributions, byDay, version());
    }

    private double probability(double dose) {
        return -Math.expm1(-k * Math.log1p(dose / k));
    }

    /// The dose that gives a probability.
    double dose(double probability) {
        return k * Math.expm1(-Math.log1p(-probability) / k);
    }

    private double susceptibility(ContactState contact) {
        double factor =
                switch (contact.immunity()) {
                    case NONE -> 1;
                    case UNKNOWN -> settings.number("immunity_unknown_factor");
                    case PARTIAL -> settings.number("immunity_partial_factor");
                    case FULL -> settings.number("immunity_full_factor");
                    case WANED -> settings.number("immunity_waned_factor");
                    case BOOSTED -> settings.number("immunity_boosted_factor");
                    case RECOVERED -> settings.number("immunity_recovered_factor");
                };
        Integer age = contact.age();
        return age != null && age < settings.number("child_below_years")
                ? factor * settings.number("child_factor")
                : factor;
    }

    private static final class Doses {
        final Map<Source, Double> bySource = new EnumMap<>(Source.class);
        final SortedMap<LocalDate, Double> byDay = new TreeMap<>();
        long seconds;

        double total() {
            double sum = 0;
            for (double dose : bySource.values()) {
                sum += dose;
            }
            return sum;
        }
    }

    private Doses doses(
            List<Piece> all,
            Infectiousness infectiousness,
            double susceptible,
            InfectiousWindow window) {
        Doses doses = new Doses();
        long begin = window.from().getEpochSecond();
        long end = window.to().getEpochSecond();
        List<Piece> sorted =
                all.stream()
                        .filter(p -> p.to() > begin && p.from() < end)
                        .sorted(Comparator.comparingLong(Piece::from))
                        .toList();
        long[] cuts =
                sorted.stream()
                        .flatMapToLong(p -> java.util.stream.LongStream.of(p.from(), p.to()))
                        .map(t -> Math.clamp(t, begin, end))
                        .sorted()
                        .distinct()
                        .toArray();
        List<Piece> active = new ArrayList<>();
        int next = 0;
        for (int i = 0; i + 1 < cuts.length; i++) {
            long from = cuts[i];
            long to = cuts[i + 1];
            while (next < sorted.size() && sorted.get(next).from() <= from) {
                active.add(sorted.get(next++));
            }
            active.removeIf(p -> p.to() <= from);
            if (!active.isEmpty()) {
                add(doses, active, from, to, infectiousness, susceptible);
            }
        }
        return doses;
    }

    private void add(
            Doses doses,
            List<Piece> active,
            long from,
            long to,
            Infectiousness infectiousness,
            double susceptible) {
        double strength = infectiousness.at(from + (to - from) / 2) * susceptible;
        double hours = (to - from) / 3600.0;
        double dose = pieces.rate(active) * strength * hours;
        doses.seconds += to - from;
        if (!(dose > 0)) {
            return;
        }
        double sum = 0;
        for (Piece piece : active) {
            sum += pieces.rate(piece);
        }
        for (Piece piece : active) {
            double share = sum > 0 ? pieces.rate(piece) / sum : 1.0 / active.size();
            doses.bySource.merge(piece.source(), dose * share, Double::sum);
        }
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(from), InfectiousWindow.VIETNAM);
        doses.byDay.merge(day, dose, Double::sum);
    }
}
