package vn.pccovid.lib.territory;

/// Depth of an area in the tree. The length of a code tells the level: two digits a province, three
/// a district, five a commune (General Statistics Office).
public enum AreaLevel {
    PROVINCE,
    DISTRICT,
    COMMUNE
}
