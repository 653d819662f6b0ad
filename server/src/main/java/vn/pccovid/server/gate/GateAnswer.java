package vn.pccovid.server.gate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.colour.Journey;
import vn.pccovid.lib.colour.MovementPack;
import vn.pccovid.lib.colour.PackRule;
import vn.pccovid.lib.colour.RulePack;
import vn.pccovid.lib.credential.GateClaims;
import vn.pccovid.server.access.Sentences;

/// What a keeper is told: whether to let the person pass, why in a class of reasons, how fresh that
/// is, and what to do. Never a name, a diagnosis, a dose or a test.
///
/// @param shown what was scanned, see [Shown#word]
/// @param colour the colour that decided; null when there is none
/// @param reasonClass stable word for programs, such as `green`, `restricted`, `stay_home`,
///   `expired`
/// @param rule `pack/rule` that decided, null when the code itself was refused
/// @param sentence the numbered sentence it rests on, with its source
/// @param askPurpose the answer may become another one when the keeper states the purpose
/// @param permits kinds of paper in force that were counted
/// @param asOf the facts of the colour are those of this instant; null when there are none
/// @param form `live` or `printed`, null for what is no code of ours
/// @param issuedAt and `expiresAt` of the code, null when there is none
/// @param holder what the document in hand must fit; null when the answer needs none
record GateAnswer(
        Go answer,
        String shown,
        @Nullable String colour,
        String reasonClass,
        Sentences reason,
        Sentences instruction,
        @Nullable String rule,
        @Nullable Sentence sentence,
        boolean askPurpose,
        List<String> permits,
        @Nullable Instant asOf,
        @Nullable String form,
        @Nullable Instant issuedAt,
        @Nullable Instant expiresAt,
        @Nullable Holder holder) {

    /// The three answers a gate knows.
    enum Go {
        @JsonProperty("go")
        GO,
        @JsonProperty("go_if")
        GO_IF,
        @JsonProperty("stop")
        STOP
    }

    /// Salt and hash for the check of name and last four characters of the document, base64url.
    record Holder(String salt, String hash) {}

    record Sentence(String id, String vi, String en, String source) {}

    /// The answer of a rule.
    ///
    /// @param claims of the code that was shown, null for a card or a number
    static GateAnswer of(
            Shown shown,
            Journey journey,
            MovementPack.Decision decision,
            @Nullable Instant asOf,
            @Nullable GateClaims claims) {
        MovementPack.Rule rule = decision.rule();
        RulePack.Sentence sentence = decision.pack().sentences().get(rule.sentence());
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        boolean coloured =
                switch (journey.standing()) {
                    case GREEN, YELLOW, RED -> true;
                    case UNKNOWN, FOREIGN -> false;
                };
        return new GateAnswer(
                Go.valueOf(rule.answer().name()),
                shown.word(),
                coloured ? word(journey.standing()) : null,
                rule.reasonClass(),
                sentences(rule.reason()),
                sentences(rule.instruction()),
                decision.path(),
                sentence == null
                        ? null
                        : new Sentence(
                                rule.sentence(),
                                sentence.vietnamese(),
                                sentence.text(),
                                sentence.source()),
                rule.reasonClass().equals("ask_purpose")
                        || (journey.purpose() == Journey.Purpose.UNSTATED
                                && rule.answer() != MovementPack.Answer.GO),
                journey.permits().stream().map(Enum::name).sorted().toList(),
                asOf,
                claims == null ? null : word(claims.form()),
                claims == null ? null : claims.issuedAt(),
                claims == null ? null : claims.expiresAt(),
                claims == null
                        ? null
                        : new Holder(
                                encoder.encodeToString(claims.holder().salt()),
                                encoder.encodeToString(claims.holder().hash())));
    }

    /// The answer to a code that is refused: it opens nothing, and says what would.
    static GateAnswer refused(Shown shown, ReasonClass why) {
        return without(Go.STOP, shown, why);
    }

    /// One of a group for whom no look-up was left: the keeper looks at the document.
    static GateAnswer notLookedUp(Shown shown) {
        return without(Go.GO_IF, shown, ReasonClass.NOT_LOOKED_UP);
    }

    private static GateAnswer without(Go answer, Shown shown, ReasonClass why) {
        return new GateAnswer(
                answer,
                shown.word(),
                null,
                word(why),
                why.reason(),
                why.instruction(),
                null,
                null,
                false,
                List.of(),
                null,
                null,
                null,
                null,
                null);
    }

    private static Sentences sentences(PackRule.Words words) {
        return new Sentences(words.vi(), words.en());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
