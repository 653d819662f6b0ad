package vn.pccovid.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("./pccovid policy: a pack comes into force and is taken back on an installation")
class PackCommandsTest {
    private static final Path OWN =
            Path.of("../lib/colour/src/main/resources/packs/khanh-hoa.yaml");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder = Path.of("");

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void rehearsed_by_a_file_approved_by_two_activated_and_rolled_back() throws IOException {
        String data = folder.resolve("data").toString();
        Path pack = folder.resolve("new.yaml");
        Files.writeString(
                pack,
                Files.readString(OWN).replace("version: \"2021-10\"", "version: \"2021-11\""));
        Path json = folder.resolve("result.json");
        assertThat(run("policy", "packs", "--data", data)).isNotZero();
        assertThat(err.toString()).contains("There is no database");
        try (Application application =
                Application.start(Settings.of(new DataFolder(Path.of(data))))) {
            assertThat(application.database()).isPresent();
        }

        assertThat(
                        run(
                                "policy",
                                "rehearse",
                                pack.toString(),
                                "--data",
                                data,
                                "--by",
                                "an",
                                "--json",
                                json.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("khanh-hoa 2021-11 is kept as a draft.")
                .contains("Checked: ")
                .contains("before \\ after");
        assertThat(Files.readString(json)).contains("\"matrix\"");
        String name = "khanh-hoa/2021-11";
        assertThat(run("policy", "approve", name, "--by", "an", "--data", data)).isZero();
        assertThat(run("policy", "activate", name, "--at", "now", "--by", "an", "--data", data))
                .isNotZero();
        assertThat(err.toString()).contains("pass.approvals_missing");
        assertThat(run("policy", "approve", name, "--by", "binh", "--data", data)).isZero();
        assertThat(run("policy", "activate", name, "--at", "now", "--by", "an", "--data", data))
                .isZero();
        assertThat(out.toString()).contains("khanh-hoa/2021-11 is active");
        assertThat(
                        run(
                                "policy",
                                "roll-back",
                                name,
                                "--reason",
                                "wrong days",
                                "--by",
                                "chi",
                                "--data",
                                data))
                .isZero();
        assertThat(out.toString()).contains("khanh-hoa/2021-11 is rolled_back");
        assertThat(run("policy", "packs", "--data", data)).isZero();
        assertThat(out.toString())
                .containsPattern("khanh-hoa/2021-10 +active")
                .containsPattern("khanh-hoa/2021-11 +rolled_back");
    }
}
