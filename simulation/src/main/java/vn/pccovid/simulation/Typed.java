package vn.pccovid.simulation;

import java.util.ArrayList;
import java.util.List;

/// What one row says about its person, and how far that agrees with who they are. The rule of
/// `evidence` stands in `docs/simulation.md`.
final class Typed {
    /// Whose number a row carries.
    enum Whose {
        /// None, or one that cannot be read as a number.
        NONE,
        /// Valid and theirs, and other sources can know it.
        OWN,
        /// Theirs, but the register does not know it: an older card.
        OWN_UNKNOWN,
        /// The last digits of theirs, at least four.
        TAIL,
        /// Somebody else's, or theirs with a digit wrong.
        OTHER
    }

    /// How the typed birth date agrees.
    enum Birth {
        MISSING,
        YEAR,
        FULL,
        WRONG
    }

    String name = "";
    boolean lettersChanged;
    String birth = "";
    Birth birthAgrees = Birth.MISSING;
    String number = "";
    Whose whose = Whose.NONE;
    String insurance = "";
    String phone = "";
    boolean phoneTheirs;
    String provinceCode = "";
    String districtCode = "";
    String communeCode = "";
    String address = "";
    boolean communeTheirs;
    private final List<String> errors = new ArrayList<>();

    void error(String error) {
        errors.add(error);
    }

    List<String> errors() {
        return errors;
    }

    boolean has(String error) {
        return errors.contains(error);
    }

    String evidence() {
        if (name.isEmpty() || whose == Whose.OTHER) {
            return "none";
        }
        if (whose == Whose.OWN || !insurance.isEmpty()) {
            return "strong";
        }
        if (birthAgrees == Birth.MISSING || birthAgrees == Birth.WRONG) {
            return "none";
        }
        int support =
                (communeTheirs ? 1 : 0) + (phoneTheirs ? 1 : 0) + (whose == Whose.TAIL ? 1 : 0);
        return support >= (lettersChanged ? 2 : 1) ? "weak" : "none";
    }
}
