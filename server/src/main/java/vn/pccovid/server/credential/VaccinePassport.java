package vn.pccovid.server.credential;

import java.time.Instant;

/// A vaccine passport as handed to its holder, with the fields Decision 5772/QD-BYT shows.
///
/// @param code text of the QR code, an EU Digital COVID Certificate
/// @param svg the QR code drawn
/// @param name in two parts, and as transliterated
/// @param dateOfBirth as exactly as it is known
/// @param vaccine the name it has here, and `product` its code in the EU value sets
/// @param certificateId the unique certificate identifier
/// @param expiresAt twelve months after `issuedAt`
public record VaccinePassport(
        String code,
        String svg,
        String name,
        String transliterated,
        String dateOfBirth,
        String vaccine,
        String product,
        long doseNumber,
        long seriesDoses,
        String doseDate,
        String certificateId,
        Instant issuedAt,
        Instant expiresAt) {
    @Override
    public String toString() {
        return "VaccinePassport[•••]";
    }
}
