package vn.pccovid.bench;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.colour.BirthRange;
import vn.pccovid.lib.colour.KnownFact;
import vn.pccovid.lib.colour.Subject;

/// The rules in force between 8 November and 16 December 2021, written by hand as a programmer
/// would who need not change them next month: the floor, discharge by 4689, contacts by 5599,
/// arrivals by 9472, and Khánh Hòa. It reads the facts of one person once and then asks rule after
/// rule. `bench colour` compares its answers with the engine's on 100,000 people before it measures
/// anything. It shares no code with the engine.
final class HandWrittenRules {
    private static final long NEVER = Long.MIN_VALUE;
    private static final long HOUR = 3_600_000_000L;
    private static final long DAY = 24 * HOUR;
    private static final int SHOT_DAYS = 10;

    private final long now;
    private final long today;
    private long rat = NEVER;
    private long pool = NEVER;
    private long ownPcr = NEVER;
    private long negativePcr = NEVER;
    private long negative = NEVER;
    private long symptoms = NEVER;
    private long noSymptoms = NEVER;
    private long recovery = NEVER;
    private long exposure = NEVER;
    private long possible = NEVER;
    private long order = NEVER;
    private long contactOrder = NEVER;
    private boolean ordered;
    private boolean justEnded;
    private boolean noDose;
    private boolean contraindicated;
    private int doses;
    private int cases;
    private int clears;
    private int recoveries;
    private int trips;
    private long[] dose = {};
    private int[] share = {};
    private long[] ill = {};
    private boolean[] illAndClear = {};
    private long[] clear = {};
    private long[] recovered = {};
    private long[] trip = {};

    private HandWrittenRules(long now) {
        this.now = now;
        this.today = day(now);
    }

    /// The rule that decides, `pack/rule`.
    static String decide(Subject subject, List<KnownFact> facts, Instant at) {
        HandWrittenRules rules = new HandWrittenRules(micros(at));
        for (int i = 0; i < facts.size(); i++) {
            rules.read(facts.get(i), facts.size());
        }
        return rules.answer(subject);
    }

    private void read(KnownFact fact, int size) {
        long at = micros(fact.at());
        if (at > now) {
            return;
        }
        Map<String, Object> details = fact.attributes();
        switch (fact.kind()) {
            case "dose" -> {
                if (doses == 0) {
                    dose = new long[size];
                    share = new int[size];
                }
                int i = doses++;
                for (; i > 0 && dose[i - 1] > at; i--) {
                    dose[i] = dose[i - 1];
                    share[i] = share[i - 1];
                }
                dose[i] = at;
                share[i] = share(String.valueOf(details.get("vaccine")));
            }
            case "test_result" -> test(at, details, size);
            case "declaration" -> {
                if (yes(details, "symptoms")) {
                    symptoms = Math.max(symptoms, at);
                } else {
                    noSymptoms = Math.max(noSymptoms, at);
                }
                noDose |= yes(details, "no_dose");
            }
            case "recovery" -> {
                if (!"none".equals(details.get("proof"))) {
                    recovery = Math.max(recovery, at);
                    recovered = put(recovered, recoveries++, at, size);
                }
            }
            case "diagnosis" -> ill(at, false, size);
            case "stay_order" -> order(at, details);
            case "exposure" -> {
                if (yes(details, "possible")) {
                    possible = Math.max(possible, at);
                } else {
                    exposure = Math.max(exposure, at);
                }
            }
            case "trip" -> {
                Object level = details.get("from_level");
                if ("4".equals(level) || "lockdown".equals(level)) {
                    trip = put(trip, trips++, at, size);
                }
            }
            case "contraindication" -> contraindicated = true;
            default -> {}
        }
    }

    private void test(long at, Map<String, Object> details, int size) {
        Object method = details.get("method");
        Object result = details.get("result");
        boolean pcr = "pcr".equals(method);
        if ("antibody".equals(method)) {
            return;
        }
        if ("positive".equals(result)) {
            if (yes(details, "pooled")) {
                pool = Math.max(pool, at);
            } else if (pcr) {
                ownPcr = Math.max(ownPcr, at);
                boolean cleared = details.get("ct") instanceof Integer ct && ct >= 30;
                ill(at, cleared, size);
                if (cleared) {
                    clear = put(clear, clears++, at, size);
                }
            } else {
                rat = Math.max(rat, at);
            }
        } else if ("negative".equals(result)) {
            negative = Math.max(negative, at);
            if (pcr) {
                negativePcr = Math.max(negativePcr, at);
                clear = put(clear, clears++, at, size);
                if (!yes(details, "pooled")) {
                    ownPcr = Math.max(ownPcr, at);
                }
            }
        }
    }

    private void ill(long at, boolean cleared, int size) {
        if (cases == 0) {
            ill = new long[size];
            illAndClear = new boolean[size];
        }
        int i = cases++;
        for (; i > 0 && ill[i - 1] > at; i--) {
            ill[i] = ill[i - 1];
            illAndClear[i] = illAndClear[i - 1];
        }
        ill[i] = at;
        illAndClear[i] = cleared;
    }

    private void order(long at, Map<String, Object> details) {
        order = Math.max(order, at);
        if (details.get("until") instanceof Instant until) {
            long end = Math.max(at, micros(until));
            ordered |= now < micros(until);
            justEnded |= end <= now && today < day(end) + 14;
        } else if ("contact".equals(details.get("reason"))) {
            contactOrder = Math.max(contactOrder, at);
        } else {
            ordered = true;
        }
    }

    private String answer(Subject subject) {
        if (ordered) {
            return "vn-floor/stay_order";
        }
        String red = illness();
        if (red != null) {
            return red;
        }
        if (contactOrder != NEVER && today < day(contactOrder) + 14) {
            return "vn-contacts/quarantine";
        }
        if (exposure != NEVER && today <= day(exposure) + 13 && order <= exposure) {
            return "vn-contacts/awaiting_order";
        }
        long unprotected = lastTripUnprotected();
        if (unprotected != NEVER && today < day(unprotected) + 7) {
            return "vn-arrivals/isolation";
        }
        if (unprotected != NEVER && noDose && doses == 0 && today < day(unprotected) + 14) {
            return "vn-arrivals/long_isolation";
        }
        String minimum = minimum(subject);
        if (minimum.equals("khanh-hoa/everyone_else")) {
            return minimum;
        }
        String yellow = yellowOrders(unprotected);
        return yellow == null ? minimum : yellow;
    }

    private @Nullable String illness() {
        long start = NEVER;
        long end = NEVER;
        long keeps = NEVER;
        for (int i = 0; i < cases; i++) {
            if (start == NEVER || ill[i] >= end) {
                start = ill[i];
                keeps = start;
                end = Math.min(midnight(day(start) + 21), recoveredAfter(start));
            } else if (!illAndClear[i]) {
                keeps = ill[i];
            }
        }
        if (start == NEVER || now >= end) {
            return null;
        }
        if (today < day(start) + 10 || !cleared(keeps, day(start) + 9)) {
            return "vn-discharge/case";
        }
        boolean symptomatic =
                symptoms != NEVER
                        && (today < day(symptoms) + 3
                                || (today < day(start) + 14 && today <= day(symptoms) + 21));
        return symptomatic ? "vn-discharge/case_with_symptoms" : null;
    }

    private long recoveredAfter(long start) {
        long first = Long.MAX_VALUE;
        for (int i = 0; i < recoveries; i++) {
            if (recovered[i] > start) {
                first = Math.min(first, recovered[i]);
            }
        }
        return first;
    }

    private boolean cleared(long after, long fromDay) {
        for (int i = 0; i < clears; i++) {
            if (clear[i] > after && day(clear[i]) >= fromDay) {
                return true;
            }
        }
        return false;
    }

    private long lastTripUnprotected() {
        long last = NEVER;
        for (int i = 0; i < trips; i++) {
            if (trip[i] > last && !immune(trip[i])) {
                last = trip[i];
            }
        }
        return last;
    }

    private boolean immune(long at) {
        int complete = complete();
        for (int i = complete; complete >= 0 && i < doses; i++) {
            if (day(dose[i]) + 14 <= day(at)) {
                return true;
            }
        }
        for (int i = 0; i < recoveries; i++) {
            if (recovered[i] <= at
                    && day(at)
                            <= LocalDate.ofEpochDay(day(recovered[i])).plusMonths(6).toEpochDay()) {
                return true;
            }
        }
        return false;
    }

    private @Nullable String yellowOrders(long unprotected) {
        if (rat != NEVER && today <= day(rat) + 14 && ownPcr <= rat) {
            return "vn-floor/rapid_positive";
        }
        if (pool != NEVER && today <= day(pool) + 14 && ownPcr <= pool) {
            return "vn-floor/pool_positive";
        }
        if (symptoms != NEVER
                && today <= day(symptoms) + 14
                && noSymptoms <= symptoms
                && negativePcr <= symptoms) {
            return "vn-floor/symptoms";
        }
        if (possible != NEVER
                && today <= day(possible) + 14
                && (negative <= possible || day(negative) < day(possible) + 3)) {
            return "vn-floor/possible_contact";
        }
        if (recovery != NEVER && today < day(recovery) + 7) {
            return "vn-discharge/after_discharge";
        }
        if ((contactOrder != NEVER && today < day(contactOrder) + 28) || justEnded) {
            return "vn-contacts/monitoring";
        }
        for (int i = 0; i < trips; i++) {
            if (today < day(trip[i]) + 7) {
                return "vn-arrivals/monitoring";
            }
        }
        if (unprotected != NEVER
                && (today < day(unprotected) + 14
                        || (doses == 0 && today < day(unprotected) + 28))) {
            return "vn-arrivals/monitoring";
        }
        return null;
    }

    private String minimum(Subject subject) {
        boolean khanhHoa = subject.area().equals("56") || subject.area().startsWith("56/");
        int complete = complete();
        if (complete >= 0 && day(dose[complete]) + 14 <= today) {
            return khanhHoa ? "khanh-hoa/full_course" : "vn-floor/full_course";
        }
        if (recovery != NEVER && today <= day(recovery) + 180) {
            return khanhHoa ? "khanh-hoa/recovered" : "vn-floor/recovered";
        }
        if (doses > 0 && day(dose[0]) + 14 <= today) {
            return khanhHoa ? "khanh-hoa/first_dose" : "vn-floor/one_dose";
        }
        if (khanhHoa) {
            if (negativePcr != NEVER && now < negativePcr + 72 * HOUR) {
                return "khanh-hoa/negative_pcr";
            }
            BirthRange birth = subject.birth();
            if (birth != null && today < birth.latest().plusYears(18).toEpochDay()) {
                return "vn-floor/child";
            }
            return contraindicated ? "vn-floor/contraindicated" : "khanh-hoa/everyone_else";
        }
        return negative != NEVER && now < negative + 72 * HOUR
                ? "vn-floor/negative_test"
                : "vn-floor/nothing_known";
    }

    /// The dose with which the course is complete, or -1: the best choice of shots ten days apart.
    private int complete() {
        if (doses == 0) {
            return -1;
        }
        int[] best = new int[doses + 1];
        for (int i = 0; i < doses; i++) {
            int before = i;
            while (before > 0 && day(dose[before - 1]) > day(dose[i]) - SHOT_DAYS) {
                before--;
            }
            best[i + 1] = Math.max(best[i], best[before] + share[i]);
            if (best[i + 1] >= 6) {
                return i;
            }
        }
        return -1;
    }

    private static int share(String vaccine) {
        return switch (vaccine.toLowerCase(Locale.ROOT)) {
            case "janssen" -> 6;
            case "abdala" -> 2;
            default -> 3;
        };
    }

    private static long[] put(long[] into, int index, long value, int size) {
        long[] array = into.length == 0 ? new long[size] : into;
        array[index] = value;
        return array;
    }

    private static boolean yes(Map<String, Object> details, String name) {
        return Boolean.TRUE.equals(details.get(name));
    }

    private static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
    }

    private static long day(long micros) {
        return Math.floorDiv(micros + 7 * HOUR, DAY);
    }

    private static long midnight(long day) {
        return day * DAY - 7 * HOUR;
    }
}
