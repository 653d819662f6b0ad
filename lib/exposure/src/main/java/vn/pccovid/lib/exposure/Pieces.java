package vn.pccovid.lib.exposure;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns evidence into stretches of time of one danger each, and reads those together that speak of
/// the same instant.
final class Pieces {
    private static final long STEP_SECONDS = 900;
    private static final long HOUSEHOLD_STEP_SECONDS = 6 * 3600;
    private static final double SEAT_PITCH_M = 0.85;

    private final Settings settings;
    private final double ratePerHour;
    private final double[] byDistance = new double[Distances.COUNT];
    private final double[] elsewhere;
    private final double factorElsewhere;
    private final double airElsewhere;

    Pieces(Settings settings) {
        this.settings = settings;
        ratePerHour = settings.number("rate_per_hour");
        double halving = settings.number("distance_halving_m");
        for (int i = 0; i < byDistance.length; i++) {
            byDistance[i] = Math.pow(2, -Math.max(0, Distances.metres(i) - 1) / halving);
        }
        elsewhere = Distances.shares(settings.number("near_elsewhere"));
        double indoors = settings.number("indoors_elsewhere");
        // Whose phones hear each other mostly breathe the same air.
        airElsewhere = settings.place(PlaceKind.OTHER).room() * indoors;
        factorElsewhere =
                (indoors + (1 - indoors) * settings.number("outdoors_factor"))
                        * masks(Masks.UNKNOWN, settings.number("masked_elsewhere"));
    }

    void add(Evidence evidence, List<Piece> into) {
        switch (evidence) {
            case SharedHousehold household -> add(household, into);
            case NamedContact named -> add(named, into);
            case BluetoothEncounter encounter -> add(encounter, into);
            case SharedPlace place -> add(place, into);
            case SharedVehicle vehicle -> add(vehicle, into);
        }
    }

    private void add(SharedHousehold household, List<Piece> into) {
        Settings.Room home = settings.place(PlaceKind.HOME);
        double share =
                settings.number("household_hours_per_day")
                        / 24
                        * (household.couple() ? settings.number("couple_factor") : 1);
        double[] shares = Distances.at(settings.number("household_distance_m"));
        long end = household.to().getEpochSecond();
        for (long at = household.from().getEpochSecond(); at < end; at += HOUSEHOLD_STEP_SECONDS) {
            into.add(
                    new Piece(
                            Source.HOUSEHOLD,
                            at,
                            Math.min(end, at + HOUSEHOLD_STEP_SECONDS),
                            shares,
                            null,
                            share,
                            home.room() * share,
                            home.room(),
                            1,
                            true));
        }
    }

    private void add(NamedContact named, List<Piece> into) {
        double[] shares =
                switch (named.nearness()) {
                    case BODY -> Distances.at(0.5);
                    case WITHIN_1_M -> Distances.at(1);
                    case WITHIN_2_M -> Distances.shares(1);
                    case SAME_ROOM -> Distances.shares(settings.number("near_elsewhere"));
                    case UNKNOWN -> Distances.shares(settings.number("near_elsewhere"));
                };
        Settings.Room room = settings.place(PlaceKind.OTHER);
        double factor = masks(named.masks(), settings.number("masked_elsewhere"));
        long end = Math.max(named.to().getEpochSecond(), named.from().getEpochSecond() + 60);
        for (long at = named.from().getEpochSecond(); at < end; at += STEP_SECONDS) {
            into.add(
                    new Piece(
                            Source.NAMED,
                            at,
                            Math.min(end, at + STEP_SECONDS),
                            shares,
                            null,
                            1,
                            named.indoors() ? room.room() : 0,
                            named.indoors() ? room.room() : 0,
                            named.indoors() ? factor : factor * settings.number("outdoors_factor"),
                            false));
        }
    }

    private void add(BluetoothEncounter encounter, List<Piece> into) {
        for (Bluetooth.Slice slice : Bluetooth.slices(encounter, settings)) {
            into.add(
                    new Piece(
                            Source.BLUETOOTH,
                            slice.fromSeconds(),
                            slice.toSeconds(),
                            elsewhere,
                            Bluetooth.likelihood(slice, settings),
                            1,
                            airElsewhere,
                            airElsewhere,
                            factorElsewhere,
                            false));
        }
    }

    private void add(SharedVehicle vehicle, List<Piece> into) {
        Settings.Room room = settings.vehicle(vehicle.kind());
        Integer rows = vehicle.rowsApart();
        double[] shares =
                rows == null
                        ? Distances.shares(room.near())
                        : Distances.at(Math.max(0.5, rows * SEAT_PITCH_M));
        double factor = factor(room, vehicle.masks());
        long end = vehicle.to().getEpochSecond();
        for (long at = vehicle.from().getEpochSecond(); at < end; at += STEP_SECONDS) {
            into.add(
                    new Piece(
                            Source.VEHICLE,
                            at,
                            Math.min(end, at + STEP_SECONDS),
                            shares,
                            null,
                            1,
                            room.room(),
                            room.room(),
                            factor,
                            false));
        }
    }

    /// From when the contact came and the case had come until the contact left, in quarters of an
    /// hour: how likely both were there (an exit nobody scanned is exponential with the usual
    /// stay), and what the air still holds.
    private void add(SharedPlace place, List<Piece> into) {
        Settings.Room room = settings.place(place.kind());
        double[] shares = Distances.shares(room.near());
        double factor = factor(room, place.masks());
        long begin = place.from().getEpochSecond();
        long caseLast = last(place.ofCase(), room).getEpochSecond() + room.air().toSeconds();
        long end = Math.min(last(place.ofContact(), room).getEpochSecond(), caseLast);
        for (long at = begin; at < end; at += STEP_SECONDS) {
            long to = Math.min(end, at + STEP_SECONDS);
            long middle = at + (to - at) / 2;
            double contactThere = there(place.ofContact(), middle, room);
            double caseThere = there(place.ofCase(), middle, room);
            double air = Math.max(caseThere, left(place.ofCase(), middle, room));
            double together = contactThere * caseThere;
            if (together > 0 || contactThere * air > 0) {
                into.add(
                        new Piece(
                                Source.PLACE,
                                at,
                                to,
                                shares,
                                null,
                                together,
                                room.room() * contactThere * air,
                                room.room(),
                                factor,
                                false));
            }
        }
    }

    private static java.time.Instant last(Stay.Span span, Settings.Room room) {
        return span.exitKnown() ? span.leave() : span.enter().plus(room.longest());
    }

    private static double there(Stay.Span span, long at, Settings.Room room) {
        long since = at - span.enter().getEpochSecond();
        if (since < 0) {
            return 0;
        }
        if (span.exitKnown()) {
            return at < span.leave().getEpochSecond() ? 1 : 0;
        }
        Duration stay = room.stay();
        return since > room.longest().toSeconds()
                ? 0
                : Math.exp(-(double) since / stay.toSeconds());
    }

    /// What is left in the air of a case that has gone: it halves in a third of the time it stays
    /// dangerous.
    private static double left(Stay.Span span, long at, Settings.Room room) {
        long since = at - span.leave().getEpochSecond();
        long stays = room.air().toSeconds();
        return since < 0 || stays == 0 || since > stays ? 0 : Math.pow(0.5, 3.0 * since / stays);
    }

    private double factor(Settings.Room room, Masks masks) {
        double factor = masks(masks, room.masked());
        return room.closed() ? factor : factor * settings.number("outdoors_factor");
    }

    private double masks(Masks masks, double customary) {
        double both = settings.number("masks_both_factor");
        double one = settings.number("masks_one_factor");
        return switch (masks) {
            case BOTH -> both;
            case ONE -> one;
            case NONE -> 1;
            case UNKNOWN ->
                    customary * customary * both
                            + 2 * customary * (1 - customary) * one
                            + (1 - customary) * (1 - customary);
        };
    }

    /// Infections per hour at the peak if this were all that is known.
    double rate(Piece piece) {
        double[] likelihood = piece.likelihood();
        return rate(
                likelihood == null ? piece.shares() : Distances.after(piece.shares(), likelihood),
                piece.together(),
                piece.air(),
                piece.factor());
    }

    private double rate(double[] shares, double together, double air, double factor) {
        double near = 0;
        for (int i = 0; i < shares.length; i++) {
            near += shares[i] * byDistance[i];
        }
        return ratePerHour * factor * (together * near + air);
    }

    /// Infections per hour at the peak by all that is said of one instant.
    double rate(List<Piece> active) {
        if (active.size() == 1) {
            return rate(active.getFirst());
        }
        Piece described = null;
        double[] measured = null;
        double most = 0;
        for (Piece piece : active) {
            double rate = rate(piece);
            most = Math.max(most, piece.likelihood() == null || piece.dwelling() ? rate : 0);
            if (piece.likelihood() != null) {
                measured = product(measured, piece.likelihood());
            } else if (described == null || rate > rate(described)) {
                described = piece;
            }
        }
        if (measured == null || described == null) {
            return measured == null ? most : alone(active);
        }
        if (described.dwelling()) {
            return Math.max(rate(described), alone(active));
        }
        return rate(
                Distances.after(described.shares(), measured),
                1,
                described.room(),
                described.factor());
    }

    private double alone(List<Piece> active) {
        double most = 0;
        for (Piece piece : active) {
            if (piece.likelihood() != null) {
                most = Math.max(most, rate(piece));
            }
        }
        return most;
    }

    private static double[] product(double @Nullable [] first, double[] second) {
        if (first == null) {
            return second;
        }
        double[] product = new double[first.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = first[i] * second[i];
        }
        return product;
    }
}
