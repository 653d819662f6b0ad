package vn.pccovid.server.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A browser as our pages need one: keeps cookies, sends the CSRF token back in its header, and
/// does not follow redirects by itself.
public final class Browser {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String base;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    public Browser(int port) {
        this.base = "http://localhost:" + port;
    }

    /// What came back.
    public record Answer(int status, String text, java.net.http.HttpHeaders headers) {
        public JsonNode json() {
            return JSON.readTree(text);
        }

        /// The stable code of a refusal; empty for anything else.
        public String code() {
            return headers.firstValue("Content-Type")
                            .orElse("")
                            .startsWith("application/problem+json")
                    ? json().path("code").asString()
                    : "";
        }

        public String location() {
            return headers.firstValue("Location").orElse("");
        }
    }

    public Answer get(String path) {
        return send("GET", path, null, Map.of());
    }

    public Answer post(String path, Map<String, ?> body) {
        return json("POST", path, body);
    }

    public Answer delete(String path) {
        return json("DELETE", path, null);
    }

    public Answer json(String method, String path, @Nullable Map<String, ?> body) {
        if (!cookies.containsKey("XSRF-TOKEN")) {
            get("/api/session");
        }
        return send(
                method,
                path,
                body == null ? null : JSON.writeValueAsString(body),
                Map.of(
                        "Content-Type",
                        "application/json",
                        "X-XSRF-TOKEN",
                        cookies.getOrDefault("XSRF-TOKEN", "")));
    }

    public Answer form(String path, Map<String, String> fields) {
        return send(
                "POST",
                path,
                fields.entrySet().stream()
                        .map(field ->
                                field.getKey()
                                        + "="
                                        + java.net.URLEncoder.encode(
                                                field.getValue(),
                                                java.nio.charset.StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")),
                Map.of("Content-Type", "application/x-www-form-urlencoded"));
    }

    public Answer send(
            String method, String path, @Nullable String body, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base + path));
        headers.forEach(request::header);
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        request.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        try {
            HttpResponse<String> response =
                    HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            response.headers().allValues("Set-Cookie").forEach(this::keep);
            return new Answer(response.statusCode(), response.body(), response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Map<String, String> cookies() {
        return cookies;
    }

    private void keep(String header) {
        String pair =
                header.substring(
                        0, header.indexOf(';') < 0 ? header.length() : header.indexOf(';'));
        String name = pair.substring(0, pair.indexOf('='));
        String value = pair.substring(pair.indexOf('=') + 1);
        if (value.isEmpty() || header.contains("Max-Age=0")) {
            cookies.remove(name);
        } else {
            cookies.put(name, value);
        }
    }
}
