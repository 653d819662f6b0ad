package vn.pccovid.server.access;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/// A [Caller] in the shape Spring Security hands around.
final class CallerToken extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient Caller caller;

    CallerToken(Caller caller) {
        super(
                Arrays.stream(Role.values())
                        .filter(role -> role != Role.ANYONE && caller.holds(role))
                        .map(role -> new SimpleGrantedAuthority("ROLE_" + role))
                        .toList());
        this.caller = caller;
        setAuthenticated(true);
    }

    Caller caller() {
        return caller;
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        return caller;
    }

    @Override
    public String getName() {
        return switch (caller) {
            case Caller.Anonymous anonymous -> "anonymous";
            case Caller.Resident resident -> resident.account().toString();
            case Caller.Staff staff -> staff.userName();
            case Caller.SystemClient client -> client.name();
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CallerToken token && token.caller.equals(caller);
    }

    @Override
    public int hashCode() {
        return caller.hashCode();
    }
}
