package vn.pccovid.server.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/// Answers 429 to whoever asks too fast: by session once signed in, by address before.
final class LimitFilter extends OncePerRequestFilter {

    private static final Set<String> SIGN_IN =
            Set.of("/sign-in", "/api/resident/sign-in", "/api/resident/sign-in/verify");

    private final Allowance strangers;
    private final Allowance signedIn;
    private final Allowance signIns;
    private final ProblemWriter problems;

    LimitFilter(LimitProperties limits, Clock clock, ProblemWriter problems) {
        strangers = new Allowance(limits.strangerPerMinute(), clock);
        signedIn = new Allowance(limits.signedInPerMinute(), clock);
        signIns = new Allowance(limits.signInPerMinute(), clock);
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        int wait = wait(request);
        if (wait > 0) {
            problems.write(
                    Problem.of("request.too_many", Map.of("seconds", wait)), request, response);
            return;
        }
        chain.doFilter(request, response);
    }

    private int wait(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        if (request.getMethod().equals("POST") && SIGN_IN.contains(request.getRequestURI())) {
            return signIns.take(address);
        }
        if (!request.getRequestURI().startsWith("/api/")) {
            return strangers.take(address);
        }
        return switch (Caller.current()) {
            case Caller.Anonymous anonymous -> strangers.take(address);
            case Caller.Resident resident -> signedIn.take(resident.device().toString());
            case Caller.Staff staff -> signedIn.take(staff.userName());
            case Caller.SystemClient client ->
                    // A delivering system is bounded by the size of what it delivers, not by its
                    // pace.
                    0;
        };
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return true;
    }
}
