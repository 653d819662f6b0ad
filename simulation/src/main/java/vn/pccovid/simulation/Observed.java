package vn.pccovid.simulation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.pccovid.lib.exposure.ContactState;
import vn.pccovid.lib.exposure.Evidence;

/// What the records show about one case, and beside it the truth.
///
/// @param evidence by contact
/// @param states of these contacts, as the record has them
/// @param sameHour contacts whose scan at a place lies within an hour of the case's
/// @param quarterHour contacts whose phone heard the case's louder than two metres' usual strength
///   for fifteen minutes of one day
/// @param trulyClose contacts who were in truth within two metres for fifteen minutes of one day
public record Observed(
        Map<Integer, List<Evidence>> evidence,
        Map<Integer, ContactState> states,
        Set<Integer> sameHour,
        Set<Integer> quarterHour,
        Set<Integer> trulyClose) {}
