package vn.pccovid.server.keys;

import com.google.crypto.tink.Aead;

/// Who holds the master key. A key service outside the machine implements it with the `Aead` of its
/// Tink `KmsClient`; [LocalKms] keeps the key in a file or the environment.
public interface Kms {
    /// Wraps and unwraps the keys of the store.
    Aead master();

    /// Names the master key without revealing it; printed in messages and compared at start.
    String fingerprint();
}
