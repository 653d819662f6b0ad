package vn.pccovid.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.pccovid.server.keys.Keys;

@DisplayName("./pccovid: help and exit codes; 0 done, 1 failed, 2 used wrongly")
class ProgramTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void help_lists_every_command_and_succeeds() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("serve", "simulate", "backup", "restore", "keys", "Exit codes");
    }

    @Test
    void an_unknown_command_is_a_wrong_use() {
        assertThat(run("fly")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(run("simulate", "--out", "x", "--people", "many")).isEqualTo(2);
    }

    @Test
    @DisplayName("a failure is a sentence that says what to do, not a stack trace")
    void a_refusal_is_printed_as_a_sentence(@TempDir Path folder) {
        assertThat(run("backup", "--data", folder.toString(), "--out", folder + "/b")).isEqualTo(1);
        assertThat(err.toString()).contains("no database").doesNotContain("\tat ");
    }

    @Test
    @DisplayName("rotation command: a new master key takes the old one's place")
    void keys_rotate_replaces_the_master_key(@TempDir Path root) throws Exception {
        DataFolder folder = new DataFolder(root);
        var store = Keys.open(folder.keys(), null, folder.masterKey());
        long before = Keys.hashing(store).hash("kind", "material");
        String old = Files.readString(folder.masterKey());

        assertThat(run("keys", "rotate", "--data", root.toString())).isZero();

        assertThat(Files.readString(folder.masterKey())).isNotEqualTo(old);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.masterKey())))
                .isEqualTo("rw-------");
        var reopened = Keys.open(folder.keys(), null, folder.masterKey());
        assertThat(Keys.hashing(reopened).hash("kind", "material")).isEqualTo(before);

        Files.writeString(folder.masterKey(), old);
        assertThat(run("keys", "list", "--data", root.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("Wrong master key").doesNotContain("\tat ");
    }

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
