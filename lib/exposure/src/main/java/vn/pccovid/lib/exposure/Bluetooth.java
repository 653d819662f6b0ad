package vn.pccovid.lib.exposure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Reads distance out of signal strength.
///
/// Attenuation grows with the logarithm of distance: `A(d) = A(1 m) + 10 n log10 d`, strays by one
/// amount for the whole encounter (bodies, pockets, models of phones) and by another from packet to
/// packet (fading). So a hundred packets of one encounter do not tell a hundred times as much as
/// one. Sightings are read in slices of five minutes.
public final class Bluetooth {
    /// One slice of an encounter.
    ///
    /// @param fromSeconds and toSeconds since 1970
    /// @param attenuationDb mean
    /// @param sightings how many the mean is of
    record Slice(long fromSeconds, long toSeconds, double attenuationDb, int sightings) {}

    private static final long SLICE_SECONDS = 300;

    private Bluetooth() {}

    /// Loss between sender and receiver.
    ///
    /// @param txDbm power the sender says it sends with
    /// @param rssiDbm strength the receiver measured
    /// @param correctionDb what the receiver's model measures too little; 0 if not known
    public static double attenuation(double txDbm, double rssiDbm, double correctionDb) {
        return txDbm - (rssiDbm + correctionDb);
    }

    /// Splits the sightings of two phones into encounters: a new one begins after a silence longer
    /// than this.
    public static List<BluetoothEncounter> encounters(List<Sighting> sightings, Duration silence) {
        List<Sighting> sorted =
                sightings.stream().sorted(Comparator.comparing(Sighting::at)).toList();
        List<BluetoothEncounter> encounters = new ArrayList<>();
        int begin = 0;
        for (int i = 1; i <= sorted.size(); i++) {
            boolean split =
                    i == sorted.size()
                            || i - begin >= BluetoothEncounter.MOST
                            || Duration.between(sorted.get(i - 1).at(), sorted.get(i).at())
                                            .compareTo(silence)
                                    > 0;
            if (split) {
                encounters.add(new BluetoothEncounter(sorted.subList(begin, i)));
                begin = i;
            }
        }
        return encounters;
    }

    /// How likely the two were within so many metres in each slice of an encounter, if beforehand
    /// this share of such time is within two metres.
    ///
    /// @return one value per slice, in order
    public static List<Double> within(
            BluetoothEncounter encounter, double metres, double near, Settings settings) {
        double[] prior = Distances.shares(near);
        return slices(encounter, settings).stream()
                .map(s -> Distances.within(Distances.after(prior, likelihood(s, settings)), metres))
                .toList();
    }

    static List<Slice> slices(BluetoothEncounter encounter, Settings settings) {
        long bridge = Math.round(settings.number("bridge_minutes") * 60);
        List<Slice> slices = new ArrayList<>();
        List<Sighting> all = encounter.sightings();
        int i = 0;
        while (i < all.size()) {
            long begin = all.get(i).at().getEpochSecond();
            long end = begin;
            double sum = 0;
            int count = 0;
            while (i < all.size() && all.get(i).at().getEpochSecond() < begin + SLICE_SECONDS) {
                Sighting one = all.get(i);
                end =
                        Math.max(
                                end,
                                one.at().getEpochSecond() + Math.max(1, one.stands().toSeconds()));
                sum += one.attenuationDb();
                count++;
                i++;
            }
            if (i < all.size()) {
                // A slice ends where the next begins; a short silence is not a parting.
                long next = all.get(i).at().getEpochSecond();
                end = next - end <= bridge ? next : end;
            }
            slices.add(new Slice(begin, Math.max(end, begin + 1), sum / count, count));
        }
        return slices;
    }

    /// Likelihood of a slice at each of the [Distances], up to a constant factor.
    static double[] likelihood(Slice slice, Settings settings) {
        double shadow = settings.number("shadow_db");
        double fading = settings.number("fading_db");
        double variance = shadow * shadow + fading * fading / slice.sightings;
        double[] likelihood = new double[Distances.COUNT];
        for (int i = 0; i < likelihood.length; i++) {
            double away = slice.attenuationDb - expected(Distances.metres(i), settings);
            likelihood[i] = Math.exp(-away * away / (2 * variance));
        }
        return likelihood;
    }

    private static double expected(double metres, Settings settings) {
        return settings.number("attenuation_at_1m_db")
                + 10 * settings.number("path_loss_exponent") * Math.log10(metres);
    }

    static Instant at(long seconds) {
        return Instant.ofEpochSecond(seconds);
    }
}
