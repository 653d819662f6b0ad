package vn.pccovid.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Duration;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;

/// The built-in OpenID Connect provider for staff: an authorization server inside this process with
/// one public client, ourselves, and PKCE. Tokens are exchanged and verified in the process, so the
/// sign-in depends neither on our own certificate nor on how our address resolves from inside.
/// Absent with an external issuer.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "pccovid.oidc.issuer", havingValue = "", matchIfMissing = true)
class IdentityProviderConfiguration {

    static final String SIGN_IN_PAGE = "/sign-in";

    @Bean
    @Order(1)
    SecurityFilterChain identityProvider(
            HttpSecurity http,
            StaffAccounts accounts,
            CookieCsrfTokenRepository csrfTokens,
            LimitProperties limits,
            ProblemWriter problems)
            throws Exception {
        OAuth2AuthorizationServerConfigurer server = new OAuth2AuthorizationServerConfigurer();
        PathPatternRequestMatcher.Builder path = PathPatternRequestMatcher.withDefaults();
        http.securityMatcher(
                        new OrRequestMatcher(
                                server.getEndpointsMatcher(),
                                path.matcher(SIGN_IN_PAGE),
                                path.matcher(SIGN_IN_PAGE + "/**")))
                .with(server, provider -> provider.oidc(oidc -> {}))
                .authenticationProvider(new StaffPasswords(accounts))
                .csrf(csrf -> {
                    csrf.spa();
                    csrf.csrfTokenRepository(csrfTokens);
                    csrf.ignoringRequestMatchers(server.getEndpointsMatcher());
                })
                .authorizeHttpRequests(requests ->
                        requests.requestMatchers(SIGN_IN_PAGE, SIGN_IN_PAGE + "/**")
                                .permitAll()
                                .anyRequest()
                                .authenticated())
                .formLogin(form ->
                        form.loginPage(SIGN_IN_PAGE)
                                .failureUrl(SIGN_IN_PAGE + "?failed")
                                .defaultSuccessUrl(
                                        "/oauth2/authorization/" + StaffSignIn.REGISTRATION))
                .exceptionHandling(refused ->
                        refused.authenticationEntryPoint(
                                new LoginUrlAuthenticationEntryPoint(SIGN_IN_PAGE)))
                .logout(logout -> logout.disable())
                .addFilterBefore(
                        new LimitFilter(limits, java.time.Clock.systemUTC(), problems),
                        org.springframework.security.web.csrf.CsrfFilter.class);
        SecurityConfiguration.headers(http);
        return http.build();
    }

    /// Checks user name and password; says the same for a wrong one, a locked account and nobody.
    private record StaffPasswords(StaffAccounts accounts) implements AuthenticationProvider {

        @Override
        public Authentication authenticate(Authentication offered) throws AuthenticationException {
            return accounts.verify(offered.getName(), String.valueOf(offered.getCredentials()))
                    .map(staff ->
                            UsernamePasswordAuthenticationToken.authenticated(
                                    staff.userName(),
                                    null,
                                    AuthorityUtils.createAuthorityList("ROLE_STAFF")))
                    .orElseThrow(() -> new BadCredentialsException("refused"));
        }

        @Override
        public boolean supports(Class<?> type) {
            return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
        }
    }

    @Bean
    AuthorizationServerSettings authorizationServerSettings(PublicUrl at) {
        return AuthorizationServerSettings.builder().issuer(at.publicUrl()).build();
    }

    @Bean
    RegisteredClientRepository registeredClients(PublicUrl at) {
        return new InMemoryRegisteredClientRepository(
                RegisteredClient.withId(StaffSignIn.REGISTRATION)
                        .clientId(StaffSignIn.REGISTRATION)
                        .clientName("PcCovid")
                        .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                        .redirectUri(at.at("/login/oauth2/code/" + StaffSignIn.REGISTRATION))
                        .scope(OidcScopes.OPENID)
                        .clientSettings(
                                ClientSettings.builder()
                                        .requireProofKey(true)
                                        .requireAuthorizationConsent(false)
                                        .build())
                        .tokenSettings(
                                TokenSettings.builder()
                                        .authorizationCodeTimeToLive(Duration.ofMinutes(1))
                                        .accessTokenTimeToLive(Duration.ofMinutes(1))
                                        .idTokenSignatureAlgorithm(SignatureAlgorithm.ES256)
                                        .build())
                        .build());
    }

    @Bean
    OAuth2AuthorizationService authorizations() {
        return new InMemoryOAuth2AuthorizationService();
    }

    /// A key of this process: tokens live a minute and are read by nobody else.
    @Bean
    JWKSource<SecurityContext> identityProviderKey() throws JOSEException {
        return new ImmutableJWKSet<>(
                new JWKSet(
                        new ECKeyGenerator(Curve.P_256)
                                .keyID(UUID.randomUUID().toString())
                                .algorithm(JWSAlgorithm.ES256)
                                .generate()));
    }

    @Bean
    OAuth2TokenGenerator<?> tokenGenerator(JWKSource<SecurityContext> key) {
        JwtGenerator jwt = new JwtGenerator(new NimbusJwtEncoder(key));
        jwt.setJwtCustomizer(context -> context.getJwsHeader().algorithm(SignatureAlgorithm.ES256));
        return new DelegatingOAuth2TokenGenerator(jwt);
    }

    @Bean
    JwtDecoderFactory<ClientRegistration> idTokenDecoders(JWKSource<SecurityContext> key) {
        return registration -> {
            DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
            processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, key));
            processor.setJWTClaimsSetVerifier((claims, context) -> {});
            NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
            decoder.setJwtValidator(new OidcIdTokenValidator(registration));
            return decoder;
        };
    }

    @Bean
    OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> inProcessTokens(
            RegisteredClientRepository clients,
            OAuth2AuthorizationService authorizations,
            OAuth2TokenGenerator<?> generator,
            AuthorizationServerSettings settings) {
        return new InProcessTokens(clients, authorizations, generator, settings);
    }
}
