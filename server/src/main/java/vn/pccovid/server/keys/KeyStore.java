package vn.pccovid.server.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Named secrets in a folder, each in a file of its own, wrapped by the master key. Outside the
/// database and its backups. Safe for concurrent use, also by several processes.
///
/// Layout: `current` names the generation folder, the fingerprint of its master key and a known
/// text wrapped by it; `g1/<name>.key` hold the wrapped secrets. A change of the master key writes
/// a whole new generation and then replaces `current`, so a power cut leaves the old or the new.
public final class KeyStore {
    private static final String CURRENT = "current";
    private static final String SUFFIX = ".key";
    private static final byte[] CHECK = "pccovid key store".getBytes(StandardCharsets.UTF_8);

    private final Path folder;
    private Kms kms;
    private Path generation;

    private KeyStore(Path folder, Kms kms, Path generation) {
        this.folder = folder;
        this.kms = kms;
        this.generation = generation;
    }

    /// Opens the key store in this folder, or makes an empty one.
    ///
    /// @throws WrongMasterKey if the store was made with another master key
    public static KeyStore open(Path folder, Kms kms) {
        try {
            KeyFolder.createPrivate(folder);
            Path current = folder.resolve(CURRENT);
            if (!Files.exists(current)) {
                if (!empty(folder)) {
                    throw new WrongMasterKey(
                            "The key store "
                                    + folder
                                    + " has keys but its file 'current' is missing; restore it"
                                    + " from the key backup.");
                }
                KeyFolder.createPrivate(folder.resolve("g1"));
                KeyFolder.createOnce(current, currentLine("g1", kms));
            }
            String[] words = Files.readString(current).strip().split(" ", -1);
            if (words.length != 3 || !words[0].matches("g\\d{1,9}")) {
                throw new WrongMasterKey("The file " + current + " is damaged.");
            }
            verify(folder, kms, words);
            return new KeyStore(folder, kms, folder.resolve(words[0]));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open the key store " + folder, e);
        }
    }

    private static boolean empty(Path folder) throws IOException {
        try (Stream<Path> content = Files.walk(folder, 2)) {
            return content.noneMatch(f -> f.toString().endsWith(SUFFIX));
        }
    }

    private static void verify(Path folder, Kms kms, String[] words) {
        try {
            byte[] check =
                    kms.master()
                            .decrypt(HexFormat.of().parseHex(words[2]), context("check", words[0]));
            if (java.util.Arrays.equals(check, CHECK)) {
                return;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Said below, with the two fingerprints and without the cause's details.
        }
        throw new WrongMasterKey(
                "Wrong master key for the key store "
                        + folder
                        + ": it was made with the key "
                        + words[1]
                        + ", the key given is "
                        + kms.fingerprint()
                        + ". Nothing was changed. Give the right key (PCCOVID_MASTER_KEY or"
                        + " PCCOVID_MASTER_KEY_FILE).");
    }

    private static byte[] currentLine(String generation, Kms kms) {
        try {
            return (generation
                            + " "
                            + kms.fingerprint()
                            + " "
                            + HexFormat.of()
                                    .formatHex(
                                            kms.master()
                                                    .encrypt(CHECK, context("check", generation)))
                            + "\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The master key cannot wrap", e);
        }
    }

    private static byte[] context(String kind, String name) {
        return ("pccovid " + kind + " " + name).getBytes(StandardCharsets.UTF_8);
    }

    /// The secret of this name; empty if there never was one or it was destroyed.
    public synchronized Optional<byte[]> read(String name) {
        try {
            byte[] wrapped = Files.readAllBytes(file(name));
            return Optional.of(kms.master().decrypt(wrapped, context("key", name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the key " + name, e);
        } catch (GeneralSecurityException e) {
            throw new NotOurs("key file " + name + " is damaged", e);
        }
    }

    /// Keeps a secret under a new name.
    ///
    /// @return the secret now stored: the given one, or the one that was there already
    public synchronized byte[] create(String name, byte[] secret) {
        try {
            byte[] wrapped = kms.master().encrypt(secret, context("key", name));
            if (KeyFolder.createOnce(file(name), wrapped)) {
                return secret;
            }
            return read(name).orElseThrow(() -> new KeyGone(name));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep the key " + name, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The master key cannot wrap", e);
        }
    }

    /// Removes a secret for ever.
    ///
    /// @return whether there was one
    public synchronized boolean destroy(String name) {
        try {
            return KeyFolder.delete(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot destroy the key " + name, e);
        }
    }

    /// Names of all secrets, sorted.
    public synchronized List<String> names() {
        try (Stream<Path> files = Files.list(generation)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(n -> n.endsWith(SUFFIX))
                    .map(n -> n.substring(0, n.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the key store " + folder, e);
        }
    }

    /// Wraps every secret by another master key. The service must not run meanwhile: it would go on
    /// writing keys wrapped by the old one.
    ///
    /// @return how many secrets were wrapped again
    public synchronized int rewrap(Kms newer) {
        Path next =
                folder.resolve(
                        "g"
                                + (Long.parseLong(generation.getFileName().toString().substring(1))
                                        + 1));
        Path old = generation;
        try {
            clear(next);
            KeyFolder.createPrivate(next);
            List<String> names = names();
            for (String name : names) {
                byte[] secret = read(name).orElseThrow(() -> new KeyGone(name));
                KeyFolder.createOnce(
                        next.resolve(name + SUFFIX),
                        newer.master().encrypt(secret, context("key", name)));
            }
            KeyFolder.sync(folder);
            KeyFolder.replace(
                    folder.resolve(CURRENT), currentLine(next.getFileName().toString(), newer));
            kms = newer;
            generation = next;
            clear(old);
            return names.size();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot wrap the key store " + folder + " again", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The new master key cannot wrap", e);
        }
    }

    private static void clear(Path generation) throws IOException {
        if (!Files.isDirectory(generation)) {
            return;
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> list = Files.list(generation)) {
            list.forEach(files::add);
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(generation);
    }

    private Path file(String name) {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,80}")) {
            throw new IllegalArgumentException("Not a key name: " + name);
        }
        return generation.resolve(name + SUFFIX);
    }
}
