package vn.pccovid.server.tracing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.exposure.Assessment;
import vn.pccovid.lib.exposure.CaseCourse;
import vn.pccovid.lib.exposure.ContactState;
import vn.pccovid.lib.exposure.ContactText;
import vn.pccovid.lib.exposure.Contribution;
import vn.pccovid.lib.exposure.Degree;
import vn.pccovid.lib.exposure.Evidence;
import vn.pccovid.lib.exposure.ExposureModel;
import vn.pccovid.lib.exposure.InfectiousWindow;
import vn.pccovid.lib.exposure.Listing;
import vn.pccovid.lib.exposure.Masking;
import vn.pccovid.lib.exposure.Source;

/// Who of the people met is listed by the text in force, and how likely each is infected. Without
/// database and clock.
final class Assessing {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final ContactText text;
    private final ExposureModel model;
    private final Masking masking;
    private final Function<UUID, Who> who;
    private final Function<UUID, ContactState> state;

    /// Whose a record is.
    ///
    /// @param key of the person, or of the record while it is nobody's
    /// @param person null while it is nobody's, or not surely somebody's
    /// @param probability that it is this person
    record Who(String key, @Nullable UUID person, String area, double probability) {}

    @FunctionalInterface
    interface Function<A, B> {
        B of(A value);
    }

    /// Somebody the text lists.
    ///
    /// @param record the surest of their records
    /// @param records all that met the case
    /// @param via the record of the contact through whom; null for the first degree
    record Listed(
            UUID record,
            Set<UUID> records,
            Who who,
            int degree,
            @Nullable UUID via,
            Listing listing,
            double risk,
            Meeting meeting) {}

    Assessing(
            ContactText text,
            ExposureModel model,
            int candidates,
            Function<UUID, Who> who,
            Function<UUID, ContactState> state) {
        this.text = text;
        this.model = model;
        this.masking = new Masking(candidates);
        this.who = who;
        this.state = state;
    }

    /// The first degree, by the key of who it is.
    Map<String, Listed> close(
            CaseCourse course, InfectiousWindow window, Reach.Met met, Set<String> notThem) {
        return list(course, window, met, notThem, null, 1);
    }

    /// The second degree, through one contact.
    Map<String, Listed> second(
            Listed via, InfectiousWindow window, Reach.Met met, Set<String> notThem) {
        CaseCourse course = CaseCourse.sampled(window.to()).metSource(via.listing().first());
        return list(course, window, met, notThem, via.record(), via.risk());
    }

    private Map<String, Listed> list(
            CaseCourse course,
            InfectiousWindow window,
            Reach.Met met,
            Set<String> notThem,
            @Nullable UUID via,
            double infected) {
        Map<String, Set<UUID>> people = new LinkedHashMap<>();
        met.evidence().keySet().stream()
                .sorted()
                .forEach(r ->
                        people.computeIfAbsent(who.of(r).key(), k -> new java.util.TreeSet<>())
                                .add(r));
        Map<String, Listed> listed = new LinkedHashMap<>();
        people.forEach((key, records) -> {
            if (notThem.contains(key)) {
                return;
            }
            List<Evidence> evidence = new ArrayList<>();
            records.forEach(r -> evidence.addAll(met.evidence().getOrDefault(r, List.of())));
            Optional<Listing> found =
                    via == null
                            ? text.closeContact(evidence, window)
                            : text.contactOfContact(evidence, window);
            found.ifPresent(listing -> {
                UUID record =
                        records.stream()
                                .max(
                                        Comparator.comparingDouble(
                                                        (UUID r) -> who.of(r).probability())
                                                .thenComparing(Comparator.reverseOrder()))
                                .orElseThrow();
                Assessment risk = model.assess(course, state.of(record), evidence, window);
                listed.put(
                        key,
                        new Listed(
                                record,
                                Set.copyOf(records),
                                who.of(record),
                                listing.degree() == Degree.F1 ? 1 : 2,
                                via,
                                listing,
                                infected * risk.probability(),
                                meeting(key, records, listing, risk, met)));
            });
        });
        return listed;
    }

    private Meeting meeting(
            String key, Set<UUID> records, Listing listing, Assessment risk, Reach.Met met) {
        Map<LocalDate, Set<String>> candidates = new HashMap<>();
        for (UUID record : records) {
            for (Reach.Company company : met.alike().getOrDefault(record, List.of())) {
                Set<String> could = new HashSet<>();
                company.records().forEach(r -> could.add(who.of(r).key()));
                could.remove(key);
                // Of several meetings on one day the one with the fewest people tells the most.
                candidates.merge(day(company.at()), could, (a, b) -> a.size() <= b.size() ? a : b);
            }
        }
        SortedSet<LocalDate> shown = masking.showable(candidates);
        boolean dayShown = shown.contains(day(listing.last()));
        return new Meeting(
                listing.first(),
                listing.last(),
                listing.last(),
                dayShown,
                mainSource(listing, risk),
                listing.clause(),
                text.document(),
                listing.sentence().vi(),
                listing.sentence().en(),
                risk.contributions().stream()
                        .sorted(Comparator.comparingDouble(Contribution::share).reversed())
                        .map(c ->
                                new Meeting.Part(
                                        c.source().code(),
                                        c.share(),
                                        c.alone(),
                                        c.time().toMinutes()))
                        .toList());
    }

    private static String mainSource(Listing listing, Assessment risk) {
        return risk.contributions().stream()
                .max(Comparator.comparingDouble(Contribution::share))
                .map(Contribution::source)
                .map(Source::code)
                .orElseGet(() -> listing.source().code());
    }

    static LocalDate day(Instant at) {
        return at.atZone(VIETNAM).toLocalDate();
    }
}
