package vn.pccovid.server.gate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.credential.GateClaims;
import vn.pccovid.server.access.Sentences;

/// What a keeper is told: whether to let the person pass, why in a class of reasons, and what to
/// do. Never a diagnosis, a dose or a test.
///
/// @param colour the colour shown on the code, null when the code is refused
/// @param reasonClass stable word for programs, such as `green`, `restricted`, `stay_home`,
///   `expired`
/// @param issuedAt and `expiresAt` of the code, null when there is none
/// @param holder what the document in hand must fit; null when the answer needs none
record GateAnswer(
        Go answer,
        @Nullable String colour,
        String reasonClass,
        Sentences reason,
        Sentences instruction,
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

    static GateAnswer of(GateClaims claims) {
        var why = ReasonClass.of(claims.residenceColour());
        var encoder = Base64.getUrlEncoder().withoutPadding();
        return new GateAnswer(
                why.go,
                word(claims.residenceColour()),
                word(why),
                why.reason(),
                why.instruction(),
                word(claims.form()),
                claims.issuedAt(),
                claims.expiresAt(),
                new Holder(
                        encoder.encodeToString(claims.holder().salt()),
                        encoder.encodeToString(claims.holder().hash())));
    }

    /// The answer to a look-up online.
    static GateAnswer of(ReasonClass why, Colour colour) {
        return new GateAnswer(
                why.go,
                word(colour),
                word(why),
                why.reason(),
                why.instruction(),
                null,
                null,
                null,
                null);
    }

    /// The answer to something that shows no colour.
    static GateAnswer of(ReasonClass why) {
        return new GateAnswer(
                why.go, null, word(why), why.reason(), why.instruction(), null, null, null, null);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
