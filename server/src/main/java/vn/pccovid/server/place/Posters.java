package vn.pccovid.server.place;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.springframework.stereotype.Component;

/// Posters to print: one for the entrance, one for the exit, A4, the code 16 × 16 cm (Hà Nội asks
/// for at least 15). What to do stands in Vietnamese, then in English. Thread-safe.
@Component
public class Posters {
    private static final float MM = 72 / 25.4f;
    private static final float CODE_MM = 160;
    private static final float WIDTH_MM = 210;
    private static final float HEIGHT_MM = 297;
    private static final float MARGIN_MM = 15;
    private static final int QUIET_ZONE = 4;

    /// Liberation Sans comes with the library and has every Vietnamese letter.
    private static final String FONT =
            "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    private final Venues venues;

    Posters(Venues venues) {
        this.venues = venues;
    }

    /// A line of text.
    ///
    /// @param y from the top, millimetres
    private record Line(String text, float size, float y) {}

    private static List<Line> lines(Venue venue, boolean leaving) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(leaving ? "QUÉT KHI RA VỀ" : "QUÉT KHI VÀO", 40, 32));
        lines.add(new Line(leaving ? "Scan when you leave" : "Scan when you enter", 20, 44));
        lines.add(new Line(venue.name(), 22, 228));
        lines.add(new Line(venue.address(), 14, 238));
        lines.add(
                new Line(
                        "Mở ứng dụng PcCovid, chọn “Quét mã địa điểm”. Không có điện thoại: đưa mã hoặc thẻ cho người giữ cửa.",
                        11,
                        252));
        lines.add(
                new Line(
                        "Nơi và giờ bạn đến được niêm phong; chỉ mở khi có ca bệnh đã được phòng xét nghiệm xác nhận, rồi xóa sau 21 ngày.",
                        11,
                        259));
        lines.add(
                new Line(
                        "Where and when you were is sealed. It is opened only for a case a laboratory has proven, and deleted later.",
                        10,
                        267));
        return lines;
    }

    /// As an image that scales.
    public String svg(Venue venue, boolean leaving) {
        BitMatrix modules = code(venue, leaving);
        StringBuilder out = new StringBuilder(modules.getWidth() * modules.getHeight() * 8);
        out.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"210mm\" height=\"297mm\" viewBox=\"0 0 210 297\" role=\"img\">"
                        + "<title>"
                        + escaped(venue.name() + (leaving ? " – ra" : " – vào"))
                        + "</title><rect width=\"210\" height=\"297\" fill=\"#fff\"/>");
        for (Line line : lines(venue, leaving)) {
            out.append(
                    "<text x=\"105\" y=\"%s\" font-family=\"sans-serif\" font-size=\"%s\" text-anchor=\"middle\" %s>%s</text>"
                            .formatted(
                                    line.y(),
                                    line.size() / MM,
                                    line.size() <= 14
                                            ? "textLength=\"%s\" lengthAdjust=\"spacingAndGlyphs\""
                                                    .formatted(
                                                            Math.min(
                                                                    180,
                                                                    line.text().length()
                                                                            * line.size()
                                                                            / MM
                                                                            * 0.5f))
                                            : "",
                                    escaped(line.text())));
        }
        double module = CODE_MM / modules.getWidth();
        out.append(
                        "<path shape-rendering=\"crispEdges\" fill=\"#000\" transform=\"translate(25 52) scale(")
                .append(module)
                .append(")\" d=\"");
        for (int y = 0; y < modules.getHeight(); y++) {
            for (int x = 0; x < modules.getWidth(); x++) {
                if (modules.get(x, y)) {
                    out.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
                }
            }
        }
        return out.append("\"/></svg>").toString();
    }

    /// For printers.
    public byte[] pdf(Venue venue, boolean leaving) {
        BitMatrix modules = code(venue, leaving);
        try (PDDocument document = new PDDocument();
                InputStream font =
                        Objects.requireNonNull(PDDocument.class.getResourceAsStream(FONT))) {
            PDPage page = new PDPage(PDRectangle.A4);
            document.addPage(page);
            PDFont sans = PDType0Font.load(document, font, true);
            try (PDPageContentStream out = new PDPageContentStream(document, page)) {
                for (Line line : lines(venue, leaving)) {
                    text(out, sans, line);
                }
                float module = CODE_MM * MM / modules.getWidth();
                float left = (WIDTH_MM - CODE_MM) / 2 * MM;
                float top = (HEIGHT_MM - 52) * MM;
                for (int y = 0; y < modules.getHeight(); y++) {
                    for (int x = 0; x < modules.getWidth(); x++) {
                        if (modules.get(x, y)) {
                            out.addRect(left + x * module, top - (y + 1) * module, module, module);
                        }
                    }
                }
                out.fill();
            }
            document.getDocumentInformation().setTitle("PcCovid – " + venue.name());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(60_000);
            document.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("A poster could not be drawn", e);
        }
    }

    private static void text(PDPageContentStream out, PDFont font, Line line) throws IOException {
        String text = drawable(font, line.text());
        float size = line.size();
        float most = (WIDTH_MM - 2 * MARGIN_MM) * MM;
        float width = font.getStringWidth(text) / 1000 * size;
        if (width > most) {
            size = size * most / width;
            width = most;
        }
        out.beginText();
        out.setFont(font, size);
        out.newLineAtOffset((WIDTH_MM * MM - width) / 2, (HEIGHT_MM - line.y()) * MM);
        out.showText(text);
        out.endText();
    }

    /// What the font cannot draw becomes a question mark: a name with a picture in it prints too.
    private static String drawable(PDFont font, String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> {
                    String one = Character.toString(c);
                    try {
                        font.encode(one);
                        out.append(one);
                    } catch (IOException | IllegalArgumentException e) {
                        out.append('?');
                    }
                });
        return out.toString();
    }

    private BitMatrix code(Venue venue, boolean leaving) {
        try {
            return new QRCodeWriter()
                    .encode(
                            venues.code(venue.venueId(), leaving),
                            BarcodeFormat.QR_CODE,
                            0,
                            0,
                            Map.of(
                                    EncodeHintType.MARGIN,
                                    QUIET_ZONE,
                                    EncodeHintType.ERROR_CORRECTION,
                                    ErrorCorrectionLevel.Q));
        } catch (WriterException e) {
            throw new IllegalArgumentException("a venue's key fits no QR code", e);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
