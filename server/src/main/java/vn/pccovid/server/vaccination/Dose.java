package vn.pccovid.server.vaccination;

import java.time.Instant;

/// One dose as the vaccination platform tells it.
///
/// @param doseId the platform's key of the dose (`ma_mui_tiem`)
/// @param subjectKey the platform's key of the vaccinated person (`ma_doi_tuong`), who may arrive
///   later
/// @param number 1 to 9; 0 if not told
/// @param vaccine as in the platform's list: `AstraZeneca`, `Comirnaty` …
/// @param area commune of the site, as an area path; empty if unknown
public record Dose(
        String doseId,
        String subjectKey,
        int number,
        String vaccine,
        String lot,
        Instant at,
        String facility,
        String area) {
    public Dose {
        if (number < 0 || number > 9) {
            throw new IllegalArgumentException("dose number " + number + ", wanted 0 to 9");
        }
    }

    @Override
    public String toString() {
        return "Dose[...]";
    }
}
