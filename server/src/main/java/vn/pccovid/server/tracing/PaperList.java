package vn.pccovid.server.tracing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The contacts of a case as provinces write them on paper: one line each, with what is needed to
/// call and to visit. Only those of the caller's areas; each leaves a line.
@Component
class PaperList {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd/MM/yyyy");

    /// A mark by which spreadsheets know UTF-8.
    private static final String MARK = "\uFEFF";

    private final Caseload caseload;

    PaperList(Caseload caseload) {
        this.caseload = caseload;
    }

    byte[] csv(UUID caseId) {
        StringBuilder table = new StringBuilder(MARK);
        line(
                table,
                List.of(
                        "STT",
                        "Ca bệnh",
                        "Diện",
                        "Họ và tên",
                        "Năm sinh",
                        "Điện thoại",
                        "Xã/phường",
                        "Địa chỉ",
                        "Tiếp xúc lần cuối",
                        "Hình thức",
                        "Lần gọi đầu",
                        "Kết quả gọi",
                        "Cách ly đến hết ngày"));
        int number = 0;
        for (Caseload.ContactLine one : caseload.show(caseId).contacts()) {
            if (!one.state().equals("open")) {
                continue;
            }
            Caseload.ContactView view = caseload.contact(one.id());
            line(
                    table,
                    List.of(
                            String.valueOf(++number),
                            one.caseNumber(),
                            "F" + one.degree(),
                            text(one.who().name()),
                            text(one.who().born()),
                            String.join(" ", view.phones()),
                            one.area().name().vi(),
                            view.address(),
                            DAY.format(one.lastDay()),
                            kind(one.kind()),
                            day(one.firstCallAt()),
                            outcome(one.outcome()),
                            one.stayUntil() == null ? "" : DAY.format(one.stayUntil())));
        }
        return table.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void line(StringBuilder table, List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            table.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
        }
        table.append("\r\n");
    }

    /// Quoted as RFC 4180 says; what a spreadsheet would take for a formula becomes text.
    static String cell(String text) {
        String safe = text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static String day(@Nullable Instant at) {
        return at == null ? "" : DAY.format(at.atZone(VIETNAM));
    }

    private static String kind(String kind) {
        return switch (kind) {
            case "place" -> "Cùng địa điểm";
            case "vehicle" -> "Cùng phương tiện";
            case "bluetooth" -> "Bluetooth";
            case "household" -> "Sống cùng nhà";
            case "named" -> "Ca bệnh kể";
            default -> kind;
        };
    }

    private static String outcome(String outcome) {
        return switch (outcome) {
            case "reached" -> "Đã gặp";
            case "no_answer" -> "Không nghe máy";
            case "wrong_number" -> "Sai số";
            case "refused" -> "Từ chối";
            case "visited" -> "Đã đến nhà";
            case "not_found" -> "Không tìm thấy";
            default -> outcome;
        };
    }
}
