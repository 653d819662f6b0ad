package vn.pccovid.lib.colour;

import org.jspecify.annotations.Nullable;

/// Weighs the rules that hold: the worst order, the best guarantee, the worst minimum.
final class Verdict {
    private RulePack.@Nullable Rule order;
    private RulePack.@Nullable Rule guarantee;
    private RulePack.@Nullable Rule minimum;

    void hear(RulePack.Rule rule) {
        switch (rule.rule().kind()) {
            case ORDER -> order = order == null || worse(rule, order) ? rule : order;
            case GUARANTEE ->
                    guarantee = guarantee == null || worse(guarantee, rule) ? rule : guarantee;
            // An overlay that says the same as the floor speaks last: it is the rule of the place.
            case MINIMUM -> minimum = minimum == null || !worse(minimum, rule) ? rule : minimum;
        }
    }

    private static boolean worse(RulePack.Rule a, RulePack.Rule b) {
        return a.rule().colour().worseThan(b.rule().colour());
    }

    RulePack.Rule decidedBy() {
        RulePack.Rule answer = minimum;
        if (answer == null) {
            throw new IllegalStateException("a floor without an answer for everybody");
        }
        if (guarantee != null && worse(answer, guarantee)) {
            answer = guarantee;
        }
        if (order != null && !worse(answer, order)) {
            answer = order;
        }
        return answer;
    }
}
