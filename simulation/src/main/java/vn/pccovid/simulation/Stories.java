package vn.pccovid.simulation;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The invented people the six demo stories are about. They live in the first commune of every
/// generated nation, whatever its seed and size; their numbers come from ranges the generator never
/// gives out.
public final class Stories {
    private static final DateTimeFormatter CARD_DAY =
            DateTimeFormatter.ofPattern("ddMMyyyy", Locale.ROOT);

    private Stories() {}

    /// One planted person.
    ///
    /// @param id person in the truth tables, such as `S1-DUYEN`
    /// @param citizenId twelve digits, null for somebody without papers
    /// @param idCard nine digits of the older card, if any
    /// @param insurance ten digits of social insurance, if any
    /// @param phone where the one-time code goes
    public record Planted(
            String id,
            String name,
            boolean male,
            LocalDate birth,
            @Nullable String citizenId,
            @Nullable String idCard,
            @Nullable String insurance,
            String phone) {

        /// Text of the code on the front of the citizen card, to claim with; empty without a card.
        public String cardText() {
            if (citizenId == null) {
                return "";
            }
            return String.join(
                    "|",
                    citizenId,
                    idCard == null ? "" : idCard,
                    name,
                    birth.format(CARD_DAY),
                    male ? "Nam" : "Nữ",
                    "Thôn 1, Huyện Diên Khánh, Tỉnh Khánh Hòa",
                    "15042021");
        }

        @Override
        public String toString() {
            return "Planted " + id;
        }
    }

    /// One story.
    ///
    /// @param keys what to look for: a short label → source key in the files
    public record Story(
            int number,
            String titleVi,
            String titleEn,
            List<Planted> characters,
            Map<String, String> keys) {}

    /// A woman whom six systems write in six ways.
    public static final Planted DUYEN =
            registered(
                    "S1-DUYEN",
                    "Huỳnh Thị Mỹ Duyên",
                    false,
                    LocalDate.of(1988, 3, 7),
                    1,
                    "229990001");

    /// Twins: one birthday, one house, one phone.
    public static final Planted ANH = twin("S2-ANH", "Lê Hoàng Anh", 2, "0380010002");

    public static final Planted AN = twin("S2-AN", "Lê Hoàng Ân", 3, "0380010002");

    /// His second dose was entered under his neighbour's record.
    public static final Planted VINH =
            registered(
                    "S3-VINH",
                    "Trương Quang Vinh",
                    true,
                    LocalDate.of(1979, 6, 15),
                    4,
                    "229990004");

    /// The neighbour who sees a dose that is not hers, and whose number stands under another's
    /// name.
    public static final Planted OANH =
            registered("S3-OANH", "Nguyễn Thị Kim Oanh", false, LocalDate.of(1982, 9, 2), 5, null);

    /// Registered under his own name with his neighbour's number.
    public static final Planted KHOA =
            registered("S3-KHOA", "Đỗ Minh Khoa", true, LocalDate.of(1975, 12, 24), 6, "229990006");

    /// Declares for her child.
    public static final Planted HA =
            registered("S4-HA", "Trần Thị Thu Hà", false, LocalDate.of(1990, 5, 18), 7, null);

    /// A child without papers.
    public static final Planted NGOC =
            new Planted(
                    "S4-NGOC",
                    "Đinh Bảo Ngọc",
                    false,
                    LocalDate.of(2016, 8, 30),
                    null,
                    null,
                    null,
                    "0380010007");

    /// Green, at the gate with the network cut.
    public static final Planted TUNG =
            registered("S5-TUNG", "Võ Thanh Tùng", true, LocalDate.of(1985, 1, 22), 8, null);

    /// Green until the follow-up file comes in.
    public static final Planted LAN =
            registered("S6-LAN", "Phạm Thị Ngọc Lan", false, LocalDate.of(1992, 10, 11), 9, null);

    /// Everybody, in the order of the stories.
    public static List<Planted> characters() {
        return List.of(DUYEN, ANH, AN, VINH, OANH, KHOA, HA, NGOC, TUNG, LAN);
    }

    /// The six stories in their order.
    public static List<Story> all() {
        return List.of(
                new Story(
                        1,
                        "Sáu bản ghi của một người trở thành một",
                        "Six records of one woman become one",
                        List.of(DUYEN),
                        Map.of(
                                "insurance", "GD4565699000001",
                                "vaccination", "S1-DT",
                                "laboratory", "S1-MX",
                                "ncovi", "S1-KB",
                                "vhd", "S1-TK",
                                "population", "056188990001")),
                new Story(
                        2,
                        "Hai anh em sinh đôi không bị gộp làm một",
                        "Twins kept apart",
                        List.of(ANH, AN),
                        Map.of(
                                "vaccination_anh",
                                "S2-DT-A",
                                "vaccination_an",
                                "S2-DT-B",
                                "ncovi_an",
                                "S2-KB")),
                new Story(
                        3,
                        "Mũi tiêm không phải của tôi",
                        "A dose that is not mine",
                        List.of(VINH, OANH, KHOA),
                        Map.of(
                                "vaccination_vinh", "S3-DT-V",
                                "vaccination_oanh", "S3-DT-O",
                                "vaccination_khoa", "S3-DT-K")),
                new Story(
                        4,
                        "Một đứa trẻ không có giấy tờ",
                        "A child without papers",
                        List.of(NGOC, HA),
                        Map.of("ncovi_child", "S4-KB", "laboratory_child", "S4-MX")),
                new Story(
                        5,
                        "Ở chốt kiểm soát khi mất mạng",
                        "At the gate with the network cut",
                        List.of(TUNG),
                        Map.of("vaccination", "S5-DT")),
                new Story(
                        6,
                        "Xét nghiệm dương tính và màu thẻ đổi theo",
                        "A test turns positive and the colour follows",
                        List.of(LAN),
                        Map.of(
                                "vaccination",
                                "S6-DT",
                                "followup_sample",
                                "S6-MX",
                                "followup_result",
                                "S6-KQ")));
    }

    private static Planted registered(
            String id,
            String name,
            boolean male,
            LocalDate birth,
            int number,
            @Nullable String idCard) {
        int century = male ? 0 : 1;
        var year = String.format(Locale.ROOT, "%02d", birth.getYear() % 100);
        return new Planted(
                id,
                name,
                male,
                birth,
                "056" + century + year + "99000" + number,
                idCard,
                "569900000" + number,
                "038001000" + number);
    }

    private static Planted twin(String id, String name, int number, String phone) {
        var one = registered(id, name, true, LocalDate.of(1996, 11, 20), number, null);
        return new Planted(id, name, true, one.birth, one.citizenId, null, one.insurance, phone);
    }
}
