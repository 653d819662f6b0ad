package vn.pccovid.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// One HTTPS connection of a phone or a keeper's device that stays open and has no session, with as
/// little of its own as HTTP/1.1 allows. It takes whatever certificate the service shows: both ends
/// are ours.
final class VisitConnection implements AutoCloseable {
    private final SSLSocket socket;
    private final InputStream in;
    private String csrf = "";

    private VisitConnection(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 16_384);
    }

    static VisitConnection open(int port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        VisitConnection connection = new VisitConnection(socket);
        connection.send("GET /api/session HTTP/1.1\r\nHost: localhost\r\n\r\n");
        connection.answer();
        if (connection.csrf.isEmpty()) {
            throw new IllegalStateException("the service gave no token");
        }
        return connection;
    }

    /// Sends scans; throws unless every one is kept.
    ///
    /// @param scans JSON of the array
    void keep(String scans, int count) throws IOException {
        byte[] body = ("{\"scans\":" + scans + "}").getBytes(StandardCharsets.UTF_8);
        byte[] head =
                ("POST /api/visits HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length
                                + "\r\nX-XSRF-TOKEN: "
                                + csrf
                                + "\r\nCookie: XSRF-TOKEN="
                                + csrf
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8);
        byte[] all = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        socket.getOutputStream().write(all);
        String answer = answer();
        int kept = 0;
        for (int at = answer.indexOf("\"KEPT\"");
                at >= 0;
                at = answer.indexOf("\"KEPT\"", at + 1)) {
            kept++;
        }
        if (kept != count) {
            throw new IllegalStateException(
                    kept
                            + " of "
                            + count
                            + " kept: "
                            + answer.substring(0, Math.min(200, answer.length())));
        }
    }

    private void send(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    }

    private String answer() throws IOException {
        String status = line();
        int length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring("content-length:".length()).strip());
            } else if (lower.startsWith("transfer-encoding: chunked")) {
                chunked = true;
            } else if (lower.startsWith("set-cookie: xsrf-token=")) {
                csrf = header.substring("set-cookie: xsrf-token=".length(), header.indexOf(';'));
            }
        }
        StringBuilder body = new StringBuilder();
        if (chunked) {
            for (int size = Integer.parseInt(line(), 16);
                    size > 0;
                    size = Integer.parseInt(line(), 16)) {
                body.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
                line();
            }
            line();
        } else {
            body.append(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }
        if (!status.contains(" 200")) {
            throw new IllegalStateException(status + " " + body);
        }
        return body.toString();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the service closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // Nobody asks a client for a certificate here.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // The service runs in this very process.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
