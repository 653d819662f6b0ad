package vn.pccovid.server.keys;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Opens key stores and makes their keys without the service: for its start, the command line and
/// tests.
public final class Keys {
    private Keys() {}

    /// The key store in this folder. The master key is the text if given, else the file; a file
    /// that is missing is made only together with a new key store.
    ///
    /// @throws WrongMasterKey if the key does not fit the store
    public static KeyStore open(
            Path folder, @Nullable String masterText, @Nullable Path masterFile) {
        return KeyStore.open(folder, kms(folder, masterText, masterFile));
    }

    private static Kms kms(Path folder, @Nullable String masterText, @Nullable Path masterFile) {
        if (masterText != null && !masterText.isBlank()) {
            return LocalKms.fromText(masterText, "The environment variable");
        }
        Path file = masterFile != null ? masterFile : folder.resolveSibling("master.key");
        if (!Files.exists(file) && !Files.exists(folder.resolve("current"))) {
            return LocalKms.create(file);
        }
        return LocalKms.fromFile(file);
    }

    /// Sealing over this store.
    public static Sealing sealing(KeyStore store) {
        return new StoredSealing(new AeadKeys(store));
    }

    /// Hashing over this store.
    public static Hashing hashing(KeyStore store) {
        return new StoredHashing(store);
    }

    /// Adds the next hash key.
    ///
    /// @return its number
    public static int rotateHashing(KeyStore store) {
        return StoredHashing.addKey(store);
    }
}
