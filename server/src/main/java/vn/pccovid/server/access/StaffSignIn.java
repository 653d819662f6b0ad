package vn.pccovid.server.access;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/// How staff sign in: through OpenID Connect, with the built-in provider or one elsewhere.
interface StaffSignIn {

    /// Where a browser is sent to sign in.
    String REGISTRATION = "pccovid";

    /// Adds the sign-in to the filter chain of the pages.
    void signInWith(HttpSecurity http) throws Exception;
}
