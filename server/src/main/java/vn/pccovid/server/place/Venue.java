package vn.pccovid.server.place;

/// A place where visits are recorded.
///
/// @param venueId the source's key (`ma_diem`)
/// @param registrant name and phone of who registered it; sealed
/// @param area commune, as an area path; empty if unknown
public record Venue(
        String venueId,
        String name,
        String area,
        String address,
        String registrant,
        String registrantPhone,
        String kind) {
    @Override
    public String toString() {
        return "Venue[" + area + ", ...]";
    }
}
