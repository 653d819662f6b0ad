package vn.pccovid.lib.exposure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What kinds of places and vehicles mean for infection, and every number the models use, from one
/// versioned pack that names the source of each. Immutable, thread-safe.
public final class Settings {
    private static final class Standard {
        static final Settings SETTINGS = read(Pack.shipped("exposure-1.yaml"));
    }

    /// @param near share of the time two people who are there together are within two metres
    /// @param room how dangerous the air of the room is beside one metre's distance, 0 to 1
    record Room(
            Duration stay,
            Duration longest,
            Duration air,
            boolean closed,
            boolean narrow,
            double masked,
            double near,
            double room) {}

    private final String version;
    private final Map<PlaceKind, Room> places = new EnumMap<>(PlaceKind.class);
    private final Map<VehicleKind, Room> vehicles = new EnumMap<>(VehicleKind.class);
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();

    private Settings(String yaml) {
        Pack pack =
                Pack.read("settings", yaml)
                        .only("version", "about", "parameters", "places", "vehicles");
        version = pack.text("version");
        Pack numbers = pack.mapping("parameters");
        for (String name : numbers.keys()) {
            parameters.put(name, numbers.parameter(name));
        }
        Pack rooms = pack.mapping("places");
        for (PlaceKind kind : PlaceKind.values()) {
            places.put(kind, room(rooms.mapping(kind.code())));
        }
        Pack rides = pack.mapping("vehicles");
        for (VehicleKind kind : VehicleKind.values()) {
            vehicles.put(kind, room(rides.mapping(kind.code())));
        }
    }

    private static Room room(Pack pack) {
        pack.only(
                "stay_min", "longest_min", "air_min", "closed", "narrow", "masked", "near", "room");
        return new Room(
                Duration.ofMinutes((long) pack.number("stay_min", 1, 1440)),
                Duration.ofMinutes((long) pack.number("longest_min", 1, 1440)),
                Duration.ofMinutes((long) pack.number("air_min", 0, 240)),
                pack.flag("closed"),
                pack.flag("narrow"),
                pack.number("masked", 0, 1),
                pack.number("near", 0, 1),
                pack.number("room", 0, 1));
    }

    /// The shipped pack.
    public static Settings standard() {
        return Standard.SETTINGS;
    }

    /// @throws PackRefused naming what is wrong
    public static Settings read(String yaml) {
        return new Settings(yaml);
    }

    public String version() {
        return version;
    }

    /// How long people usually stay: what an exit that nobody scanned is taken to be.
    public Duration typicalStay(PlaceKind kind) {
        return place(kind).stay;
    }

    /// How long anybody stays: beyond, a missing exit is not believed.
    public Duration longestStay(PlaceKind kind) {
        return place(kind).longest;
    }

    /// How long the air of a place stays dangerous after a case has left; zero outdoors.
    public Duration airStays(PlaceKind kind) {
        return place(kind).air;
    }

    public boolean closedSpace(PlaceKind kind) {
        return place(kind).closed;
    }

    /// A small closed room.
    public boolean narrow(PlaceKind kind) {
        return place(kind).narrow;
    }

    /// Whether a mask is customary, at least half of the time.
    public boolean masked(PlaceKind kind) {
        return place(kind).masked >= 0.5;
    }

    /// Every number with its source, for operators and reviewers.
    public List<Parameter> parameters() {
        return new ArrayList<>(parameters.values());
    }

    Room place(PlaceKind kind) {
        return java.util.Objects.requireNonNull(places.get(kind));
    }

    Room vehicle(VehicleKind kind) {
        return java.util.Objects.requireNonNull(vehicles.get(kind));
    }

    double number(String name) {
        Parameter found = parameters.get(name);
        if (found == null) {
            throw new PackRefused("settings.parameters", "`" + name + "` is missing");
        }
        return found.value();
    }
}
