package vn.pccovid.server.resident;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The operator's SMS gateway (`pccovid.sms.*`): an HTTPS address that takes `POST {"to":
/// "0321234567", "text": "…"}` with a bearer token and answers 2xx.
///
/// @param url empty: no gateway, nobody can sign in by phone
/// @param token secret of the gateway, from the environment
@ConfigurationProperties("pccovid.sms")
record DeliveryProperties(
        @DefaultValue("") String url,
        @DefaultValue("") String token,
        @DefaultValue("5s") Duration timeout) {
    @Override
    public String toString() {
        return "DeliveryProperties[" + url + ", token •••]";
    }
}
