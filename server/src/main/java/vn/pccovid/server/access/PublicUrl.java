package vn.pccovid.server.access;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The address people type (`pccovid.public-url`) and where staff sign in (`pccovid.oidc.*`).
///
/// @param publicUrl scheme, host and port without a path; the issuer of the built-in provider
/// @param oidc an identity provider elsewhere; without an issuer ours is used
@ConfigurationProperties("pccovid")
record PublicUrl(
        @DefaultValue("https://localhost:8443") String publicUrl, @DefaultValue Oidc oidc) {

    /// An OpenID Connect provider of the ministry.
    ///
    /// @param issuer its issuer address; empty: the built-in provider
    /// @param rolesClaim claim with a list of our role names
    /// @param areasClaim claim with a list of area paths
    /// @param officeClaim claim with the office shown to residents
    record Oidc(
            @DefaultValue("") String issuer,
            @DefaultValue("") String clientId,
            @DefaultValue("") String clientSecret,
            @DefaultValue("pccovid_roles") String rolesClaim,
            @DefaultValue("pccovid_areas") String areasClaim,
            @DefaultValue("pccovid_office") String officeClaim) {

        boolean external() {
            return !issuer.isBlank();
        }

        @Override
        public String toString() {
            return "Oidc[issuer=" + issuer + ", secret •••]";
        }
    }

    PublicUrl {
        URI uri = URI.create(publicUrl);
        if (uri.getHost() == null || !(uri.getPath() == null || uri.getPath().isEmpty())) {
            throw new IllegalArgumentException(
                    "pccovid.public-url is scheme, host and port only, not " + publicUrl);
        }
    }

    String at(String path) {
        return publicUrl + path;
    }
}
