package vn.pccovid.server.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.SupplierClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.IdTokenClaimNames;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.csrf.CsrfTokenRepository;

/// The relying side of staff sign-in: sends the browser to the provider, and turns what the
/// provider says into a [Caller.Staff] session of ours.
@Configuration(proxyBeanMethods = false)
class StaffSignInConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(StaffSignInConfiguration.class);

    private static final String AFTER_SIGN_IN = "/console/";
    private static final String CALLBACK = "/login/oauth2/code/" + StaffSignIn.REGISTRATION;

    @Bean
    ClientRegistrationRepository clientRegistrations(PublicUrl at) {
        if (at.oidc().external()) {
            return new SupplierClientRegistrationRepository(
                    () -> new InMemoryClientRegistrationRepository(external(at)));
        }
        return new InMemoryClientRegistrationRepository(builtIn(at));
    }

    @Bean
    StaffSignIn staffSignIn(
            PublicUrl at,
            Sessions sessions,
            StaffAccounts accounts,
            CsrfTokenRepository csrf,
            ProblemWriter problems,
            ObjectProvider<OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest>>
                    tokens) {
        return http ->
                http.oauth2Login(login -> {
                    login.loginPage("/oauth2/authorization/" + StaffSignIn.REGISTRATION);
                    login.tokenEndpoint(
                            endpoint -> tokens.ifAvailable(endpoint::accessTokenResponseClient));
                    login.successHandler((request, response, authentication) ->
                            signedIn(
                                    at,
                                    sessions,
                                    accounts,
                                    csrf,
                                    problems,
                                    request,
                                    response,
                                    authentication));
                    login.failureHandler((request, response, exception) -> {
                        // A code that was used or waited too long: the console offers to begin
                        // anew.
                        LOG.warn("staff sign-in failed: {}", exception.getClass().getSimpleName());
                        response.sendRedirect(AFTER_SIGN_IN);
                    });
                });
    }

    private static void signedIn(
            PublicUrl at,
            Sessions sessions,
            StaffAccounts accounts,
            CsrfTokenRepository csrf,
            ProblemWriter problems,
            HttpServletRequest request,
            HttpServletResponse response,
            Authentication authentication)
            throws IOException {
        HttpSession provider = request.getSession(false);
        if (provider != null) {
            provider.invalidate();
        }
        Optional<Caller.Staff> staff =
                authentication.getPrincipal() instanceof OidcUser user
                        ? at.oidc().external()
                                ? fromClaims(at.oidc(), user)
                                : accounts.of(subject(user)).map(StaffAccounts.Staff::caller)
                        : Optional.empty();
        if (staff.isEmpty()) {
            problems.write(Problem.of("access.staff_unknown"), request, response);
            return;
        }
        sessions.begin(staff.get(), request, response);
        csrf.saveToken(null, request, response);
        response.sendRedirect(AFTER_SIGN_IN);
    }

    /// What an external provider says about somebody; roles we do not know are left out.
    static Optional<Caller.Staff> fromClaims(PublicUrl.Oidc oidc, OidcUser user) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : strings(user, oidc.rolesClaim())) {
            for (Role role : Role.values()) {
                if (role.name().equals(name)
                        && role != Role.RESIDENT
                        && role != Role.ANYONE
                        && role != Role.SYSTEM_CLIENT) {
                    roles.add(role);
                }
            }
        }
        String office = user.getClaimAsString(oidc.officeClaim());
        if (roles.isEmpty() || office == null || office.isBlank()) {
            return Optional.empty();
        }
        String subject = subject(user);
        String name = user.getFullName();
        return Optional.of(
                new Caller.Staff(
                        subject,
                        name == null ? subject : name,
                        office,
                        roles,
                        strings(user, oidc.areasClaim())));
    }

    private static String subject(OidcUser user) {
        return Objects.requireNonNull(user.getSubject(), "an ID token names its subject");
    }

    private static List<String> strings(OidcUser user, String claim) {
        List<String> values = user.getClaimAsStringList(claim);
        return values == null ? List.of() : values;
    }

    private static ClientRegistration builtIn(PublicUrl at) {
        return ClientRegistration.withRegistrationId(StaffSignIn.REGISTRATION)
                .clientId(StaffSignIn.REGISTRATION)
                .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(at.at(CALLBACK))
                .scope(OidcScopes.OPENID)
                .issuerUri(at.publicUrl())
                .authorizationUri(at.at("/oauth2/authorize"))
                .tokenUri(at.at("/oauth2/token"))
                .jwkSetUri(at.at("/oauth2/jwks"))
                .userNameAttributeName(IdTokenClaimNames.SUB)
                .clientName("PcCovid")
                .build();
    }

    private static ClientRegistration external(PublicUrl at) {
        return ClientRegistrations.fromIssuerLocation(at.oidc().issuer())
                .registrationId(StaffSignIn.REGISTRATION)
                .clientId(at.oidc().clientId())
                .clientSecret(at.oidc().clientSecret())
                .redirectUri(at.at(CALLBACK))
                .scope(OidcScopes.OPENID, OidcScopes.PROFILE)
                .clientName("PcCovid")
                .build();
    }
}
