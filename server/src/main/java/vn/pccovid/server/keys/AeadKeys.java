package vn.pccovid.server.keys;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AesGcmParameters;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// AES-256-GCM keys (Tink keysets) of a key store, made on first use and cached as ready
/// primitives. Safe for concurrent use.
public final class AeadKeys {
    private final KeyStore store;
    private final ConcurrentHashMap<String, Aead> ready = new ConcurrentHashMap<>();

    public AeadKeys(KeyStore store) {
        this.store = store;
    }

    /// The key of this name, made if there is none.
    public Aead obtain(String name) {
        Aead found = ready.get(name);
        return found != null
                ? found
                : ready.computeIfAbsent(
                        name,
                        n ->
                                primitive(
                                        store.read(n)
                                                .orElseGet(() -> store.create(n, newKeyset()))));
    }

    /// The key of this name if it still exists.
    public Optional<Aead> find(String name) {
        Aead found = ready.get(name);
        if (found != null) {
            return Optional.of(found);
        }
        return store.read(name).map(keyset -> ready.computeIfAbsent(name, n -> primitive(keyset)));
    }

    /// Removes the key for ever, from disk first.
    ///
    /// @return whether there was one
    public boolean destroy(String name) {
        boolean was = store.destroy(name);
        ready.remove(name);
        return was;
    }

    private static byte[] newKeyset() {
        try {
            return TinkProtoKeysetFormat.serializeKeyset(
                    KeysetHandle.generateNew(
                            AesGcmParameters.builder()
                                    .setKeySizeBytes(32)
                                    .setIvSizeBytes(12)
                                    .setTagSizeBytes(16)
                                    .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                                    .build(),
                            AeadConfig2026.get()),
                    InsecureSecretKeyAccess.get(),
                    AeadConfig2026.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot make an AES-GCM key", e);
        }
    }

    private static Aead primitive(byte[] keyset) {
        try {
            return TinkProtoKeysetFormat.parseKeyset(
                            keyset, InsecureSecretKeyAccess.get(), AeadConfig2026.get())
                    .getPrimitive(AeadConfig2026.get(), Aead.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A stored key is not an AES-GCM keyset", e);
        }
    }
}
