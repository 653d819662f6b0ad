package vn.pccovid.server.exchange;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.pccovid.server.PcCovidServer;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.pass.Pass;
import vn.pccovid.server.pass.Passes;

/// A process of its own that imports a folder and says how far it is, so that a test can kill it.
/// First argument the folder, second the file for the result, the rest properties of the
/// application.
final class ImportingProcess {
    private ImportingProcess() {}

    @Configuration(proxyBeanMethods = false)
    static class DemoDay {
        @Bean
        Clock clockOfTheTest() {
            return Clock.fixed(Instant.parse("2021-10-10T01:00:00Z"), ZoneOffset.UTC);
        }
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true);
        String[] properties = java.util.Arrays.copyOfRange(arguments, 2, arguments.length);
        try (ConfigurableApplicationContext context =
                new SpringApplicationBuilder(DemoDay.class, PcCovidServer.class).run(properties)) {
            Imports imports = context.getBean(Imports.class);
            Path folder = Path.of(arguments[0]);
            for (Imports.FileKind kind : Imports.fileKinds()) {
                Path file = folder.resolve(kind.file() + ".csv");
                if (Files.exists(file)) {
                    imports.importFile(
                            kind.source(),
                            kind.file(),
                            file,
                            progress -> out.println("ROWS " + kind.file() + " " + progress.rows()));
                    out.println("FILE " + kind.file());
                }
            }
            Passes passes = context.getBean(Passes.class);
            passes.catchUp();
            write(imports, passes, Path.of(arguments[1]));
            out.println("DONE");
        }
        System.exit(0);
    }

    /// Whom each record counts for, and that person's colour.
    private static void write(Imports imports, Passes passes, Path file) throws IOException {
        Map<UUID, String> colours = new TreeMap<>();
        java.io.StringWriter links = new java.io.StringWriter();
        imports.links(links);
        try (Writer out = Files.newBufferedWriter(file)) {
            for (String line : links.toString().lines().skip(1).toList()) {
                String[] cells = line.split(",", -1);
                String colour = "";
                if (!cells[2].isEmpty()) {
                    colour =
                            colours.computeIfAbsent(
                                    UUID.fromString(cells[2]),
                                    id ->
                                            Scopes.call(
                                                            Scope.worker(Purpose.COLOURING),
                                                            () -> passes.of(id))
                                                    .map(ImportingProcess::text)
                                                    .orElse("none"));
                }
                out.write(cells[0] + "/" + cells[1] + "," + cells[2] + "," + colour + "\n");
            }
        }
    }

    private static String text(Pass pass) {
        return String.valueOf(pass.colour());
    }
}
