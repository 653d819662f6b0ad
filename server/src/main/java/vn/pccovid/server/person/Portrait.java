package vn.pccovid.server.person;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;

/// What the records of one person say together. Where they disagree the population register's value
/// holds; without it the value most records carry, and of equally frequent ones the oldest
/// record's. Depends on the set of records only, not on their order.
final class Portrait {
    private final List<Stored> records;

    Portrait(Collection<Stored> records) {
        this.records =
                records.stream()
                        .sorted(
                                Comparator.comparing((Stored s) -> !s.authoritative())
                                        .thenComparing(Stored::recordId))
                        .toList();
    }

    boolean verified() {
        return !records.isEmpty() && records.getFirst().authoritative();
    }

    /// Current residence: the register's, else the newest of the most exact ones.
    String area() {
        String best = "";
        for (Stored stored : records) {
            String path = path(stored.description());
            if (stored.authoritative() && !path.isEmpty()) {
                return path;
            }
            if (!path.isEmpty() && path.length() >= best.length()) {
                best = path;
            }
        }
        return best;
    }

    static String path(PersonDescription description) {
        Residence residence = description.residence();
        return residence == null ? "" : residence.path();
    }

    @Nullable Short birthYear() {
        Chosen<BirthDate> birth = choose(PersonDescription::birthDate);
        return birth == null ? null : (short) birth.value().year();
    }

    record Chosen<T>(T value, Stored from) {}

    /// The value to use of one field; null if no record has it.
    <T> @Nullable Chosen<T> choose(Function<PersonDescription, @Nullable T> field) {
        Map<T, Integer> counts = new LinkedHashMap<>();
        Map<T, Stored> first = new LinkedHashMap<>();
        for (Stored stored : records) {
            T value = field.apply(stored.description());
            if (value == null) {
                continue;
            }
            if (stored.authoritative()) {
                return new Chosen<>(value, stored);
            }
            counts.merge(value, 1, Integer::sum);
            first.putIfAbsent(value, stored);
        }
        @Nullable Chosen<T> best = null;
        int most = 0;
        for (Map.Entry<T, Integer> entry : counts.entrySet()) {
            if (entry.getValue() > most) {
                most = entry.getValue();
                best =
                        new Chosen<>(
                                entry.getKey(), Objects.requireNonNull(first.get(entry.getKey())));
            }
        }
        return best;
    }

    /// One description with every field any record knows.
    PersonDescription merged() {
        if (records.size() == 1) {
            return records.getFirst().description();
        }
        return PersonDescription.builder()
                .name(value(choose(PersonDescription::name)))
                .birthDate(value(choose(PersonDescription::birthDate)))
                .sex(sex())
                .citizenId(value(choose(PersonDescription::citizenId)))
                .idCard(value(choose(PersonDescription::idCard)))
                .passport(value(choose(PersonDescription::passport)))
                .insurance(value(choose(PersonDescription::insurance)))
                .phone(value(choose(PersonDescription::phone)))
                .qid(value(choose(PersonDescription::qid)))
                .documentTail(value(choose(PersonDescription::documentTail)))
                .residence(value(choose(PersonDescription::residence)))
                .build();
    }

    Sex sex() {
        Chosen<Sex> sex = choose(d -> d.sex() == Sex.UNKNOWN ? null : d.sex());
        return sex == null ? Sex.UNKNOWN : sex.value();
    }

    private static <T> @Nullable T value(@Nullable Chosen<T> chosen) {
        return chosen == null ? null : chosen.value();
    }

    PersonView view(UUID personId) {
        Map<String, PersonView.Origin> origins = new LinkedHashMap<>();
        // With accents if any record has them and the register is silent.
        Chosen<FullName> name =
                verified() ? choose(PersonDescription::name) : choose(d -> accented(d.name()));
        if (name == null) {
            name = choose(PersonDescription::name);
        }
        Chosen<BirthDate> birth = choose(PersonDescription::birthDate);
        if (name != null) {
            origins.put("name", origin(name.from()));
        }
        if (birth != null) {
            origins.put("birthDate", origin(birth.from()));
        }
        List<String> documents = new ArrayList<>();
        document(
                documents,
                origins,
                "citizen_id",
                d -> d.citizenId() == null ? null : d.citizenId().value());
        document(
                documents, origins, "id_card", d -> d.idCard() == null ? null : d.idCard().value());
        document(
                documents,
                origins,
                "passport",
                d -> d.passport() == null ? null : d.passport().value());
        document(
                documents,
                origins,
                "insurance",
                d -> d.insurance() == null ? null : d.insurance().value());
        Set<String> phones = new LinkedHashSet<>();
        for (Stored stored : records) {
            if (stored.description().phone() != null) {
                phones.add(masked(stored.description().phone().value()));
            }
        }
        return new PersonView(
                personId,
                name == null ? null : name.value().display(),
                birth == null ? null : birth.value(),
                sex(),
                documents,
                List.copyOf(phones),
                area(),
                origins,
                verified());
    }

    private static @Nullable FullName accented(@Nullable FullName name) {
        return name != null && name.accented() ? name : null;
    }

    private void document(
            List<String> documents,
            Map<String, PersonView.Origin> origins,
            String kind,
            Function<PersonDescription, @Nullable String> field) {
        Chosen<String> chosen = choose(field);
        if (chosen != null) {
            documents.add(kind + " " + masked(chosen.value()));
            origins.put(kind, origin(chosen.from()));
        }
    }

    private static PersonView.Origin origin(Stored stored) {
        return new PersonView.Origin(stored.recordId(), stored.source());
    }

    /// All but the last four characters as dots.
    static String masked(String value) {
        int shown = Math.min(4, value.length() / 2);
        return "•".repeat(value.length() - shown) + value.substring(value.length() - shown);
    }
}
