package vn.pccovid.program;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import vn.pccovid.postgres.DatabaseAccess;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.Migrations;
import vn.pccovid.server.PcCovidServer;

/// Everything of one installation in this process: database, migrations, service. Closing it ends
/// the service gracefully, then the database; ending the process (SIGTERM, Ctrl-C) does the same.
public final class Application implements AutoCloseable {
    private final @Nullable EmbeddedDatabase database;
    private final ConfigurableApplicationContext context;
    private final Thread hook;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean closed;

    private Application(
            @Nullable EmbeddedDatabase database, ConfigurableApplicationContext context) {
        this.database = database;
        this.context = context;
        this.hook = new Thread(this::end, "pccovid-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Starts the database (or connects to the external one), migrates, starts the service.
    public static Application start(Settings settings) {
        Optional<ExternalDatabase> external = settings.external();
        external.ifPresent(ExternalDatabase::check);
        @Nullable EmbeddedDatabase embedded =
                external.isPresent() ? null : EmbeddedDatabase.start(settings.folder().database());
        try {
            DatabaseAccess application;
            DatabaseAccess worker;
            DatabaseAccess custody;
            @Nullable DatabaseAccess owner;
            if (embedded != null) {
                application = embedded.application();
                worker = embedded.worker();
                custody = embedded.custody();
                owner = embedded.owner();
            } else {
                ExternalDatabase other = external.orElseThrow();
                application = other.application();
                worker = other.worker();
                custody = other.custody();
                owner = other.owner();
            }
            if (owner != null) {
                Migrations.migrate(owner.dataSource());
            }
            return new Application(embedded, service(settings, application, worker, custody));
        } catch (RuntimeException | Error e) {
            if (embedded != null) {
                embedded.close();
            }
            throw e;
        }
    }

    private static ConfigurableApplicationContext service(
            Settings settings,
            DatabaseAccess application,
            DatabaseAccess worker,
            DatabaseAccess custody) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("pccovid.db.app-url", application.url());
        properties.put("pccovid.db.app-user", application.user());
        properties.put("pccovid.db.app-password", application.password());
        properties.put("pccovid.db.worker-url", worker.url());
        properties.put("pccovid.db.worker-user", worker.user());
        properties.put("pccovid.db.worker-password", worker.password());
        properties.put("pccovid.custody.db-url", custody.url());
        properties.put("pccovid.custody.db-user", custody.user());
        properties.put("pccovid.custody.db-password", custody.password());
        properties.put("pccovid.keys.folder", settings.folder().keys().toString());
        properties.put("pccovid.custody.folder", settings.folder().custody().toString());
        properties.putAll(MasterKeys.properties(settings.folder(), settings.environment()));
        Settings.Web web = settings.web();
        if (web != null) {
            properties.putAll(web(web));
        } else {
            // The same beans as with pages, only without ports.
            properties.put("server.port", -1);
            properties.put("management.server.port", -1);
        }
        // What goes wrong at the start is told once, by whoever started us.
        properties.put("logging.level.org.springframework.boot.SpringApplication", "OFF");
        properties.put("logging.level.org.springframework.boot.diagnostics", "OFF");
        properties.put("logging.level.org.springframework.boot.web.server", "ERROR");
        properties.putAll(settings.properties());
        Clock clock = settings.clock();
        SpringApplicationBuilder builder =
                new SpringApplicationBuilder(PcCovidServer.class)
                        .web(WebApplicationType.SERVLET)
                        .registerShutdownHook(false)
                        .logStartupInfo(false);
        // Command-line arguments are the one source above the environment.
        String[] arguments =
                properties.entrySet().stream()
                        .map(e -> "--" + e.getKey() + "=" + e.getValue())
                        .toArray(String[]::new);
        builder.initializers(context -> {
            GenericApplicationContext beans = (GenericApplicationContext) context;
            if (clock != null) {
                beans.registerBean("clock", Clock.class, () -> clock);
            }
            settings.beans().forEach(bean -> register(beans, bean));
        });
        try {
            return builder.run(arguments);
        } catch (RuntimeException e) {
            throw explained(e);
        }
    }

    /// A setting that cannot be is told in one sentence; whatever else happens rises as it is.
    private static RuntimeException explained(RuntimeException failed) {
        Throwable root = failed;
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException wrong) {
                return new Refusal(
                        "PcCovid cannot start: the setting "
                                + wrong.getName()
                                + " is not of the kind it should be ("
                                + NestedExceptionUtils.getMostSpecificCause(wrong).getMessage()
                                + ").",
                        failed);
            }
            root = cause;
        }
        boolean refused =
                root instanceof IllegalArgumentException || root instanceof IllegalStateException;
        return refused && root.getMessage() != null
                ? new Refusal("PcCovid cannot start: " + root.getMessage(), failed)
                : failed;
    }

    @SuppressWarnings("unchecked") // An object is of its own class.
    private static <T> void register(GenericApplicationContext context, T bean) {
        context.registerBean((Class<T>) bean.getClass(), () -> bean);
    }

    private static Map<String, Object> web(Settings.Web web) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.address", web.address());
        properties.put("server.port", web.port());
        properties.put("management.server.port", web.managementPort());
        properties.put("pccovid.public-url", web.publicUrl());
        CertificateFiles files = web.certificates();
        if (files != null) {
            properties.put("server.ssl.certificate", files.certificate().toUri().toString());
            properties.put("server.ssl.certificate-private-key", files.key().toUri().toString());
            properties.put("server.ssl.enabled-protocols", "TLSv1.3,TLSv1.2");
        }
        return properties;
    }

    /// A door of the service.
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /// The service's Spring context.
    public ConfigurableApplicationContext context() {
        return context;
    }

    /// The embedded database, unless an external one is used.
    public Optional<EmbeddedDatabase> database() {
        return Optional.ofNullable(database);
    }

    /// Port on which the pages answer.
    public int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    /// Waits until the process is asked to end.
    public void await() throws InterruptedException {
        ended.await();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook is doing the same already.
        }
        end();
    }

    private synchronized void end() {
        if (closed) {
            return;
        }
        closed = true;
        context.close();
        if (database != null) {
            database.close();
        }
        ended.countDown();
    }
}
