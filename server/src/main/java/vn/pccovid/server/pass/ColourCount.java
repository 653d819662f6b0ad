package vn.pccovid.server.pass;

/// How many people of one place have which colour. Exact: whoever shows it hides small cells.
///
/// @param area area path as known for these people: a commune, or a district or province where the
///   commune is unknown
/// @param carriedOver people of whom a system other than the registers holds a record
public record ColourCount(
        String area,
        long people,
        long carriedOver,
        long green,
        long yellow,
        long red,
        long redForLackOfData) {}
