package vn.pccovid.server.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;

/// Recognises other systems by their token. A request that carries one is never taken for a
/// browser: its cookies are not looked at, and a wrong token is refused rather than ignored.
final class BearerFilter extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";

    private final SystemClients clients;
    private final ProblemWriter problems;

    BearerFilter(SystemClients clients, ProblemWriter problems) {
        this.clients = clients;
        this.problems = problems;
    }

    static boolean carriesToken(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (carriesToken(request)) {
            Optional<Caller.SystemClient> client =
                    clients.verify(
                            request.getHeader(HttpHeaders.AUTHORIZATION)
                                    .substring(SCHEME.length())
                                    .strip());
            if (client.isEmpty()) {
                problems.write(Problem.of("access.signed_out"), request, response);
                return;
            }
            SecurityContextHolder.setContext(
                    new SecurityContextImpl(new CallerToken(client.get())));
        }
        chain.doFilter(request, response);
    }
}
