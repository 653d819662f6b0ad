package vn.pccovid.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// The house's rule 6, for every endpoint there is: whoever adds one gets these cases without
/// asking.
@NullUnmarked
@DisplayName("Every endpoint has a \"stranger is refused\" test")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrangerTest {

    /// Endpoints open to anyone, by name: adding one means adding it here, where a reviewer sees
    /// it.
    private static final Set<String> OPEN =
            Set.of(
                    "GET /api/session",
                    "POST /api/session/sign-out",
                    "GET /sign-in",
                    "GET /sign-in/style.css",
                    "POST /api/resident/sign-in",
                    "POST /api/resident/sign-in/verify",
                    "GET /api/gate/keys",
                    "POST /api/visits",
                    "POST /api/gate/devices/contact",
                    "GET /api/territory/areas",
                    "GET /api/oversight/overrides",
                    "GET /api/demo/clock",
                    "POST /api/demo/clock",
                    "GET /api/demo/stories",
                    "GET /api/demo/accounts",
                    "GET /api/demo/outbox",
                    "* /error");

    /// One mapped endpoint.
    record Mapped(String method, String path, Endpoint declaration) {
        String name() {
            return method + " " + path;
        }

        /// An address of it: ids that exist nowhere.
        String address() {
            return path.replaceAll("\\{\\*?[a-zA-Z]*[iI]d}", "00000000-0000-4000-8000-000000000000")
                    .replaceAll("\\{[^}]+}", "x");
        }

        @Override
        public String toString() {
            return name();
        }
    }

    private final RunningServer server =
            new RunningServer(Map.of("pccovid.demo", true), RunningServer.DemoBeans.class);
    private final List<Mapped> endpoints = endpoints();

    @AfterAll
    void stop() {
        server.close();
    }

    Stream<Mapped> guarded() {
        return endpoints.stream().filter(endpoint -> !OPEN.contains(endpoint.name()));
    }

    @Test
    void endpoints_open_to_anyone_are_the_ones_listed_here() {
        Set<String> open = new TreeSet<>();
        for (Mapped endpoint : endpoints) {
            if (List.of(endpoint.declaration().roles()).contains(Role.ANYONE)) {
                open.add(endpoint.name());
            }
        }
        assertThat(OPEN).containsAll(open);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void a_stranger_is_refused(Mapped endpoint) {
        Browser.Answer answer = call(server.browser(), endpoint);
        assertThat(answer.status()).as(answer.text()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("access.signed_out");
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void somebody_with_every_other_role_is_refused(Mapped endpoint) {
        Set<Role> allowed = Set.of(endpoint.declaration().roles());
        List<Role> others =
                Stream.of(Role.values())
                        .filter(role -> !allowed.contains(role))
                        .filter(role ->
                                role != Role.RESIDENT
                                        && role != Role.SYSTEM_CLIENT
                                        && role != Role.ANYONE)
                        .toList();
        assertThat(others).isNotEmpty();
        Browser.Answer answer = call(staffWith(others), endpoint);
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("access.refused");
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void without_the_csrf_token_nothing_is_changed(Mapped endpoint) {
        if (endpoint.method().equals("GET")) {
            return;
        }
        Browser.Answer answer =
                server.browser()
                        .send(
                                endpoint.method(),
                                endpoint.address(),
                                "{}",
                                Map.of("Content-Type", "application/json"));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("access.csrf");
    }

    private final Map<List<Role>, Browser> staff = new java.util.HashMap<>();

    private Browser staffWith(List<Role> roles) {
        return staff.computeIfAbsent(
                roles,
                list ->
                        server.staff(
                                new StaffAccounts.Staff(
                                        "user" + staff.size(),
                                        "Người thử",
                                        "Phòng thử",
                                        Set.copyOf(list),
                                        List.of("*"))));
    }

    private static Browser.Answer call(Browser browser, Mapped endpoint) {
        return endpoint.method().equals("GET")
                ? browser.get(endpoint.address())
                : browser.json(endpoint.method(), endpoint.address(), Map.of());
    }

    private List<Mapped> endpoints() {
        List<Mapped> found = new ArrayList<>();
        RequestMappingHandlerMapping mapping =
                (RequestMappingHandlerMapping)
                        server.context().getBean("requestMappingHandlerMapping");
        mapping.getHandlerMethods()
                .forEach((info, method) -> {
                    if (!ours(method)) {
                        return;
                    }
                    Endpoint declaration = method.getMethodAnnotation(Endpoint.class);
                    assertThat(declaration).as(method + " has @Endpoint").isNotNull();
                    Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
                    for (String path : info.getPatternValues()) {
                        if (methods.isEmpty()) {
                            found.add(new Mapped("*", path, declaration));
                        }
                        methods.forEach(
                                verb -> found.add(new Mapped(verb.name(), path, declaration)));
                    }
                });
        found.sort(Comparator.comparing(Mapped::path).thenComparing(Mapped::method));
        return List.copyOf(found);
    }

    private static boolean ours(HandlerMethod method) {
        return method.getBeanType().getName().startsWith("vn.pccovid.");
    }
}
