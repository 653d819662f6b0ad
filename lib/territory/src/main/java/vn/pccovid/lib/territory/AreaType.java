package vn.pccovid.lib.territory;

import java.util.Locale;

/// What an area is called in law. `THANH_PHO` is a municipality among the provinces and a
/// provincial city among the districts; `DAC_KHU` exists since July 2025.
public enum AreaType {
    TINH("Tỉnh", "Province"),
    THANH_PHO("Thành phố", "City"),
    QUAN("Quận", "Urban District"),
    HUYEN("Huyện", "District"),
    THI_XA("Thị xã", "Town"),
    PHUONG("Phường", "Ward"),
    XA("Xã", "Commune"),
    THI_TRAN("Thị trấn", "Township"),
    DAC_KHU("Đặc khu", "Special Zone");

    private final String vietnamese;
    private final String english;

    AreaType(String vietnamese, String english) {
        this.vietnamese = vietnamese;
        this.english = english;
    }

    /// The word before the name: `Thị trấn`.
    public String vietnamese() {
        return vietnamese;
    }

    /// The word after the name in English: `Township`.
    public String english() {
        return english;
    }

    /// Reads the short form used in a list file, such as `thi_tran` or `tp`.
    static AreaType read(String text) {
        return text.equals("tp") ? THANH_PHO : valueOf(text.toUpperCase(Locale.ROOT));
    }
}
