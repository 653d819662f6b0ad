package vn.pccovid.lib.credential;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The issuers we trust, as of a version: data, replaced as a whole. Key ids are short, so one may
/// stand for several keys; a code is tried against each.
public final class TrustList {

    private final String version;
    private final Map<String, List<ListedKey>> byId;

    private TrustList(String version, Map<String, List<ListedKey>> byId) {
        this.version = version;
        this.byId = byId;
    }

    public static TrustList of(String version, List<ListedKey> keys) {
        var byId = new HashMap<String, List<ListedKey>>();
        for (var key : keys) {
            byId.merge(
                    key.id(),
                    List.of(key),
                    (a, b) -> {
                        var both = new java.util.ArrayList<>(a);
                        both.addAll(b);
                        return List.copyOf(both);
                    });
        }
        return new TrustList(version, Map.copyOf(byId));
    }

    /// The same list with keys in the provider's own classes: no translation at each check.
    public TrustList forProvider(Signatures signatures) {
        return of(
                version,
                byId.values().stream()
                        .flatMap(List::stream)
                        .map(k ->
                                new ListedKey(
                                        k.id(),
                                        k.country(),
                                        signatures.own(k.key()),
                                        k.usage(),
                                        k.notBefore(),
                                        k.notAfter()))
                        .toList());
    }

    public String version() {
        return version;
    }

    public int size() {
        return byId.values().stream().mapToInt(List::size).sum();
    }

    /// @param id lower-case hex
    public List<ListedKey> keys(String id) {
        return byId.getOrDefault(id, List.of());
    }
}
