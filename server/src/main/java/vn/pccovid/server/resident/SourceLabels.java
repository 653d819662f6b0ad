package vn.pccovid.server.resident;

import java.util.Map;
import vn.pccovid.server.access.Sentences;

/// What people call the systems facts come from.
final class SourceLabels {

    private static final Map<String, Sentences> LABELS =
            Map.ofEntries(
                    Map.entry(
                            "population",
                            new Sentences("Cơ sở dữ liệu dân cư", "Population register")),
                    Map.entry("insurance", new Sentences("Bảo hiểm y tế", "Health insurance")),
                    Map.entry(
                            "vaccination",
                            new Sentences("Nền tảng tiêm chủng", "Vaccination platform")),
                    Map.entry("laboratory", new Sentences("Phòng xét nghiệm", "Laboratory")),
                    Map.entry("bluezone", new Sentences("Bluezone", "Bluezone")),
                    Map.entry("ncovi", new Sentences("NCOVI", "NCOVI")),
                    Map.entry(
                            "vhd", new Sentences("Tờ khai y tế (VHD)", "Health declaration (VHD)")),
                    Map.entry("qr-checkin", new Sentences("Quét mã địa điểm", "Venue check-in")),
                    Map.entry(
                            "movement",
                            new Sentences("Khai báo di chuyển", "Movement declaration")),
                    Map.entry("resident", new Sentences("Chính bạn khai", "Declared by you")),
                    Map.entry(
                            "desk",
                            new Sentences("Trạm y tế xã khai giúp", "Commune health desk")));

    private SourceLabels() {}

    /// The label; a source we have no words for is shown by its name.
    static Sentences of(String source) {
        return LABELS.getOrDefault(source, new Sentences(source, source));
    }
}
