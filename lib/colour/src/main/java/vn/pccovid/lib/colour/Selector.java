package vn.pccovid.lib.colour;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
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
    /// A negative rapid antigen test.
    NEGATIVE_RAT(4, "test.negative.rat"),
    /// A negative PCR or LAMP, what an airline asks for (10688/BYT-MT).
    NEGATIVE_MOLECULAR(5, "test.negative.molecular"),
    /// A negative test of any method that looks for the virus.
    NEGATIVE_TEST(6, "test.negative"),
    /// Any definite PCR result of the person's own sample: the answer a suspicion waits for.
    OWN_PCR(7, "test.own.pcr"),
    /// A PCR that releases a case: negative, or positive with a cycle threshold of at least
    /// [#CLEAR_CT].
    CLEAR_PCR(8, "test.clear.pcr"),
    /// A test that releases a case from 250/QD-BYT on: a clear PCR or a negative rapid test taken
    /// or watched by staff.
    CLEAR_TEST(9, "test.clear"),
    /// Antibodies: what a person who recovered without papers can show.
    ANTIBODY(10, "test.positive.antibody"),
    /// Proven ill: a positive PCR of the own sample, or a diagnosis.
    CASE(11, "case"),
    DIAGNOSIS(12, "diagnosis"),
    /// Recovered, with a paper of discharge or completion.
    RECOVERY(13, "recovery"),
    /// Recovered by own account, without paper.
    RECOVERY_WITHOUT_PAPER(14, "recovery.without_paper"),
    SYMPTOMS(15, "declaration.symptoms"),
    NO_SYMPTOMS(16, "declaration.no_symptoms"),
    CONTACT(17, "declaration.contact"),
    /// The person says that they never had a dose. Not the same as no dose being known.
    NO_DOSE(18, "declaration.no_dose"),
    CONTRAINDICATION(19, "contraindication"),
    /// Close contact with a case (F1), established by the health authority; at: the last contact.
    EXPOSURE(20, "exposure"),
    /// A contact an app or a register suggests and nobody has established yet.
    POSSIBLE_EXPOSURE(21, "exposure.possible"),
    /// Any order to stay.
    STAY_ORDER(22, "stay_order"),
    /// An order that states its end.
    STATED_ORDER(23, "stay_order.stated_end"),
    /// A contact's order that leaves its end to the rules; at: the start of quarantine.
    CONTACT_ORDER(24, "stay_order.contact"),
    /// Another order that states no end; and the order of a case or an arrival whose end an officer
    /// stated.
    OPEN_ORDER(25, "stay_order.open"),
    /// Arrival from an area of level 4 or under lockdown; at: the arrival.
    TRIP_FROM_LEVEL_4(26, "trip.from_level_4"),
    /// Entry into the country; at: the entry.
    ENTRY(27, "border.entry");

    /// Cycle threshold from which a positive PCR no longer keeps a case (3416/QD-BYT, 4689/QD-BYT,
    /// 250/QD-BYT: "Ct ≥ 30").
    static final double CLEAR_CT = 30;

    private static final int BURDENS =
            EnumSet.of(
                            POSITIVE_PCR,
                            POSITIVE_RAT,
                            POSITIVE_POOL,
                            CASE,
                            DIAGNOSIS,
                            SYMPTOMS,
                            CONTACT,
                            NO_DOSE,
                            EXPOSURE,
                            POSSIBLE_EXPOSURE,
                            STAY_ORDER,
                            TRIP_FROM_LEVEL_4,
                            ENTRY)
                    .stream()
                    .mapToInt(selector -> selector.bit)
                    .reduce(0, (a, b) -> a | b);

    private final int bit;
    private final int index;
    private final String written;

    Selector(int index, String written) {
        this.bit = 1 << index;
        this.index = index;
        this.written = written;
    }

    /// The name as rules write it.
    String written() {
        return written;
    }

    int bit() {
        return bit;
    }

    /// The place of this kind in arrays by kind.
    int index() {
        return index;
    }

    /// True for the names of orders, which have an end of their own.
    boolean isOrder() {
        return written.startsWith("stay_order");
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

    /// True for a fact that may worsen a colour; what is not listed can only help.
    static boolean burdens(int mask) {
        return (mask & BURDENS) != 0;
    }

    /// All selectors a fact answers, as one word; 0 for a kind no selector names.
    static int mask(KnownFact fact) {
        Map<String, Object> attributes = fact.attributes();
        return switch (fact.kind()) {
            case "test_result" -> testMask(attributes);
            case "declaration" ->
                    (truth(attributes, "symptoms") ? SYMPTOMS.bit : NO_SYMPTOMS.bit)
                            | (truth(attributes, "contact") ? CONTACT.bit : 0)
                            | (truth(attributes, "no_dose") ? NO_DOSE.bit : 0);
            case "recovery" ->
                    text(attributes, "proof").equals("none")
                            ? RECOVERY_WITHOUT_PAPER.bit
                            : RECOVERY.bit;
            case "diagnosis" -> DIAGNOSIS.bit | CASE.bit;
            case "stay_order" -> orderMask(attributes);
            case "contraindication" -> CONTRAINDICATION.bit;
            case "exposure" -> exposureMask(attributes);
            case "trip" ->
                    switch (text(attributes, "from_level")) {
                        case "4", "lockdown" -> TRIP_FROM_LEVEL_4.bit;
                        default -> 0;
                    };
            case "border_crossing" -> text(attributes, "direction").equals("entry") ? ENTRY.bit : 0;
            default -> 0;
        };
    }

    private static int testMask(Map<String, Object> attributes) {
        String method = text(attributes, "method");
        boolean pcr = method.equals("pcr");
        boolean pooled = truth(attributes, "pooled");
        String result = text(attributes, "result");
        if (method.equals("antibody")) {
            return result.equals("positive") ? ANTIBODY.bit : 0;
        }
        return switch (result) {
            case "positive" -> {
                if (pooled) {
                    yield POSITIVE_POOL.bit;
                }
                if (!pcr) {
                    yield POSITIVE_RAT.bit;
                }
                yield POSITIVE_PCR.bit
                        | OWN_PCR.bit
                        | CASE.bit
                        | (clear(attributes) ? CLEAR_PCR.bit | CLEAR_TEST.bit : 0);
            }
            case "negative" -> {
                int any = NEGATIVE_TEST.bit;
                if (pcr) {
                    yield any
                            | NEGATIVE_PCR.bit
                            | NEGATIVE_MOLECULAR.bit
                            | CLEAR_PCR.bit
                            | CLEAR_TEST.bit
                            | (pooled ? 0 : OWN_PCR.bit);
                }
                if (method.equals("lamp")) {
                    yield any | NEGATIVE_MOLECULAR.bit;
                }
                yield any | NEGATIVE_RAT.bit | (truth(attributes, "self") ? 0 : CLEAR_TEST.bit);
            }
            default -> 0;
        };
    }

    private static boolean clear(Map<String, Object> attributes) {
        Object ct = attributes.get("ct");
        if (ct == null) {
            return false;
        }
        try {
            return Double.parseDouble(ct.toString()) >= CLEAR_CT;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    /// Who was released early is not kept by the exposure the order rested on.
    private static int exposureMask(Map<String, Object> attributes) {
        if (truth(attributes, "released")) {
            return 0;
        }
        return truth(attributes, "possible") ? POSSIBLE_EXPOSURE.bit : EXPOSURE.bit;
    }

    private static int orderMask(Map<String, Object> attributes) {
        String reason = text(attributes, "reason");
        if (reason.equals("case") || reason.equals("arrival") || reason.equals("entry")) {
            // How long they stay is the matter of the rules of discharge, arrival and entry, and
            // what follows it too; an end an officer stated is kept all the same.
            return STAY_ORDER.bit | (attributes.get("until") == null ? 0 : OPEN_ORDER.bit);
        }
        if (attributes.get("until") != null) {
            return STAY_ORDER.bit | STATED_ORDER.bit;
        }
        return STAY_ORDER.bit | (reason.equals("contact") ? CONTACT_ORDER.bit : OPEN_ORDER.bit);
    }

    /// The end a fact states for itself in microseconds, or the end of time when it states none.
    static long until(KnownFact fact) {
        Object until = fact.attributes().get("until");
        if (until == null) {
            return VietnamTime.LIMIT_MICROS;
        }
        return VietnamTime.micros(
                until instanceof Instant instant ? instant : Instant.parse(until.toString()));
    }

    private static boolean truth(Map<String, Object> attributes, String name) {
        Object value = attributes.get(name);
        return value instanceof Boolean truth
                ? truth
                : value != null && value.toString().equals("true");
    }

    static String text(Map<String, Object> attributes, String name) {
        Object value = attributes.get(name);
        return value instanceof String text ? text : value == null ? "" : value.toString();
    }
}
