package vn.pccovid.server.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Who is signed in in this browser, and signing out.
@RestController
@RequestMapping("/api/session")
class SessionController {

    private final Sessions sessions;
    private final CsrfTokenRepository csrf;
    private final Clock clock;
    private final boolean demo;

    SessionController(
            Sessions sessions,
            CsrfTokenRepository csrf,
            Clock clock,
            @Value("${pccovid.demo:false}") boolean demo) {
        this.sessions = sessions;
        this.csrf = csrf;
        this.clock = clock;
        this.demo = demo;
    }

    /// @param kind `anonymous`, `resident` or `staff`
    /// @param displayName name of a member of staff; never that of a resident, whose session names
    ///   nobody
    /// @param idleMinutes minutes without a call after which the session ends; 0 without a session
    /// @param demo only in the demo: its clock
    record SessionView(
            String kind,
            @Nullable String displayName,
            @Nullable String office,
            List<Role> roles,
            List<String> areas,
            long idleMinutes,
            @Nullable Demo demo) {}

    /// @param now what the demo's clock says
    record Demo(boolean enabled, Instant now) {}

    @Endpoint(
            purpose = Purpose.SIGN_IN,
            category = Category.SYSTEM,
            roles = {Role.ANYONE})
    @GetMapping
    SessionView session() {
        Demo demonstration = demo ? new Demo(true, clock.instant()) : null;
        Caller caller = Caller.current();
        long idle = sessions.idleOf(caller).toMinutes();
        return switch (caller) {
            case Caller.Anonymous anonymous ->
                    new SessionView(
                            "anonymous", null, null, List.of(), List.of(), 0, demonstration);
            case Caller.Resident resident ->
                    new SessionView(
                            "resident",
                            null,
                            null,
                            List.of(Role.RESIDENT),
                            List.of(),
                            idle,
                            demonstration);
            case Caller.Staff staff ->
                    new SessionView(
                            "staff",
                            staff.displayName(),
                            staff.office(),
                            staff.roles().stream().sorted().toList(),
                            staff.areas(),
                            idle,
                            demonstration);
            case Caller.SystemClient client ->
                    new SessionView(
                            "system",
                            client.name(),
                            client.office(),
                            List.of(Role.SYSTEM_CLIENT),
                            List.of(),
                            0,
                            demonstration);
        };
    }

    @Endpoint(
            purpose = Purpose.SIGN_IN,
            category = Category.SYSTEM,
            roles = {Role.ANYONE})
    @PostMapping("/sign-out")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void signOut(HttpServletRequest request, HttpServletResponse response) {
        sessions.end(request, response);
        csrf.saveToken(null, request, response);
        HttpSession provider = request.getSession(false);
        if (provider != null) {
            provider.invalidate();
        }
    }
}
