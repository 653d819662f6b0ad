package vn.pccovid.server.access;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.servlet.CookieSameSiteSupplier;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;

/// The filter chain in front of the pages and the API. Which endpoint somebody may call is decided
/// by the [Doorkeeper]; this chain says who is calling, and what browsers may do with our pages.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    SessionProperties.class,
    LimitProperties.class,
    PublicUrl.class,
})
class SecurityConfiguration {

    /// No inline script or style, nothing from elsewhere; `wasm-unsafe-eval` is for the QR reader.
    static final String CONTENT_POLICY =
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"
                    + " img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self';"
                    + " connect-src 'self'; object-src 'none'; base-uri 'none';"
                    + " form-action 'self'; frame-ancestors 'none'";

    static final String PERMISSIONS =
            "camera=(self), geolocation=(), microphone=(), payment=(), usb=(),"
                    + " accelerometer=(), gyroscope=(), display-capture=()";

    private static final long HSTS_SECONDS = 365L * 24 * 3600;

    @Bean
    CookieCsrfTokenRepository csrfTokenRepository() {
        CookieCsrfTokenRepository repository = CookieCsrfTokenRepository.withHttpOnlyFalse();
        repository.setCookieCustomizer(cookie -> cookie.secure(true).sameSite("Strict").path("/"));
        return repository;
    }

    /// Requests are counted and timed as a whole; a timer around every filter of the chain cost a
    /// seventh of a gate's request and told nobody anything.
    @Bean
    SecurityObservationSettings filtersAreNotTimed() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    @Order(2)
    SecurityFilterChain pagesAndApi(
            HttpSecurity http,
            Sessions sessions,
            SystemClients clients,
            ProblemWriter problems,
            LimitProperties limits,
            CookieCsrfTokenRepository csrfTokens,
            StaffSignIn staff,
            Environment environment)
            throws Exception {
        http.securityContext(context -> context.securityContextRepository(sessions))
                .sessionManagement(session ->
                        session.sessionCreationPolicy(SessionCreationPolicy.IF_REQUIRED)
                                .sessionFixation(fixation -> fixation.changeSessionId()))
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .httpBasic(basic -> basic.disable())
                .formLogin(form -> form.disable())
                .csrf(csrf -> {
                    csrf.spa();
                    csrf.csrfTokenRepository(csrfTokens);
                    csrf.ignoringRequestMatchers(BearerFilter::carriesToken);
                })
                .exceptionHandling(refused ->
                        refused.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .authorizeHttpRequests(requests ->
                        requests.requestMatchers(
                                        "/actuator/health", "/actuator/health/**", "/actuator/info")
                                .permitAll()
                                .requestMatchers(request -> onManagementPort(request, environment))
                                .permitAll()
                                .requestMatchers("/actuator/**")
                                .hasAnyRole(Role.OPERATOR.name(), Role.SYSTEM_CLIENT.name())
                                .requestMatchers("/api/**", "/error")
                                .permitAll()
                                .requestMatchers(HttpMethod.GET, "/**")
                                .permitAll()
                                .requestMatchers(HttpMethod.HEAD, "/**")
                                .permitAll()
                                .anyRequest()
                                .denyAll())
                .addFilterAfter(
                        new BearerFilter(clients, problems), SecurityContextHolderFilter.class)
                .addFilterBefore(
                        new LimitFilter(limits, Clock.systemUTC(), problems), CsrfFilter.class);
        staff.signInWith(http);
        headers(http);
        return http.build();
    }

    /// The management port answers on the loopback interface only, and only with numbers about the
    /// service.
    private static boolean onManagementPort(HttpServletRequest request, Environment environment) {
        String management = environment.getProperty("local.management.port");
        return management != null
                && !management.equals(environment.getProperty("local.server.port"))
                && management.equals(String.valueOf(request.getLocalPort()));
    }

    /// What every answer tells the browser.
    static void headers(HttpSecurity http) throws Exception {
        http.headers(headers ->
                headers.contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_POLICY))
                        .permissionsPolicyHeader(policy -> policy.policy(PERMISSIONS))
                        .referrerPolicy(referrer ->
                                referrer.policy(
                                        ReferrerPolicyHeaderWriter.ReferrerPolicy.NO_REFERRER))
                        .crossOriginOpenerPolicy(opener ->
                                opener.policy(
                                        CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy
                                                .SAME_ORIGIN))
                        .httpStrictTransportSecurity(hsts ->
                                hsts.includeSubDomains(false).maxAgeInSeconds(HSTS_SECONDS)));
    }

    /// The container's own session holds only the few seconds of a staff sign-in; its cookie comes
    /// back from an identity provider elsewhere, hence `Lax`.
    @Bean
    CookieSameSiteSupplier containerCookieIsLax() {
        return CookieSameSiteSupplier.ofLax().whenHasName("JSESSIONID");
    }

    @Bean
    ServletContextInitializer containerCookieIsGuarded() {
        return (ServletContext context) -> {
            context.getSessionCookieConfig().setHttpOnly(true);
            context.getSessionCookieConfig().setSecure(true);
            context.setSessionTimeout(10);
        };
    }
}
