package vn.pccovid.server.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QrSvgTest {

    private static final int SCALE = 4;

    @Test
    void a_reader_reads_what_was_drawn() throws Exception {
        String text = "PCV1:" + "6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDE".repeat(7);

        String svg = QrSvg.draw(text);

        assertThat(new QRCodeReader().decode(bitmap(svg)).getText()).isEqualTo(text);
    }

    @Test
    void a_text_that_fits_no_code_is_refused() {
        assertThatThrownBy(() -> QrSvg.draw("A".repeat(5000))).hasMessageContaining("5000");
    }

    private static BinaryBitmap bitmap(String svg) {
        var box = Pattern.compile("viewBox=\"0 0 (\\d+) ").matcher(svg);
        assertThat(box.find()).isTrue();
        int size = Integer.parseInt(box.group(1));
        int side = size * SCALE;
        var pixels = new int[side * side];
        java.util.Arrays.fill(pixels, 0xFFFFFF);
        var run = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-").matcher(svg);
        while (run.find()) {
            int x = Integer.parseInt(run.group(1));
            int y = Integer.parseInt(run.group(2));
            int length = Integer.parseInt(run.group(3));
            for (int py = y * SCALE; py < (y + 1) * SCALE; py++) {
                for (int px = x * SCALE; px < (x + length) * SCALE; px++) {
                    pixels[py * side + px] = 0;
                }
            }
        }
        return new BinaryBitmap(
                new GlobalHistogramBinarizer(new RGBLuminanceSource(side, side, pixels)));
    }
}
