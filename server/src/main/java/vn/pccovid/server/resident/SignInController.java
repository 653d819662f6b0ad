package vn.pccovid.server.resident;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.server.access.Caller;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.Sessions;

/// Signing in by phone and one-time code.
@RestController
@RequestMapping("/api/resident/sign-in")
class SignInController {

    private static final int LONGEST = 40;

    private final SignIn signIn;
    private final Phones phones;
    private final Devices devices;
    private final Claims claims;
    private final Sessions sessions;
    private final CsrfTokenRepository csrf;

    SignInController(
            SignIn signIn,
            Phones phones,
            Devices devices,
            Claims claims,
            Sessions sessions,
            CsrfTokenRepository csrf) {
        this.signIn = signIn;
        this.phones = phones;
        this.devices = devices;
        this.claims = claims;
        this.sessions = sessions;
        this.csrf = csrf;
    }

    /// @param phone as typed, at most 40 characters
    record Wanted(@Nullable String phone) {}

    /// @param expiresInSeconds how long the code holds
    /// @param resendAfterSeconds when another may be asked for
    record Sent(long expiresInSeconds, long resendAfterSeconds) {}

    /// @param code six digits
    record Proof(@Nullable String phone, @Nullable String code) {}

    /// The session that began: it names no person.
    record SignedIn(String kind, List<Role> roles, long idleMinutes) {}

    @Endpoint(
            purpose = Purpose.SIGN_IN,
            category = Category.SYSTEM,
            roles = {Role.ANYONE})
    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    Sent send(@RequestBody Wanted wanted) {
        signIn.send(phone(wanted.phone()));
        return new Sent(SignIn.EXPIRES.toSeconds(), SignIn.RESEND_AFTER.toSeconds());
    }

    @Endpoint(
            purpose = Purpose.SIGN_IN,
            category = Category.SYSTEM,
            roles = {Role.ANYONE})
    @PostMapping("/verify")
    SignedIn verify(
            @RequestBody Proof proof, HttpServletRequest request, HttpServletResponse response) {
        PhoneNumber phone = phone(proof.phone());
        UUID account = signIn.verify(phone, text(proof.code()));
        Caller.Resident resident =
                new Caller.Resident(account, devices.recognise(request, response));
        claims.takeVouched(phone, resident);
        sessions.begin(resident, request, response);
        csrf.saveToken(null, request, response);
        return new SignedIn(
                "resident", List.of(Role.RESIDENT), sessions.idleOf(resident).toMinutes());
    }

    private PhoneNumber phone(@Nullable String typed) {
        return phones.read(text(typed));
    }

    private static String text(@Nullable String typed) {
        if (typed == null || typed.isBlank() || typed.length() > LONGEST) {
            throw Problem.of("request.invalid");
        }
        return typed;
    }
}
