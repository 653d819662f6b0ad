package vn.pccovid.program.demo;

import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.StaffAccounts;
import vn.pccovid.server.demo.DemoContent;
import vn.pccovid.server.demo.DemoContent.Text;
import vn.pccovid.simulation.Stories;

/// The staff of the demo and its six stories. Everybody here is invented.
final class DemoPeople {

    /// One password for all: a demo has nothing to protect, and a newcomer nothing to remember.
    static final String PASSWORD = "pccovid-demo";

    /// The district of the demo: Diên Khánh in Khánh Hòa.
    static final String DISTRICT = "56/574";

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("dd/MM/yyyy", Locale.ROOT);

    /// A staff account and where its work begins.
    record Staff(StaffAccounts.Staff account, Text office, String link) {}

    private DemoPeople() {}

    /// @param area area path of the demo's district
    static List<Staff> staff(String area) {
        return List.of(
                staff(
                        "steward",
                        "Phan Thị Sổ",
                        new Text("Tổ làm sạch dữ liệu", "Data stewards"),
                        Role.DATA_STEWARD,
                        List.of("*"),
                        "/console/"),
                staff(
                        "tramyte",
                        "Bùi Văn Trạm",
                        new Text("Trạm y tế xã", "Commune health station"),
                        Role.HEALTH_WORKER,
                        List.of(area),
                        "/console/"),
                staff(
                        "chot",
                        "Đặng Văn Chốt",
                        new Text("Chốt kiểm dịch số 1", "Gate no. 1"),
                        Role.GATE_KEEPER,
                        List.of(area),
                        "/gate/"),
                staff(
                        "huyen",
                        "Hồ Thị Huyện",
                        new Text("Ban chỉ đạo huyện", "District steering committee"),
                        Role.AUTHORITY,
                        List.of(area),
                        "/console/"),
                staff(
                        "kiemtoan",
                        "Ngô Văn Soát",
                        new Text("Kiểm toán truy cập", "Access audit"),
                        Role.AUDITOR,
                        List.of("*"),
                        "/console/"),
                staff(
                        "vanhanh",
                        "Lý Thị Hành",
                        new Text("Trung tâm vận hành", "Operations"),
                        Role.OPERATOR,
                        List.of("*"),
                        "/console/"));
    }

    private static Staff staff(
            String userName, String name, Text office, Role role, List<String> areas, String link) {
        return new Staff(
                new StaffAccounts.Staff(userName, name, office.vi(), Set.of(role), areas),
                office,
                link);
    }

    static DemoContent content(String area) {
        var accounts =
                staff(area).stream()
                        .map(s ->
                                new DemoContent.Account(
                                        s.account().userName(),
                                        PASSWORD,
                                        s.office(),
                                        s.account().roles().stream()
                                                .map(Role::name)
                                                .sorted()
                                                .toList(),
                                        s.link()))
                        .toList();
        return new DemoContent(Stories.all().stream().map(DemoPeople::story).toList(), accounts);
    }

    private static DemoContent.Story story(Stories.Story story) {
        return new DemoContent.Story(
                story.number(),
                "story-" + story.number(),
                new Text(story.titleVi(), story.titleEn()),
                link(story.number()),
                steps(story.number()),
                story.characters().stream().map(DemoPeople::card).toList());
    }

    private static DemoContent.Card card(Stories.Planted person) {
        String number = person.citizenId() == null ? "" : person.citizenId();
        return new DemoContent.Card(
                person.name(),
                person.phone(),
                number,
                person.birth().format(DAY),
                person.cardText());
    }

    private static String link(int number) {
        return switch (number) {
            case 5 -> "/gate/?story=5";
            case 2, 4 -> "/console/?story=" + number;
            default -> "/resident/?story=" + number;
        };
    }

    private static List<Text> steps(int number) {
        return switch (number) {
            case 1 ->
                    List.of(
                            new Text(
                                    "Đăng nhập bằng số điện thoại của chị Duyên; mã nằm ở hộp thư demo.",
                                    "Sign in with Ms Duyên's phone; the code is in the demo outbox."),
                            new Text(
                                    "Chỉ có số điện thoại thì chưa thấy gì: nhập mã trên thẻ căn cước để nhận hồ sơ.",
                                    "The phone alone shows nothing: enter the code of the citizen card to claim the record."),
                            new Text(
                                    "Sáu hệ thống viết tên chị sáu cách; thẻ chỉ có một, và mỗi mũi tiêm nói nó từ đâu đến.",
                                    "Six systems wrote her name six ways; there is one pass, and each dose says where it came from."));
            case 2 ->
                    List.of(
                            new Text(
                                    "Đăng nhập trang cán bộ bằng tài khoản tramyte.",
                                    "Sign in to the staff pages as tramyte."),
                            new Text(
                                    "Tìm từng anh em sinh đôi bằng số định danh: cùng ngày sinh, cùng nhà, cùng điện thoại, vẫn là hai người.",
                                    "Find each twin by number: one birthday, one house, one phone, still two people."));
            case 3 ->
                    List.of(
                            new Text(
                                    "Đăng nhập là chị Oanh: có một mũi tiêm không phải của chị, do nơi tiêm nhập nhầm hồ sơ.",
                                    "Sign in as Ms Oanh: one dose is not hers, entered under her record by the site."),
                            new Text(
                                    "Mũi tiêm nói rõ nguồn và tuổi; người làm sạch dữ liệu tách được liên kết và hoàn tác được.",
                                    "The dose names its source and age; a steward can separate a link and undo it."));
            case 4 ->
                    List.of(
                            new Text(
                                    "Đăng nhập trang cán bộ bằng tài khoản tramyte, tìm bé Ngọc theo tên và ngày sinh.",
                                    "Sign in to the staff pages as tramyte and find the child by name and birth date."),
                            new Text(
                                    "Không giấy tờ, không điện thoại: vẫn có thẻ, và in mã giấy được.",
                                    "No papers, no phone: there is a pass all the same, and a code on paper."));
            case 5 ->
                    List.of(
                            new Text(
                                    "Mở trang chốt khi còn mạng một lần, rồi ngắt mạng.",
                                    "Open the gate's page once online, then cut the network."),
                            new Text(
                                    "Quét mã của anh Tùng: chốt trả lời ngay bằng khóa đã lưu.",
                                    "Scan Mr Tùng's code: the gate answers at once with the keys it keeps."));
            default ->
                    List.of(
                            new Text(
                                    "Đăng nhập là chị Lan và xem thẻ.",
                                    "Sign in as Ms Lan and look at the pass."),
                            new Text(
                                    "Ở trang cán bộ (vanhanh), tải lên hai tệp trong thư mục followup; thẻ đổi màu và nói vì sao.",
                                    "On the staff pages (vanhanh), upload the two files of the followup folder; the colour changes and says why."));
        };
    }
}
