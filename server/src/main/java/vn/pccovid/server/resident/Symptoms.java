package vn.pccovid.server.resident;

import java.util.List;
import java.util.Map;
import vn.pccovid.server.access.Problem;

/// The symptoms a person can tick, as the pages send them and as facts keep them.
final class Symptoms {

    private static final Map<String, String> KEPT_AS =
            Map.ofEntries(
                    Map.entry("fever", "fever"),
                    Map.entry("cough", "cough"),
                    Map.entry("breath", "dyspnoea"),
                    Map.entry("dyspnoea", "dyspnoea"),
                    Map.entry("throat", "sore_throat"),
                    Map.entry("sore_throat", "sore_throat"),
                    Map.entry("tired", "fatigue"),
                    Map.entry("fatigue", "fatigue"),
                    Map.entry("taste", "taste_loss"),
                    Map.entry("taste_loss", "taste_loss"),
                    Map.entry("unspecified", "unspecified"));

    private Symptoms() {}

    /// The codes facts keep; an unknown one is refused, because dropping a symptom would be worse.
    static List<String> read(List<String> ticked) {
        return ticked.stream()
                .map(symptom -> {
                    String code = KEPT_AS.get(symptom);
                    if (code == null) {
                        throw Problem.of("resident.symptom_unknown");
                    }
                    return code;
                })
                .distinct()
                .toList();
    }
}
