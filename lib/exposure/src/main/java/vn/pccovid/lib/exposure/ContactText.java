package vn.pccovid.lib.exposure;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One text of law: when a case is infectious, who is a close contact (F1), and, if it says so, who
/// is a contact of a contact (F2). It judges evidence and nothing else: whom it does not list is
/// nobody's business. Immutable, thread-safe.
public final class ContactText {
    /// When a close contact could infect others, as far as the text lists whom they meet.
    private record SecondHop(
            String name,
            Sentence sentence,
            Parameter origin,
            int daysAfterExposure,
            List<Clause> clauses) {}

    private final String id;
    private final String document;
    private final LocalDate from;
    private final String source;
    private final List<WindowRule> windows;
    private final List<Clause> closeContact;
    private final @Nullable SecondHop secondHop;
    private final Listings listings;

    private ContactText(Pack pack, Settings settings) {
        pack.only(
                "id",
                "document",
                "from",
                "source",
                "about",
                "unknown_masks",
                "infectious",
                "close_contact",
                "second_degree");
        id = pack.text("id");
        document = pack.text("document");
        source = pack.text("source");
        try {
            from = LocalDate.parse(pack.text("from"));
        } catch (DateTimeException e) {
            throw new PackRefused(id + ".from", "wants a day as YYYY-MM-DD");
        }
        windows = pack.mappings("infectious").stream().map(WindowRule::read).toList();
        if (windows.isEmpty() || windows.getLast().when() != WindowRule.When.ALWAYS) {
            throw new PackRefused(id + ".infectious", "the last rule must speak of every case");
        }
        closeContact = pack.mappings("close_contact").stream().map(Clause::read).toList();
        secondHop = pack.find("second_degree").map(ContactText::secondHop).orElse(null);
        listings = new Listings(settings, Customary.read(pack));
    }

    private static SecondHop secondHop(Pack pack) {
        pack.only("window", "clauses");
        Pack window =
                pack.mapping("window")
                        .only(
                                "clause",
                                "vi",
                                "en",
                                "certain",
                                "source",
                                "days_after_exposure",
                                "until");
        int days = (int) window.number("days_after_exposure", 0, 28);
        if (!window.text("until").equals("isolation")) {
            throw new PackRefused(window.path(), "`until` of a contact is isolation");
        }
        return new SecondHop(
                window.text("clause"),
                window.sentence(),
                new Parameter(
                        window.text("clause"), days, window.flag("certain"), window.text("source")),
                days,
                pack.mappings("clauses").stream().map(Clause::read).toList());
    }

    static ContactText read(String yaml, Settings settings) {
        return new ContactText(Pack.read("text", yaml), settings);
    }

    /// Short name, unique (`3638`).
    public String id() {
        return id;
    }

    /// Number of the document (`3638/QĐ-BYT`).
    public String document() {
        return document;
    }

    /// First day in force.
    public LocalDate from() {
        return from;
    }

    public String source() {
        return source;
    }

    /// The numbers of its sentences (days, minutes), with what is not yet confirmed.
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        windows.forEach(w -> all.add(w.origin()));
        closeContact.forEach(c -> all.add(c.origin()));
        if (secondHop != null) {
            all.add(secondHop.origin);
            secondHop.clauses.forEach(c -> all.add(c.origin()));
        }
        return all;
    }

    /// From when until when the case could infect others. A case that has not ended yet is
    /// infectious until `asOf`; nothing lies after it.
    public InfectiousWindow infectious(CaseCourse course, Instant asOf) {
        for (WindowRule rule : windows) {
            Optional<InfectiousWindow> window = rule.window(course, id, asOf);
            if (window.isPresent()) {
                return window.get();
            }
        }
        throw new IllegalStateException("no rule of " + id + " speaks of every case");
    }

    /// Whether the text lists somebody as a close contact, by the first clause their meetings in
    /// the window fulfil.
    public Optional<Listing> closeContact(
            List<? extends Evidence> evidence, InfectiousWindow window) {
        return listings.first(Degree.F1, id, closeContact, evidence, window);
    }

    /// When a close contact counts as possibly infectious.
    ///
    /// @param isolatedAt when they were set apart; null: not yet
    /// @return empty if the text lists nobody they meet
    public Optional<InfectiousWindow> secondHop(
            Instant firstExposure, @Nullable Instant isolatedAt, Instant asOf) {
        if (secondHop == null) {
            return Optional.empty();
        }
        Instant end = isolatedAt == null || isolatedAt.isAfter(asOf) ? asOf : isolatedAt;
        Instant begin = firstExposure.plus(Duration.ofDays(secondHop.daysAfterExposure));
        return Optional.of(
                new InfectiousWindow(
                        begin.isAfter(end) ? end : begin,
                        end,
                        id + " " + secondHop.name,
                        secondHop.sentence));
    }

    /// Whether the text lists somebody as a contact of a close contact.
    public Optional<Listing> contactOfContact(
            List<? extends Evidence> evidence, InfectiousWindow windowOfContact) {
        return secondHop == null
                ? Optional.empty()
                : listings.first(Degree.F2, id, secondHop.clauses, evidence, windowOfContact);
    }

    @Override
    public String toString() {
        return document;
    }
}
