package vn.pccovid.lib.credential;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a gate learns from a code: colours, area, ages. Never a name, a number, a dose or a
/// diagnosis.
///
/// @param credentialId 16 random bytes; the only handle, for revocation
/// @param floorColour colour under the national floor
/// @param residenceColour colour under the rules of the area of residence
/// @param area code of the province or `province/district/commune`, at most 16 characters
/// @param asOf instant of the facts the colours rest on
/// @param issuedAt whole seconds
/// @param validFrom the instant of issue, or later on a code of a strip fetched for days offline
/// @param expiresAt first instant at which it holds no more, whole seconds
/// @param form live on a phone, or printed (longer-lived, needs a document)
/// @param holder salted hash of name and last four characters of the document, see [HolderHash]
/// @param deviceKey the key the phone made for this code; null exactly when printed
public record GateClaims(
        byte[] credentialId,
        PassColour floorColour,
        PassColour residenceColour,
        String area,
        Instant asOf,
        Instant issuedAt,
        Instant validFrom,
        Instant expiresAt,
        Form form,
        HolderHash holder,
        @Nullable DeviceKey deviceKey) {

    /// How the code is carried.
    public enum Form {
        /// On a phone that proves every 30 seconds that it is the one the code was issued to.
        LIVE(0),
        /// On paper, or on a phone that cannot prove itself: never without a document in hand.
        PRINTED(1);

        final long wire;

        Form(long wire) {
            this.wire = wire;
        }
    }

    /// Colour of a person on a code; the order is that of severity.
    public enum PassColour {
        GREEN(0),
        YELLOW(1),
        RED(2);

        final long wire;

        PassColour(long wire) {
            this.wire = wire;
        }
    }

    /// Longest life of a live code; a phone renews it well before.
    public static final Duration MAX_LIVE = Duration.ofHours(24);

    /// Longest life of a printed code.
    public static final Duration MAX_PRINTED = Duration.ofDays(7);

    /// How far ahead a code of a strip may begin.
    public static final Duration MAX_AHEAD = Duration.ofDays(7);

    public GateClaims {
        if (credentialId.length != 16) {
            throw new IllegalArgumentException(
                    "credential id of " + credentialId.length + " bytes, wanted 16");
        }
        if (area.length() > 16) {
            throw new IllegalArgumentException(
                    "area of " + area.length() + " characters, wanted at most 16");
        }
        if (validFrom.isBefore(issuedAt)
                || Duration.between(issuedAt, validFrom).compareTo(MAX_AHEAD) > 0) {
            throw new IllegalArgumentException(
                    "valid from %s, issued at %s, wanted 0 to %s later"
                            .formatted(validFrom, issuedAt, MAX_AHEAD));
        }
        if (!validFrom.isBefore(expiresAt)) {
            throw new IllegalArgumentException(
                    "expires at " + expiresAt + ", valid from " + validFrom);
        }
        var life = Duration.between(validFrom, expiresAt);
        var most = form == Form.LIVE ? MAX_LIVE : MAX_PRINTED;
        if (life.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    form + " code for " + life + ", wanted at most " + most);
        }
        if ((form == Form.LIVE) != (deviceKey != null)) {
            throw new IllegalArgumentException(
                    form + " code " + (deviceKey == null ? "without" : "with") + " a device key");
        }
    }

    /// Does the keeper look at a document in any case? A live code proves its phone; paper proves
    /// nothing about who carries it.
    public boolean needsDocument() {
        return form == Form.PRINTED;
    }
}
