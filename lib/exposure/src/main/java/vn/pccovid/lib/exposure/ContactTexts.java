package vn.pccovid.lib.exposure;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The texts of law that say who is a contact, each from its day on. Immutable, thread-safe.
public final class ContactTexts {
    private static final class Standard {
        static final ContactTexts TEXTS =
                read(
                        List.of(
                                Pack.shipped("texts/vn-contacts-3638.yaml"),
                                Pack.shipped("texts/vn-contacts-11042.yaml"),
                                Pack.shipped("texts/vn-contacts-1909.yaml")));
    }

    private final List<ContactText> texts;

    private ContactTexts(List<ContactText> texts) {
        this.texts = texts;
    }

    /// 3638/QĐ-BYT, 11042/BYT-DP and 1909/BYT-DP with the shipped settings.
    public static ContactTexts standard() {
        return Standard.TEXTS;
    }

    /// Texts from their packs, with the shipped settings.
    ///
    /// @throws PackRefused naming what is wrong
    public static ContactTexts read(List<String> packs) {
        return read(packs, Settings.standard());
    }

    /// Texts from their packs; what a place, a vehicle or a signal means to them stands in the
    /// settings.
    public static ContactTexts read(List<String> packs, Settings settings) {
        if (packs.isEmpty()) {
            throw new PackRefused("texts", "there is none");
        }
        List<ContactText> texts =
                packs.stream()
                        .map(p -> ContactText.read(p, settings))
                        .sorted(Comparator.comparing(ContactText::from))
                        .toList();
        Set<String> ids = new HashSet<>();
        Set<LocalDate> days = new HashSet<>();
        for (ContactText text : texts) {
            if (!ids.add(text.id()) || !days.add(text.from())) {
                throw new PackRefused(text.id(), "two texts of one id or one first day");
            }
        }
        return new ContactTexts(texts);
    }

    /// The text in force on a day.
    ///
    /// @throws IllegalArgumentException for a day before the first text
    public ContactText inForce(LocalDate day) {
        ContactText found = null;
        for (ContactText text : texts) {
            if (!text.from().isAfter(day)) {
                found = text;
            }
        }
        if (found == null) {
            throw new IllegalArgumentException(
                    "no text on contacts is known for "
                            + day
                            + "; the first is of "
                            + texts.getFirst().from());
        }
        return found;
    }

    public Optional<ContactText> find(String id) {
        return texts.stream().filter(t -> t.id().equals(id)).findFirst();
    }

    /// All, by their first day.
    public List<ContactText> all() {
        return texts;
    }
}
