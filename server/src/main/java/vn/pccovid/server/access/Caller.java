package vn.pccovid.server.access;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/// Who a request comes from, as far as we know.
public sealed interface Caller {

    /// Nobody has signed in.
    record Anonymous() implements Caller {}

    /// A phone that proved a code. It stands for nobody until it claims a person.
    ///
    /// @param account the account of that phone number
    /// @param device the device the code was typed on; claims are proven per device
    record Resident(UUID account, UUID device) implements Caller {}

    /// A member of staff.
    ///
    /// @param userName stable name at the identity provider, seen by auditors
    /// @param office shown to residents in their access lines instead of the person
    /// @param areas area paths in charge of; `*` is the nation
    record Staff(
            String userName, String displayName, String office, Set<Role> roles, List<String> areas)
            implements Caller {
        public Staff {
            roles = Set.copyOf(roles);
            areas = List.copyOf(areas);
        }
    }

    /// Another system that delivers records.
    record SystemClient(String name, String office) implements Caller {}

    /// The caller of the running request.
    static Caller current() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication instanceof CallerToken token ? token.caller() : new Anonymous();
    }

    /// Holds this role? Everyone holds [Role#ANYONE].
    default boolean holds(Role role) {
        return role == Role.ANYONE
                || switch (this) {
                    case Anonymous anonymous -> false;
                    case Resident resident -> role == Role.RESIDENT;
                    case Staff staff -> staff.roles().contains(role);
                    case SystemClient client -> role == Role.SYSTEM_CLIENT;
                };
    }
}
