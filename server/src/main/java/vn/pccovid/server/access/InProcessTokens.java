package vn.pccovid.server.access;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.PublicClientAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContext;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/// Exchanges the code of the built-in provider for its tokens by calling the provider's own steps
/// (client by PKCE, RFC 7636 §4.6; then code, RFC 6749 §4.1.3) instead of going over the network to
/// ourselves.
final class InProcessTokens
        implements OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> {

    private final PublicClientAuthenticationProvider clients;
    private final OAuth2AuthorizationCodeAuthenticationProvider codes;
    private final AuthorizationServerSettings settings;

    InProcessTokens(
            RegisteredClientRepository clients,
            OAuth2AuthorizationService authorizations,
            OAuth2TokenGenerator<?> generator,
            AuthorizationServerSettings settings) {
        this.clients = new PublicClientAuthenticationProvider(clients, authorizations);
        this.codes = new OAuth2AuthorizationCodeAuthenticationProvider(authorizations, generator);
        this.settings = settings;
    }

    @Override
    public OAuth2AccessTokenResponse getTokenResponse(OAuth2AuthorizationCodeGrantRequest grant) {
        var exchange = grant.getAuthorizationExchange();
        String code = Objects.requireNonNull(exchange.getAuthorizationResponse().getCode());
        String redirect = exchange.getAuthorizationRequest().getRedirectUri();
        Object verifier =
                exchange.getAuthorizationRequest().getAttribute(PkceParameterNames.CODE_VERIFIER);
        Map<String, Object> parameters = new HashMap<>();
        parameters.put(
                OAuth2ParameterNames.GRANT_TYPE,
                AuthorizationGrantType.AUTHORIZATION_CODE.getValue());
        parameters.put(OAuth2ParameterNames.CODE, code);
        parameters.put(PkceParameterNames.CODE_VERIFIER, String.valueOf(verifier));
        AuthorizationServerContextHolder.setContext(context());
        try {
            Authentication client =
                    clients.authenticate(
                            new OAuth2ClientAuthenticationToken(
                                    grant.getClientRegistration().getClientId(),
                                    ClientAuthenticationMethod.NONE,
                                    null,
                                    parameters));
            return response(
                    codes.authenticate(
                            new OAuth2AuthorizationCodeAuthenticationToken(
                                    code, Objects.requireNonNull(client), redirect, null)));
        } catch (OAuth2AuthenticationException e) {
            throw new OAuth2AuthorizationException(e.getError(), e);
        } catch (AuthenticationException e) {
            throw new OAuth2AuthorizationException(
                    new OAuth2Error(OAuth2ErrorCodes.SERVER_ERROR), e);
        } finally {
            AuthorizationServerContextHolder.resetContext();
        }
    }

    private static OAuth2AccessTokenResponse response(Authentication exchanged) {
        OAuth2AccessTokenAuthenticationToken tokens =
                (OAuth2AccessTokenAuthenticationToken) exchanged;
        OAuth2AccessToken access = tokens.getAccessToken();
        Instant issued = Objects.requireNonNull(access.getIssuedAt());
        return OAuth2AccessTokenResponse.withToken(access.getTokenValue())
                .tokenType(access.getTokenType())
                .scopes(access.getScopes())
                .expiresIn(
                        Duration.between(issued, Objects.requireNonNull(access.getExpiresAt()))
                                .toSeconds())
                .additionalParameters(tokens.getAdditionalParameters())
                .build();
    }

    private AuthorizationServerContext context() {
        return new AuthorizationServerContext() {
            @Override
            public String getIssuer() {
                return Objects.requireNonNull(settings.getIssuer());
            }

            @Override
            public AuthorizationServerSettings getAuthorizationServerSettings() {
                return settings;
            }
        };
    }
}
