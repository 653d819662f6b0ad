package vn.pccovid.program;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serve the pages and the interface by HTTPS until stopped.",
            "The database is embedded unless PCCOVID_DB_URL names another; see"
                    + " docs/operations/running.md."
        })
final class ServeCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private DataOption data = new DataOption();

    @Option(
            names = "--port",
            defaultValue = "${env:PCCOVID_PORT:-8443}",
            description = "HTTPS port (default: PCCOVID_PORT, else 8443).")
    private int port;

    @Option(
            names = "--management-port",
            defaultValue = "${env:PCCOVID_MANAGEMENT_PORT:-9443}",
            description = "Loopback port of health and metrics (default: 9443).")
    private int managementPort;

    @Option(names = "--lan", description = "Answer the local network too, not only this machine.")
    private boolean lan;

    @Option(
            names = "--public-url",
            defaultValue = "${env:PCCOVID_PUBLIC_URL}",
            description = "What browsers type (default: https://localhost:PORT).")
    private @Nullable String publicUrl;

    @Option(
            names = "--certificate",
            defaultValue = "${env:PCCOVID_TLS_CERTIFICATE}",
            description = "Server certificate with its chain, PEM (default: an own local one).")
    private @Nullable Path certificate;

    @Option(
            names = "--key",
            defaultValue = "${env:PCCOVID_TLS_KEY}",
            description = "Its private key, PEM (PKCS #8).")
    private @Nullable Path key;

    @Option(
            names = "--log",
            defaultValue = "auto",
            description = "json, text, or auto: text on a terminal (default: ${DEFAULT-VALUE}).")
    private LogFormat log = LogFormat.AUTO;

    enum LogFormat {
        AUTO,
        JSON,
        TEXT
    }

    @Override
    public Integer call() throws InterruptedException {
        DataFolder folder = data.folder();
        Certificates own = new Certificates(folder.certificates(), Clock.systemUTC());
        CertificateFiles files = given();
        if (files == null) {
            files = own.server(List.of());
        }
        String url = publicUrl != null ? publicUrl : "https://localhost:" + port;
        Settings settings =
                Settings.of(folder)
                        .withWeb(
                                new Settings.Web(
                                        lan ? "0.0.0.0" : "127.0.0.1",
                                        port,
                                        managementPort,
                                        files,
                                        url));
        if (log == LogFormat.JSON || (log == LogFormat.AUTO && !Terminal.there())) {
            settings = settings.with("logging.structured.format.console", "ecs");
        }
        try (Application application = Application.start(settings)) {
            print("PcCovid answers at %s (Ctrl-C ends it)".formatted(url));
            if (lan) {
                Certificates.lanAddresses()
                        .forEach(a ->
                                print("  on the local network: https://%s:%d".formatted(a, port)));
            }
            if (given() == null) {
                print("  to trust it on a device, install " + own.authority());
            }
            application.await();
        }
        return 0;
    }

    private @Nullable CertificateFiles given() {
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null) {
            throw new Refusal("--certificate and --key go together.");
        }
        for (Path file : List.of(certificate, key)) {
            if (!Files.isReadable(file)) {
                throw new Refusal("Cannot read " + file + ".");
            }
        }
        return new CertificateFiles(certificate, key);
    }

    private void print(String line) {
        if (spec != null) {
            spec.commandLine().getErr().println(line);
        }
    }
}
