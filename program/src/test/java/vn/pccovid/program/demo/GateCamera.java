package vn.pccovid.program.demo;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A phone at the gate whose camera sees what it is held before: Chromium plays a file (YUV4MPEG2)
/// as its camera and reads it anew each time the camera opens.
final class GateCamera implements AutoCloseable {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int DARK = 28;
    private static final int LIGHT = 226;
    private static final int TABLE = 150;

    private final Path film;
    private final Browser browser;
    final Visitor gate;

    GateCamera(Playwright playwright, Path folder, String address) throws IOException {
        film = folder.resolve("camera.y4m");
        show("");
        browser =
                Visitor.browser(
                        playwright,
                        List.of(
                                "--use-fake-ui-for-media-stream",
                                "--use-fake-device-for-media-stream",
                                "--use-file-for-fake-video-capture=" + film));
        gate = Visitor.withPhone(browser, address);
    }

    /// What the gate's page said about what is held before it.
    record Said(String answer, String by, String reason) {}

    /// Holds a code before the camera and waits for the answer.
    Said look(String text) throws IOException {
        show(text);
        if (gate.id("next").count() > 0) {
            gate.id("next").click();
        }
        gate.id("scan-camera").click();
        gate.id("answer").waitFor();
        var answer = gate.id("answer");
        Said said =
                new Said(
                        String.valueOf(answer.getAttribute("data-answer")),
                        String.valueOf(answer.getAttribute("data-by")),
                        String.valueOf(answer.getAttribute("data-reason")));
        return said;
    }

    /// Compares the document in the keeper's hand with the code.
    String compare(String name, String lastFour) {
        gate.id("document-name").fill(name);
        gate.id("document-tail").fill(lastFour);
        gate.id("document-go").click();
        gate.id("document-result").waitFor();
        gate.page.waitForTimeout(200);
        return gate.text("document-result");
    }

    void network(boolean there) {
        gate.context.setOffline(!there);
        gate.id("offline")
                .waitFor(
                        new com.microsoft.playwright.Locator.WaitForOptions()
                                .setState(
                                        there
                                                ? WaitForSelectorState.HIDDEN
                                                : WaitForSelectorState.VISIBLE));
    }

    /// One frame, the code a little off the middle on a grey table, as a hand holds it.
    private void show(String text) throws IOException {
        byte[] luma = new byte[WIDTH * HEIGHT];
        Arrays.fill(luma, (byte) TABLE);
        if (!text.isEmpty()) {
            BitMatrix modules;
            try {
                modules =
                        new QRCodeWriter()
                                .encode(
                                        text,
                                        BarcodeFormat.QR_CODE,
                                        0,
                                        0,
                                        Map.of(
                                                EncodeHintType.MARGIN,
                                                4,
                                                EncodeHintType.CHARACTER_SET,
                                                "UTF-8"));
            } catch (WriterException e) {
                throw new IllegalArgumentException("no code holds this text", e);
            }
            int scale = (HEIGHT - 60) / modules.getHeight();
            int left = (WIDTH - modules.getWidth() * scale) / 2 + 11;
            int top = (HEIGHT - modules.getHeight() * scale) / 2 - 7;
            for (int y = 0; y < modules.getHeight() * scale; y++) {
                for (int x = 0; x < modules.getWidth() * scale; x++) {
                    luma[(top + y) * WIDTH + left + x] =
                            (byte) (modules.get(x / scale, y / scale) ? DARK : LIGHT);
                }
            }
        }
        byte[] chroma = new byte[WIDTH * HEIGHT / 2];
        Arrays.fill(chroma, (byte) 128);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                "YUV4MPEG2 W%d H%d F5:1 Ip A1:1 C420jpeg\n"
                        .formatted(WIDTH, HEIGHT)
                        .getBytes(StandardCharsets.US_ASCII));
        for (int frame = 0; frame < 5; frame++) {
            out.writeBytes("FRAME\n".getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(luma);
            out.writeBytes(chroma);
        }
        Files.write(film, out.toByteArray());
    }

    @Override
    public void close() {
        gate.close();
        browser.close();
    }
}
