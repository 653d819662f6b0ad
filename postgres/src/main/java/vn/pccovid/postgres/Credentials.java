package vn.pccovid.postgres;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/// The generated passwords of one cluster, in one 0600 file.
final class Credentials {
    static final String SUPERUSER = "postgres";
    static final String OWNER = "pccovid_owner";
    static final String APPLICATION = "pccovid_app";
    static final String WORKER = "pccovid_worker";
    static final String CUSTODY = "pccovid_custody";

    private static final List<String> ROLES =
            List.of(SUPERUSER, OWNER, APPLICATION, WORKER, CUSTODY);

    private final Map<String, String> passwords;

    private Credentials(Map<String, String> passwords) {
        this.passwords = passwords;
    }

    static Credentials read(Path file) throws IOException {
        var permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        if (!permissions.endsWith("------")) {
            throw new DatabaseFailure(
                    file
                            + " holds passwords and others can read it ("
                            + permissions
                            + "): run chmod 600 on it.");
        }
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(file)));
        Map<String, String> passwords = new LinkedHashMap<>();
        for (String name : properties.stringPropertyNames()) {
            passwords.put(name, properties.getProperty(name));
        }
        return new Credentials(withMissing(file, passwords));
    }

    /// A cluster made before a role existed gets a password for it.
    private static Map<String, String> withMissing(Path file, Map<String, String> passwords)
            throws IOException {
        boolean missing = false;
        for (String role : ROLES) {
            missing |= passwords.putIfAbsent(role, fresh()) == null;
        }
        if (missing) {
            write(file, passwords);
        }
        return passwords;
    }

    private static void write(Path file, Map<String, String> passwords) throws IOException {
        StringBuilder text = new StringBuilder();
        passwords.forEach(
                (role, password) -> text.append(role).append('=').append(password).append('\n'));
        Folders.writePrivate(file, text.toString());
    }

    private static String fresh() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static Credentials generate(Path file) throws IOException {
        Map<String, String> passwords = new LinkedHashMap<>();
        for (String role : ROLES) {
            passwords.put(role, fresh());
        }
        write(file, passwords);
        return new Credentials(passwords);
    }

    String password(String role) {
        String password = passwords.get(role);
        if (password == null) {
            throw new DatabaseFailure("The credentials file has no password for " + role);
        }
        return password;
    }
}
