package vn.pccovid.lib.territory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// All known states of the country's areas and the tables between them. Ask with a code **and** a
/// date. Immutable; safe for many threads.
public final class Gazetteer {
    private static final String SHIPPED = "areas-2021-11-01.txt";

    private final List<CodeList> lists;
    private final List<Succession> successions;
    private final Map<String, AddressReader> readers;

    private Gazetteer(List<CodeList> lists, List<Succession> successions) {
        this.lists = lists.stream().sorted(Comparator.comparing(CodeList::from)).toList();
        this.successions = List.copyOf(successions);
        this.readers =
                this.lists.stream().collect(Collectors.toMap(CodeList::id, AddressReader::new));
    }

    /// The list shipped with this library: 1 November 2021, 63 provinces, 705 districts, 10,599
    /// communes.
    public static Gazetteer standard() {
        return Standard.INSTANCE;
    }

    /// Read when first asked for: that takes a tenth of a second.
    private static final class Standard {
        static final Gazetteer INSTANCE = shipped();
    }

    private static Gazetteer shipped() {
        try (var stream = Gazetteer.class.getResourceAsStream(SHIPPED)) {
            if (stream == null) {
                throw new IllegalStateException("resource missing: " + SHIPPED);
            }
            return read(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A gazetteer of one list.
    public static Gazetteer read(InputStream list) throws IOException {
        return of(List.of(CodeList.read(list)), List.of());
    }

    /// A gazetteer of several states; at least one list, ids and first days all different.
    public static Gazetteer of(List<CodeList> lists, List<Succession> successions) {
        if (lists.isEmpty()
                || lists.stream().map(CodeList::from).distinct().count() != lists.size()) {
            throw new IllegalArgumentException(
                    "lists need different first days, at least one list");
        }
        return new Gazetteer(lists, successions);
    }

    /// The list in force on a day: the latest that began by then. For days before the oldest list
    /// the oldest answers, because a slightly later list is a better guess than none (between July
    /// and November 2021 four codes changed).
    public CodeList list(LocalDate day) {
        var list = lists.getFirst();
        for (var candidate : lists) {
            if (!candidate.from().isAfter(day)) {
                list = candidate;
            }
        }
        return list;
    }

    /// The area a code meant on a day; the length of the code says the level.
    public Optional<Area> find(String code, LocalDate day) {
        return list(day).find(code);
    }

    /// Path `PP/DDD/CCCCC` of a code on a day, empty when unknown.
    public String path(String code, LocalDate day) {
        return find(code, day).map(Area::path).orElse("");
    }

    /// What a commune of one day is called on a later day: itself while the list is the same, every
    /// successor where a table is known, nothing where it is not. A code that merely looks equal is
    /// never taken for a successor.
    public List<Area> successors(String communeCode, LocalDate then, LocalDate now) {
        var older = list(then);
        var newer = list(now);
        if (older == newer) {
            return older.find(communeCode).stream().toList();
        }
        var found = new ArrayList<Area>();
        for (var table : successions) {
            if (table.fromList().equals(older.id()) && table.toList().equals(newer.id())) {
                table.of(communeCode).forEach(code -> newer.find(code).ifPresent(found::add));
            }
        }
        return List.copyOf(found);
    }

    /// Where the place a code meant on one day lies in the list of another day: itself while the
    /// list is the same, its successor where there is one, and what all its successors have in
    /// common where it was split (a district, a province). A district's successors are those of its
    /// communes. A code the list of `then` does not know is looked for in the other lists, the
    /// nearest in time first. Empty where no table leads to `now`: a code that merely looks equal
    /// is never taken for the same place.
    public Optional<Area> locate(String code, LocalDate then, LocalDate now) {
        var newer = list(now);
        for (var older : nearest(then)) {
            var area = older.find(code);
            if (area.isPresent()) {
                return locate(area.get(), older, newer);
            }
        }
        return Optional.empty();
    }

    /// Lists, that of a day first, then the others by how far their first days are from its.
    private List<CodeList> nearest(LocalDate day) {
        var from = list(day).from().toEpochDay();
        return lists.stream()
                .sorted(Comparator.comparingLong(list -> Math.abs(list.from().toEpochDay() - from)))
                .toList();
    }

    private Optional<Area> locate(Area area, CodeList older, CodeList newer) {
        if (older == newer) {
            return Optional.of(area);
        }
        var here = new ArrayList<Area>();
        for (var commune : communes(area, older)) {
            var became = successors(commune.code(), older.from(), newer.from());
            if (became.isEmpty()) {
                return Optional.empty();
            }
            here.addAll(became);
        }
        return newer.common(here)
                .filter(found ->
                        area.level() != AreaLevel.PROVINCE || found.level() == AreaLevel.PROVINCE);
    }

    private static List<Area> communes(Area area, CodeList list) {
        var below = list.children(area.path());
        return area.level() == AreaLevel.COMMUNE || below.isEmpty()
                ? List.of(area)
                : below.stream().flatMap(child -> communes(child, list).stream()).toList();
    }

    /// Reads an address as people type it: `P.Phúc Xá, Q Ba Dinh, HN`, `TP HCM`, `phuong 01 q1`.
    /// Text over 300 characters is cut there.
    public Resolution resolve(String text, LocalDate day) {
        return resolve(text, day, "");
    }

    /// The same within an area known otherwise, such as the province a list came from; the empty
    /// path is the nation. Where the list of the day understands no commune, names of the other
    /// lists are tried, and what is found there is located in the list of the day.
    public Resolution resolve(String text, LocalDate day, String within) {
        var today = list(day);
        var read = read(today, text, within);
        if (lists.size() == 1
                || read.found().filter(area -> area.level() == AreaLevel.COMMUNE).isPresent()) {
            return read;
        }
        for (var other : nearest(day)) {
            var elsewhere = other == today ? Resolution.NOTHING : read(other, text, "");
            if (elsewhere.ambiguous()) {
                continue;
            }
            var here = elsewhere.found().flatMap(area -> locate(area, other, today));
            if (here.isPresent()
                    && here.get().path().length() > read.path().length()
                    && inside(here.get(), within)
                    && inside(here.get(), read.path())) {
                return new Resolution(here.get(), elsewhere.confidence(), List.of());
            }
        }
        return read;
    }

    private static boolean inside(Area area, String path) {
        return path.isEmpty() || area.path().equals(path) || area.path().startsWith(path + "/");
    }

    private Resolution read(CodeList list, String text, String within) {
        var reader = readers.get(list.id());
        if (reader == null) {
            throw new IllegalStateException("no reader for " + list.id());
        }
        return reader.read(text, within);
    }
}
