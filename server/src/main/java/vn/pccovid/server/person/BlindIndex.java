package vn.pccovid.server.person;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.linkage.BlockingKey;
import vn.pccovid.server.keys.Hashing;

/// Turns what identifies somebody into keyed hashes: the database finds equal values without seeing
/// any.
@Component
class BlindIndex {
    private final Hashing hashing;

    BlindIndex(Hashing hashing) {
        this.hashing = hashing;
    }

    /// The keys of one description.
    ///
    /// @param all every key, strong ones too, in the order of lib/linkage
    /// @param strong identifiers meant for one person
    record Keys(List<Long> all, List<Long> strong) {}

    Keys of(PersonDescription description) {
        List<Long> all = new ArrayList<>(12);
        List<Long> strong = new ArrayList<>(3);
        for (BlockingKey key : BlockingKey.of(description)) {
            long hash = hashing.hash(key.kind().name(), key.material());
            all.add(hash);
            if (key.kind().strong()) {
                strong.add(hash);
            }
        }
        return new Keys(all, strong);
    }

    Set<Long> union(Collection<Stored> records) {
        Set<Long> keys = new LinkedHashSet<>();
        for (Stored record : records) {
            keys.addAll(of(record.description()).all());
        }
        return keys;
    }

    byte[] sourceKey(String source, String key) {
        return hashing.hash16("source_key", source + '\n' + key);
    }

    /// Hashed again under our key, so that a copy of the database cannot be searched by hashing
    /// guessed rows.
    byte[] content(byte[] contentHash) {
        return hashing.hash16("content", new String(contentHash, StandardCharsets.ISO_8859_1));
    }

    short keyId() {
        return (short) hashing.keyId();
    }
}
