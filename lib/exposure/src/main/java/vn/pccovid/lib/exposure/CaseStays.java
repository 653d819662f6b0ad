package vn.pccovid.lib.exposure;

import java.util.List;

/// Where a case was in the days it may have caught it.
///
/// @param caseKey opaque key
/// @param stays of the case; those outside the days it may have caught it do no harm
public record CaseStays(String caseKey, CaseCourse course, List<Stay> stays) {
    public CaseStays {
        stays = List.copyOf(stays);
    }

    @Override
    public String toString() {
        return "CaseStays[" + stays.size() + "]";
    }
}
