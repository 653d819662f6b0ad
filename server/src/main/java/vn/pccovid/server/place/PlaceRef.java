package vn.pccovid.server.place;

/// Where it was. Never store one unsealed beside a person.
///
/// @param kind `venue`, `gate` or `vehicle`
/// @param id of the venue or gate; the plate of a vehicle
/// @param venueKind kind of venue, or of vehicle; empty if unknown
/// @param area commune of a venue as an area path; empty if unknown
public record PlaceRef(String kind, String id, String venueKind, String area) {
    static final String VENUE = "venue";
    static final String GATE = "gate";
    static final String VEHICLE = "vehicle";

    @Override
    public String toString() {
        return "PlaceRef[" + kind + ", ...]";
    }
}
