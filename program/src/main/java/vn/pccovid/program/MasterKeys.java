package vn.pccovid.program;

import java.util.HashMap;
import java.util.Map;
import vn.pccovid.server.keys.KeyStore;
import vn.pccovid.server.keys.Keys;

/// Where the two master keys come from: `PCCOVID_MASTER_KEY` and `PCCOVID_CUSTODY_KEY` hold the
/// key, `…_FILE` names its file, and without either it is the 0600 file in the data folder.
final class MasterKeys {
    private MasterKeys() {}

    static Map<String, Object> properties(DataFolder folder, Map<String, String> environment) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(
                "pccovid.keys.master-file",
                environment.getOrDefault("PCCOVID_MASTER_KEY_FILE", folder.masterKey().toString()));
        properties.put(
                "pccovid.custody.master-file",
                environment.getOrDefault(
                        "PCCOVID_CUSTODY_KEY_FILE", folder.custodyKey().toString()));
        return properties;
    }

    /// The main key store, opened without the service.
    static KeyStore open(DataFolder folder, Map<String, String> environment) {
        return Keys.open(
                folder.keys(),
                environment.get("PCCOVID_MASTER_KEY"),
                java.nio.file.Path.of(
                        environment.getOrDefault(
                                "PCCOVID_MASTER_KEY_FILE", folder.masterKey().toString())));
    }

    /// Custody's key store, opened without the service.
    static KeyStore openCustody(DataFolder folder, Map<String, String> environment) {
        return Keys.open(
                folder.custody(),
                environment.get("PCCOVID_CUSTODY_KEY"),
                java.nio.file.Path.of(
                        environment.getOrDefault(
                                "PCCOVID_CUSTODY_KEY_FILE", folder.custodyKey().toString())));
    }
}
