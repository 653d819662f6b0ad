package vn.pccovid.server.access;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import vn.pccovid.postgres.testing.TestDatabase;
import vn.pccovid.server.MigratedDatabase;
import vn.pccovid.server.PcCovidServer;
import vn.pccovid.server.demo.DemoClock;
import vn.pccovid.server.demo.DemoContent;

/// The whole application on a database of its own, as a test class needs it.
public final class RunningServer implements AutoCloseable {

    /// What the demo's own endpoints need; a source for [RunningServer], never scanned.
    public static class DemoBeans {
        @Bean
        DemoContent demoContent() {
            return new DemoContent(List.of(), List.of());
        }
    }

    /// A clock that stands on a morning in October 2021 and can be stepped forward: a source for
    /// [RunningServer], never scanned.
    public static class Steppable {
        @Bean
        @Primary
        Clock steppableClock() throws IOException {
            return DemoClock.open(
                    Files.createTempDirectory("pccovid-clock-").resolve("clock"),
                    Instant.parse("2021-10-10T02:00:00Z"),
                    Clock.systemUTC());
        }
    }

    private final TestDatabase database = MigratedDatabase.create();
    private final int port = freePort();
    private final ConfigurableApplicationContext context;

    public RunningServer(Map<String, ?> more, Class<?>... beans) {
        Map<String, Object> properties = new HashMap<>(MigratedDatabase.properties(database));
        properties.put("server.port", port);
        properties.put("management.server.port", 0);
        properties.put("pccovid.public-url", "http://localhost:" + port);
        properties.put("pccovid.limits.sign-in-per-minute", 1000);
        properties.put("springdoc.api-docs.enabled", false);
        properties.putAll(more);
        Class<?>[] sources = new Class<?>[beans.length + 1];
        sources[0] = PcCovidServer.class;
        System.arraycopy(beans, 0, sources, 1, beans.length);
        context = new SpringApplicationBuilder(sources).run(arguments(properties));
    }

    public Browser browser() {
        return new Browser(port);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public TestDatabase database() {
        return database;
    }

    /// A browser in which this member of staff has signed in through the built-in provider.
    public Browser staff(StaffAccounts.Staff staff) {
        String password = "only for this test " + staff.userName();
        bean(StaffAccounts.class).create(staff, password);
        Browser browser = browser();
        signIn(browser, staff.userName(), password);
        return browser;
    }

    /// The same for a data steward of an area.
    public Browser steward(String userName, String area) {
        return staff(
                new StaffAccounts.Staff(
                        userName,
                        "Lê Văn Bình",
                        "Trạm y tế",
                        Set.of(Role.DATA_STEWARD),
                        List.of(area)));
    }

    /// Walks the redirects of a staff sign-in; answers the last one.
    public Browser.Answer signIn(Browser browser, String userName, String password) {
        Browser.Answer answer = browser.get("/oauth2/authorization/pccovid");
        for (int step = 0; step < 10; step++) {
            String to = answer.location();
            if (answer.status() != 302 || to.endsWith("/console/") || to.contains("failed")) {
                return answer;
            }
            answer = browser.get(to);
            if (answer.status() == 200 && to.contains("/sign-in")) {
                String token =
                        answer.text().replaceAll("(?s).*name=\"_csrf\" value=\"([^\"]*)\".*", "$1");
                answer =
                        browser.form(
                                "/sign-in",
                                Map.of("username", userName, "password", password, "_csrf", token));
            }
        }
        return answer;
    }

    @Override
    public void close() {
        context.close();
    }

    private static String[] arguments(Map<String, Object> properties) {
        return properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
