package vn.pccovid.server.access;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/// Decides for one call of one endpoint: refused, or the scope it runs under.
@Component
class Doorkeeper {

    private static final String OURS = "vn.pccovid.";

    private final Grants grants = Grants.load();
    private final ObjectProvider<ClaimedPersons> claimedPersons;

    Doorkeeper(ObjectProvider<ClaimedPersons> claimedPersons) {
        this.claimedPersons = claimedPersons;
    }

    /// The scope `caller` runs this endpoint under.
    ///
    /// @throws Problem `access.signed_out` for a stranger, `access.refused` for a wrong role
    Scope admit(Endpoint endpoint, Caller caller) {
        for (Role role : endpoint.roles()) {
            if (!caller.holds(role)) {
                continue;
            }
            Optional<Grants.Reach> reach =
                    grants.reach(role, endpoint.purpose(), endpoint.category());
            if (reach.isPresent()) {
                return scope(endpoint, caller, role, reach.get());
            }
        }
        throw caller instanceof Caller.Anonymous
                ? Problem.of("access.signed_out")
                : Problem.of("access.refused");
    }

    /// The declaration of a controller method. Ours must have one; of the framework only the error
    /// page and the actuator run without, and the filter chain guards those.
    @Nullable Endpoint declarationOf(HandlerMethod method) {
        Endpoint endpoint = method.getMethodAnnotation(Endpoint.class);
        if (endpoint != null) {
            return endpoint;
        }
        String type = method.getBeanType().getName();
        if (!type.startsWith(OURS)
                && (ErrorController.class.isAssignableFrom(method.getBeanType())
                        || type.startsWith("org.springframework.boot.")
                        || type.startsWith("org.springdoc."))) {
            return null;
        }
        throw Problem.of("access.refused");
    }

    /// Stops the start when an endpoint lacks its declaration or names a role without a grant.
    void inspect(Iterable<HandlerMethod> methods) {
        for (HandlerMethod method : methods) {
            if (!method.getBeanType().getName().startsWith(OURS)) {
                continue;
            }
            Endpoint endpoint = method.getMethodAnnotation(Endpoint.class);
            if (endpoint == null) {
                throw new IllegalStateException(
                        method.getShortLogMessage()
                                + " has no @Endpoint: state purpose and category");
            }
            for (Role role : endpoint.roles()) {
                if (grants.reach(role, endpoint.purpose(), endpoint.category()).isEmpty()) {
                    throw new IllegalStateException(
                            "%s: grants.yaml does not let %s read %s for %s"
                                    .formatted(
                                            method.getShortLogMessage(),
                                            role,
                                            endpoint.category(),
                                            endpoint.purpose()));
                }
            }
        }
    }

    private Scope scope(Endpoint endpoint, Caller caller, Role role, Grants.Reach reach) {
        List<UUID> persons = List.of();
        if (reach == Grants.Reach.OWN && caller instanceof Caller.Resident resident) {
            ClaimedPersons claims = claimedPersons.getIfAvailable();
            persons = claims == null ? List.of() : claims.of(resident.account(), resident.device());
        }
        List<String> areas =
                switch (reach) {
                    case NATION -> List.of("*");
                    case ASSIGNED ->
                            caller instanceof Caller.Staff staff
                                    ? staff.areas()
                                    : List.<String>of();
                    case OWN, NONE -> List.of();
                };
        return new Scope(
                actor(caller),
                office(caller),
                role.name(),
                endpoint.purpose(),
                endpoint.category(),
                areas,
                persons,
                DatabaseRole.APPLICATION);
    }

    private static String actor(Caller caller) {
        return new CallerToken(caller).getName();
    }

    private static String office(Caller caller) {
        return switch (caller) {
            case Caller.Anonymous anonymous -> "";
            case Caller.Resident resident -> "";
            case Caller.Staff staff -> staff.office();
            case Caller.SystemClient client -> client.office();
        };
    }
}
