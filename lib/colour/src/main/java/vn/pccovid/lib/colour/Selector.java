package vn.pccovid.lib.colour;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// The kinds of fact a rule can ask for, by the name it writes. A closed list: a rule that asks for
/// anything else is refused when its pack is loaded.
enum Selector {
    /// A PCR of one person's own sample, positive: a case (F0).
    POSITIVE_PCR(0, "test.positive.pcr"),
    /// A rapid antigen test, positive: suspected until a PCR of the person's own sample.
    POSITIVE_RAT(1, "test.positive.rat"),
    /// A positive pool: one of its members may be a case, none is proven to be.
    POSITIVE_POOL(2, "test.positive.pool"),
    /// A negative PCR; a negative pool clears each of its members.
    NEGATIVE_PCR(3, "test.negative.pcr"),
    /// A negative test of any method.
    NEGATIVE_TEST(4, "test.negative"),
    /// Any definite PCR result of the person's own sample: the answer a suspicion waits for.
    OWN_PCR(5, "test.own.pcr"),
    SYMPTOMS(6, "declaration.symptoms"),
    NO_SYMPTOMS(7, "declaration.no_symptoms"),
    CONTACT(8, "declaration.contact"),
    RECOVERY(9, "recovery"),
    DIAGNOSIS(10, "diagnosis"),
    STAY_ORDER(11, "stay_order"),
    CONTRAINDICATION(12, "contraindication"),
    EXPOSURE(13, "exposure");

    private final int bit;
    private final String written;

    Selector(int index, String written) {
        this.bit = 1 << index;
        this.written = written;
    }

    /// The name as rules write it.
    String written() {
        return written;
    }

    static Optional<Selector> of(String written) {
        return Arrays.stream(values()).filter(s -> s.written.equals(written)).findFirst();
    }

    static String names() {
        return String.join(", ", Arrays.stream(values()).map(Selector::written).toList());
    }

    boolean in(int mask) {
        return (mask & bit) != 0;
    }

    /// All selectors a fact answers, as one word; 0 for a kind no selector names.
    static int mask(KnownFact fact) {
        Map<String, Object> attributes = fact.attributes();
        return switch (fact.kind()) {
            case "test_result" -> testMask(attributes);
            case "declaration" ->
                    (truth(attributes, "symptoms") ? SYMPTOMS.bit : NO_SYMPTOMS.bit)
                            | (truth(attributes, "contact") ? CONTACT.bit : 0);
            case "recovery" -> RECOVERY.bit;
            case "diagnosis" -> DIAGNOSIS.bit;
            case "stay_order" -> STAY_ORDER.bit;
            case "contraindication" -> CONTRAINDICATION.bit;
            case "exposure" -> EXPOSURE.bit;
            default -> 0;
        };
    }

    private static int testMask(Map<String, Object> attributes) {
        boolean pcr = text(attributes, "method").equals("pcr");
        boolean pooled = truth(attributes, "pooled");
        return switch (text(attributes, "result")) {
            case "positive" -> {
                if (pooled) {
                    yield POSITIVE_POOL.bit;
                }
                yield pcr ? POSITIVE_PCR.bit | OWN_PCR.bit : POSITIVE_RAT.bit;
            }
            case "negative" ->
                    NEGATIVE_TEST.bit
                            | (pcr ? NEGATIVE_PCR.bit : 0)
                            | (pcr && !pooled ? OWN_PCR.bit : 0);
            default -> 0;
        };
    }

    private static boolean truth(Map<String, Object> attributes, String name) {
        return text(attributes, name).equals("true");
    }

    static String text(Map<String, Object> attributes, String name) {
        Object value = attributes.get(name);
        return value == null ? "" : value.toString();
    }
}
