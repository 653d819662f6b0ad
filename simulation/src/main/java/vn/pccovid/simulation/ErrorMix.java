package vn.pccovid.simulation;

/// How messy the sources are. All values are shares between 0 and 1; `docs/simulation.md` says of
/// what. The standard mix is that of the published figures of the national vaccination platform
/// (March 2022) and the recipe derived from them.
///
/// @param idMissingOrMalformed of vaccinated registrations: no number, or one that cannot be a
///   number (4.6 %)
/// @param nameAccentsOrTyping of vaccinated registrations: accents lost or wrong, letters mistyped
///   (8 %)
/// @param nameToneOrIy of vaccinated registrations: tone on the other vowel, i for y (3 %)
/// @param birthSwappedOrOff of vaccinated registrations: day and month exchanged, or one off (6 %)
/// @param birthDefaultOrYear of vaccinated registrations: 01/01 or the year only (4 %)
/// @param idCardInstead of vaccinated registrations: the old nine-digit card (6 %)
/// @param idWrong of vaccinated registrations: another person's number or one digit wrong (2 %)
/// @param doseNeverEntered of doses given (4 %)
/// @param doseTwice of doses given: entered again by another facility (1.5 %)
/// @param doseUnderOther of doses given: entered under another person's record (0.2 %)
/// @param phoneShared of phones on vaccination registrations: used by two people or more (25 %)
/// @param phoneOldForm of phones written anywhere: the eleven-digit form of before 2018 (3 %)
/// @param phoneMissingBluezone of Bluezone devices (40 %)
/// @param nameUpperUnaccented of laboratory samples, whose names come from scanned codes (30 %)
/// @param encodingResidue of typed names: TCVN3, VNI or decomposed Unicode (0.5 %)
/// @param addressOtherVintage of addresses with codes: a commune code that is not in the list of
///   the day (10 %)
/// @param addressFreeText of addresses with codes: no codes, all in the text (15 %)
public record ErrorMix(
        double idMissingOrMalformed,
        double nameAccentsOrTyping,
        double nameToneOrIy,
        double birthSwappedOrOff,
        double birthDefaultOrYear,
        double idCardInstead,
        double idWrong,
        double doseNeverEntered,
        double doseTwice,
        double doseUnderOther,
        double phoneShared,
        double phoneOldForm,
        double phoneMissingBluezone,
        double nameUpperUnaccented,
        double encodingResidue,
        double addressOtherVintage,
        double addressFreeText) {

    /// The mix of the real sources.
    public static ErrorMix standard() {
        return new ErrorMix(
                0.046, 0.08, 0.03, 0.06, 0.04, 0.06, 0.02, 0.04, 0.015, 0.002, 0.25, 0.03, 0.40,
                0.30, 0.005, 0.10, 0.15);
    }
}
