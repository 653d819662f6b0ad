package vn.pccovid.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.oas.models.info.Info;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The API as the pages and other systems know it. After a wanted change, write the file anew:
/// `./mvnw -pl server -am test -Dtest=OpenApiTest -Dtest.jvm.extra=-Dpccovid.openapi.write=true`.
@DisplayName("docs/openapi.json is the API that runs")
class OpenApiTest {

    private static final Path GOLDEN = Path.of("..", "docs", "openapi.json");

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// Adds to each operation what its `@Endpoint` says.
    static class Declarations {
        @Bean
        OperationCustomizer purposeAndCategory() {
            return (operation, method) -> {
                Endpoint endpoint = method.getMethodAnnotation(Endpoint.class);
                if (endpoint != null) {
                    operation.addExtension("x-purpose", endpoint.purpose().name());
                    operation.addExtension("x-category", endpoint.category().name());
                    operation.addExtension(
                            "x-roles",
                            Arrays.stream(endpoint.roles()).map(Role::name).sorted().toList());
                }
                return operation;
            };
        }

        @Bean
        OpenApiCustomizer title() {
            return api -> {
                api.setInfo(new Info().title("PcCovid").version("1"));
                api.setServers(List.of());
            };
        }
    }

    @Test
    void the_file_in_docs_is_what_the_server_says() throws IOException {
        JsonNode actual;
        try (RunningServer server =
                new RunningServer(
                        Map.of(
                                "pccovid.demo",
                                true,
                                "springdoc.api-docs.enabled",
                                true,
                                "springdoc.writer-with-order-by-keys",
                                true,
                                "springdoc.paths-to-match",
                                "/api/**"),
                        RunningServer.DemoBeans.class,
                        Declarations.class)) {
            Browser.Answer answer = server.browser().get("/v3/api-docs");
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            actual = sorted(answer.json());
        }
        assertThat(actual.path("paths").path("/api/session").isObject()).isTrue();
        String text = JSON.writeValueAsString(actual) + "\n";
        if (Boolean.getBoolean("pccovid.openapi.write")) {
            Files.writeString(GOLDEN, text);
        }
        assertThat(text).as("see the comment of this class").isEqualTo(Files.readString(GOLDEN));
    }

    /// Object keys in alphabetical order, so that the file does not depend on the order beans were
    /// found in.
    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            ObjectNode object = JSON.createObjectNode();
            node.propertyNames().stream()
                    .sorted()
                    .forEach(name -> object.set(name, sorted(node.path(name))));
            return object;
        }
        if (node.isArray()) {
            var array = JSON.createArrayNode();
            node.forEach(item -> array.add(sorted(item)));
            return array;
        }
        return node;
    }
}
