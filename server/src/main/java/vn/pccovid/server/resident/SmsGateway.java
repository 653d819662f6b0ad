package vn.pccovid.server.resident;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.server.access.Problem;

/// Sends texts through the operator's gateway over HTTPS. Logs that it failed and with which
/// status, never to whom or what.
final class SmsGateway implements CodeDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(SmsGateway.class);

    private final DeliveryProperties properties;
    private final JsonMapper json;
    private final HttpClient http;

    SmsGateway(DeliveryProperties properties, JsonMapper json) {
        URI uri = URI.create(properties.url());
        if (!"https".equals(uri.getScheme()) && !"localhost".equals(uri.getHost())) {
            throw new IllegalArgumentException(
                    "pccovid.sms.url must be https: codes are secrets on their way");
        }
        this.properties = properties;
        this.json = json;
        this.http = HttpClient.newBuilder().connectTimeout(properties.timeout()).build();
    }

    @Override
    public void deliver(PhoneNumber phone, String text) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(properties.url()))
                        .timeout(properties.timeout())
                        .header("Authorization", "Bearer " + properties.token())
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        json.writeValueAsString(
                                                Map.of("to", phone.value(), "text", text))))
                        .build();
        try {
            int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                LOG.error("the SMS gateway answered {}", status);
                throw Problem.of("resident.delivery_unavailable");
            }
        } catch (IOException e) {
            LOG.error("the SMS gateway is out of reach: {}", e.getClass().getSimpleName());
            throw Problem.of("resident.delivery_unavailable");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of("resident.delivery_unavailable");
        }
    }
}
