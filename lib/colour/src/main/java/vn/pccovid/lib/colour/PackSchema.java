package vn.pccovid.lib.colour;

/// The layout of packs as a JSON Schema (draft 2020-12), so that editors complete and check what is
/// being written. It knows keys, kinds of value and choices; what expressions mean only the loader
/// knows. A test keeps the two together.
public final class PackSchema {
    private PackSchema() {}

    /// The schema as JSON.
    public static String json() {
        return RulePacks.text("pack.schema.json");
    }
}
