package vn.pccovid.program.demo;

import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.StaffAccounts;
import vn.pccovid.server.demo.DemoContent;
import vn.pccovid.server.demo.DemoContent.Text;
import vn.pccovid.simulation.Stories;

/// The staff of the demo and its seven stories. Everybody here is invented.
final class DemoPeople {

    /// One password for all: a demo has nothing to protect, and a newcomer nothing to remember.
    static final String PASSWORD = "pccovid-demo";

    /// The district of the demo: Diên Khánh in Khánh Hòa.
    static final String DISTRICT = "56/574";

    /// The town of that district.
    static final String COMMUNE = "56/574/22651";

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
                        "truyvet",
                        "Đoàn Văn Vết",
                        new Text("Đội truy vết huyện", "District tracing team"),
                        Role.TRACER,
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
                        "capgiay",
                        "Mai Văn Giấy",
                        new Text("Tổ cấp giấy đi đường", "Travel papers"),
                        Role.PERMIT_OFFICER,
                        List.of(area),
                        "/console/"),
                staff(
                        "nhamay",
                        "Đinh Thị Nước",
                        new Text("Nhà máy nước", "Water works"),
                        Role.EMPLOYER,
                        List.of(area),
                        "/console/"),
                staff(
                        "tinh",
                        "Đỗ Văn Tỉnh",
                        new Text("Ban chỉ đạo tỉnh", "Provincial steering committee"),
                        Role.AUTHORITY,
                        List.of(province(area)),
                        "/console/"),
                staff(
                        "soyte",
                        "Mai Thị Y",
                        new Text("Sở Y tế", "Provincial department of health"),
                        Role.AUTHORITY,
                        List.of(province(area)),
                        "/console/"),
                staff(
                        "xacnhan",
                        "Vũ Thị Nhận",
                        new Text("Phòng y tế huyện", "District health office"),
                        Role.SUPERVISOR,
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

    /// Rules of a province are two officers' business: one adds a version, both approve it.
    private static String province(String area) {
        return area.split("/", -1)[0];
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
        var stories = new ArrayList<>(Stories.all().stream().map(DemoPeople::story).toList());
        stories.add(tracing());
        return new DemoContent(stories, accounts);
    }

    /// The seventh story is not in the simulated exports: it happens while the demo runs.
    private static DemoContent.Story tracing() {
        return new DemoContent.Story(
                7,
                "story-7",
                new Text(
                        "Từ kết quả dương tính đến người có nguy cơ",
                        "From a result to the people at risk"),
                "/resident/?story=7",
                List.of(
                        new Text(
                                "Đăng nhập bằng số điện thoại của chị Thủy và nhận hồ sơ: thẻ đỏ, vì chị ngồi cùng "
                                        + "quán với một ca bệnh có kết quả sáng nay; ngày được giữ kín.",
                                "Sign in with Ms Thủy's phone and claim the record: the pass is red, because she sat in "
                                        + "one café with a case whose result came this morning; the day is withheld."),
                        new Text(
                                "Trang cán bộ (truyvet), mục Truy vết: chị Thủy và chị Chi là F1, nguy cơ cao ở trên. "
                                        + "Ghi cuộc gọi và ra quyết định cách ly; ngày cuối do quy định tính.",
                                "On the staff pages (truyvet), under Tracing: Ms Thủy and Ms Chi are F1, the higher risk "
                                        + "on top. Write down a call and order the stay; the rule says its last day."),
                        new Text(
                                "Trên điện thoại chị Thủy có quyết định, ngày cuối và văn bản, không có tên ca bệnh.",
                                "Ms Thủy's phone shows the order, its last day and the legal text, and not who the "
                                        + "case was.")),
                List.of(Outbreak.THUY, Outbreak.CHI).stream()
                        .map(who ->
                                new DemoContent.Card(
                                        who.name(),
                                        who.phone(),
                                        who.number(),
                                        "05/04/1984",
                                        who.card()))
                        .toList());
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
                                    "Đăng nhập bằng số điện thoại của chị Duyên; mã nằm ở hộp tin nhắn.",
                                    "Sign in with Ms Duyên's phone; the code is in the message outbox."),
                            new Text(
                                    "Chỉ có số điện thoại thì chưa thấy gì: dán mã trên thẻ căn cước để nhận hồ sơ.",
                                    "The phone alone shows nothing: paste the code of the citizen card to claim the "
                                            + "record."),
                            new Text(
                                    "Sáu hệ thống viết tên chị sáu cách; thẻ chỉ có một. Mục Hồ sơ cho thấy mũi "
                                            + "tiêm, xét nghiệm và tờ khai nào từ đâu đến.",
                                    "Six systems wrote her name six ways; there is one pass. Records shows where "
                                            + "each dose, test and declaration came from."));
            case 2 ->
                    List.of(
                            new Text(
                                    "Đăng nhập trang cán bộ bằng tài khoản tramyte.",
                                    "Sign in to the staff pages as tramyte."),
                            new Text(
                                    "Tìm từng anh em sinh đôi bằng số giấy tờ: cùng ngày sinh, cùng nhà, cùng điện "
                                            + "thoại, vẫn là hai người.",
                                    "Find each twin by document number: one birthday, one house, one phone, still "
                                            + "two people."),
                            new Text(
                                    "Anh Hoàng Anh đã tiêm hai mũi nên thẻ xanh; anh Hoàng Ân mới một mũi nên thẻ "
                                            + "vàng.",
                                    "Hoàng Anh had two doses and is green; Hoàng Ân had one and is yellow."));
            case 3 ->
                    List.of(
                            new Text(
                                    "Đăng nhập bằng số điện thoại của chị Oanh và nhận hồ sơ: trong hai mũi tiêm có "
                                            + "mũi Vero Cell không phải của chị.",
                                    "Sign in with Ms Oanh's phone and claim the record: of the two doses, the one "
                                            + "of Vero Cell is not hers."),
                            new Text(
                                    "Nơi tiêm đã nhập nhầm mũi của anh Vinh vào hồ sơ của chị. Dòng ấy ghi rõ hệ "
                                            + "thống nguồn và ngày, nên biết phải hỏi ai.",
                                    "The site entered Mr Vinh's dose under her record. The line names the system "
                                            + "and the day, so she knows whom to ask."),
                            new Text(
                                    "Chị bấm «Không phải của tôi»: một số, một hạn trả lời, một nơi chịu trách "
                                            + "nhiệm.",
                                    "She taps \"Not mine\": one number, one deadline, one office that owes the "
                                            + "answer."),
                            new Text(
                                    "Trạm y tế (tramyte, mục Phản ánh) xem bản ghi bên cạnh người rồi gửi nguồn "
                                            + "sửa; chị thấy câu trả lời ngay trên máy.",
                                    "The health station (tramyte, Requests) sees the record beside the person and "
                                            + "sends it back to the source; she sees the answer on her phone."),
                            new Text(
                                    "Anh Khoa khai nhầm số của chị Oanh, nhưng mũi của anh nằm trên thẻ của anh.",
                                    "Mr Khoa was registered with Ms Oanh's number, and yet his dose is on his own "
                                            + "pass."),
                            new Text(
                                    "Ở trang cán bộ (steward), mở Chờ xét: nối một bản ghi rồi hoàn tác, mọi thứ "
                                            + "trở lại như trước.",
                                    "On the staff pages (steward), open a review: accept a link, undo it, and all "
                                            + "is as before."));
            case 4 ->
                    List.of(
                            new Text(
                                    "Đăng nhập trang cán bộ bằng tài khoản tramyte, tìm bé Ngọc theo tên và ngày "
                                            + "sinh.",
                                    "Sign in to the staff pages as tramyte and find the child by name and birth "
                                            + "date."),
                            new Text(
                                    "Không số định danh, không điện thoại riêng: vẫn có thẻ, trẻ em không bị đỏ vì "
                                            + "chưa tiêm, và in được mã giấy.",
                                    "No number, no phone of her own: there is a pass all the same, a child is not "
                                            + "red for lack of a dose, and the code goes on paper."),
                            new Text(
                                    "Ghi số điện thoại của mẹ ở mục Xác nhận số điện thoại: thẻ của bé hiện trong "
                                            + "tài khoản của mẹ.",
                                    "Vouch for the mother's phone: the child's pass appears in her account."));
            case 5 ->
                    List.of(
                            new Text(
                                    "Đăng nhập trang chốt bằng tài khoản chot khi còn mạng, rồi ngắt mạng.",
                                    "Sign in to the gate's page as chot while online, then cut the network."),
                            new Text(
                                    "Đăng nhập bằng số điện thoại của anh Tùng trên máy khác, nhận hồ sơ, mở Mã QR.",
                                    "On another device sign in with Mr Tùng's phone, claim the record and open the "
                                            + "QR code."),
                            new Text(
                                    "Quét hoặc dán mã: chốt trả lời ngay bằng khóa đã lưu.",
                                    "Scan or paste the code: the gate answers at once with the keys it keeps."));
            default ->
                    List.of(
                            new Text(
                                    "Đăng nhập bằng số điện thoại của chị Lan và nhận hồ sơ: thẻ xanh.",
                                    "Sign in with Ms Lan's phone and claim the record: the pass is green."),
                            new Text(
                                    "Ở trang cán bộ (vanhanh), nạp hai tệp trong thư mục sources/followup của bản "
                                            + "chạy thử: mẫu và kết quả.",
                                    "On the staff pages (vanhanh), upload the two files in the demo's folder "
                                            + "sources/followup: sample and result."),
                            new Text(
                                    "Mở lại thẻ của chị Lan: thẻ đỏ, và câu trên thẻ nói vì sao.",
                                    "Open Ms Lan's pass again: it is red, and the sentence on it says why."));
        };
    }
}
