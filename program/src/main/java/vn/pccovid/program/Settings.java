package vn.pccovid.program;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How an [Application] is started. Immutable; each `with…` gives a changed copy.
///
/// @param folder data folder
/// @param web null: no pages, no ports (imports, checks)
/// @param clock null: the machine's; the demo gives its own
/// @param environment master keys and the external database are read from it
/// @param properties more Spring properties, over everything else
/// @param beans ready objects that the service finds by their class
public record Settings(
        DataFolder folder,
        @Nullable Web web,
        @Nullable Clock clock,
        Map<String, String> environment,
        Map<String, Object> properties,
        List<Object> beans) {

    /// Where the pages answer.
    ///
    /// @param address listen address; `127.0.0.1` for this machine only, `0.0.0.0` for the network
    /// @param port HTTPS port, 0 for any free one
    /// @param managementPort loopback port of health and metrics, 0 for any free one
    /// @param certificates null: HTTP without TLS, for tests on the loopback address only
    /// @param publicUrl what browsers type, without a slash at the end
    public record Web(
            String address,
            int port,
            int managementPort,
            @Nullable CertificateFiles certificates,
            String publicUrl) {}

    public Settings {
        environment = Map.copyOf(environment);
        properties = Map.copyOf(properties);
        beans = List.copyOf(beans);
    }

    /// Without pages, on the machine's clock, with this process's environment.
    public static Settings of(DataFolder folder) {
        return new Settings(folder, null, null, System.getenv(), Map.of(), List.of());
    }

    public Settings withWeb(Web chosen) {
        return new Settings(folder, chosen, clock, environment, properties, beans);
    }

    public Settings withClock(Clock chosen) {
        return new Settings(folder, web, chosen, environment, properties, beans);
    }

    public Settings withEnvironment(Map<String, String> chosen) {
        return new Settings(folder, web, clock, chosen, properties, beans);
    }

    /// One more Spring property.
    public Settings with(String name, Object value) {
        Map<String, Object> more = new HashMap<>(properties);
        more.put(name, value);
        return new Settings(folder, web, clock, environment, more, beans);
    }

    /// One more object for the service, such as the demo's content.
    public Settings withBean(Object bean) {
        List<Object> more = new ArrayList<>(beans);
        more.add(bean);
        return new Settings(folder, web, clock, environment, properties, more);
    }

    Optional<ExternalDatabase> external() {
        return ExternalDatabase.of(environment);
    }
}
