package vn.pccovid.server.pass;

import java.util.Map;
import vn.pccovid.lib.colour.PackRule.Words;

/// What people call the systems our facts come from.
public final class SourceNames {
    private static final Map<String, Words> NAMES =
            Map.ofEntries(
                    Map.entry(
                            "population",
                            new Words("Cơ sở dữ liệu dân cư", "National population register")),
                    Map.entry("insurance", new Words("Bảo hiểm y tế", "Health insurance")),
                    Map.entry(
                            "vaccination",
                            new Words(
                                    "Nền tảng tiêm chủng quốc gia",
                                    "National vaccination platform")),
                    Map.entry(
                            "laboratory", new Words("Nền tảng xét nghiệm", "Laboratory platform")),
                    Map.entry("bluezone", new Words("Bluezone", "Bluezone")),
                    Map.entry("ncovi", new Words("NCOVI", "NCOVI")),
                    Map.entry("vhd", new Words("Tờ khai y tế (VHD)", "Health declaration (VHD)")),
                    Map.entry("qr-checkin", new Words("Quét mã QR địa điểm", "Place check-in")),
                    Map.entry(
                            "movement",
                            new Words("Khai báo di biến động dân cư", "Movement declaration")),
                    Map.entry("resident", new Words("Người dân tự khai", "Told by the person")),
                    Map.entry("tracing", new Words("Truy vết", "Contact tracing")),
                    Map.entry("quarantine", new Words("Quyết định cách ly", "Orders to stay")),
                    Map.entry("care", new Words("Điều trị", "Treatment")),
                    Map.entry("desk", new Words("Trạm y tế", "Commune health station")));

    private SourceNames() {}

    /// The name of a source; its code where we have no better one.
    public static Words of(String source) {
        return NAMES.getOrDefault(source, new Words(source, source));
    }
}
