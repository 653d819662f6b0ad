package vn.pccovid.server.access;

import java.util.List;
import java.util.UUID;

/// On whose behalf, why and how far the current work may look. It is told to the database at the
/// start of every transaction (`SET LOCAL`), where row-level security enforces it.
///
/// @param actor who acts: account id of a resident, user name of staff, name of a worker; never a
///   name or phone
/// @param office the office shown to the person in their access lines; empty for residents
/// @param role name of the [Role] used, or `SYSTEM`
/// @param areas area paths (`PP`, `PP/DDD`, `PP/DDD/CCCCC`) whose residents may be seen; `*` is the
///   nation
/// @param persons the persons this actor has proven to stand for; others only through `areas`
/// @param database the database role the work runs as
public record Scope(
        String actor,
        String office,
        String role,
        Purpose purpose,
        Category category,
        List<String> areas,
        List<UUID> persons,
        DatabaseRole database) {

    /// More areas or persons than this in one scope is a mistake, not a need.
    private static final int MOST_AREAS = 1_000;

    /// Persons one scope may stand for.
    public static final int MOST_PERSONS = 100;

    public Scope {
        areas = List.copyOf(areas);
        persons = List.copyOf(persons);
        if (actor.isBlank()) {
            throw new IllegalArgumentException("a scope names its actor");
        }
        if (areas.size() > MOST_AREAS || persons.size() > MOST_PERSONS) {
            throw new IllegalArgumentException(
                    "scope too wide: %d areas, %d persons".formatted(areas.size(), persons.size()));
        }
        for (String area : areas) {
            if (!area.equals("*") && !area.matches("\\d{2}(/\\d{3}(/\\d{5})?)?")) {
                throw new IllegalArgumentException("not an area path: " + area);
            }
        }
    }

    /// Work without a person in front of it: imports, colours, settling.
    public static Scope worker(Purpose purpose) {
        return new Scope(
                "worker",
                "PcCovid",
                "SYSTEM",
                purpose,
                Category.SYSTEM,
                List.of("*"),
                List.of(),
                DatabaseRole.WORKER);
    }

    /// Work of the service itself as the application role, seeing no person: sign-in, sessions.
    public static Scope service(Purpose purpose) {
        return new Scope(
                "service",
                "PcCovid",
                "SYSTEM",
                purpose,
                Category.SYSTEM,
                List.of(),
                List.of(),
                DatabaseRole.APPLICATION);
    }

    /// The same actor and purpose as the worker's role: for writing through a door, after it was
    /// checked that the actor may see the person.
    public Scope asWorker() {
        return new Scope(
                actor, office, role, purpose, category, List.of("*"), persons, DatabaseRole.WORKER);
    }

    /// The same scope narrowed to these persons and no area.
    public Scope onlyPersons(List<UUID> chosen) {
        return new Scope(actor, office, role, purpose, category, List.of(), chosen, database);
    }
}
