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

/// One HTTPS connection of a gate that stays open, with as little of its own as HTTP/1.1 allows, so
/// that the side that asks costs the machine little. It takes whatever certificate the service
/// shows: both ends are ours.
final class GateConnection implements AutoCloseable {
    private final SSLSocket socket;
    private final InputStream in;
    private final String session;
    private String csrf = "";

    private GateConnection(SSLSocket socket, String session) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 16_384);
        this.session = session;
    }

    static GateConnection open(int port, String session)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        GateConnection connection = new GateConnection(socket, session);
        connection.send(
                "GET /api/session HTTP/1.1\r\nHost: localhost\r\n" + connection.cookie() + "\r\n");
        connection.answer();
        if (connection.csrf.isEmpty()) {
            throw new IllegalStateException("the service gave no token");
        }
        return connection;
    }

    /// Asks for one code; throws unless the answer is one of a rule.
    void check(String code) throws IOException {
        byte[] body = ("{\"code\":\"" + code + "\"}").getBytes(StandardCharsets.UTF_8);
        send(
                "POST /api/gate/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length
                        + "\r\nX-XSRF-TOKEN: "
                        + csrf
                        + "\r\n"
                        + cookie()
                        + "\r\n"
                        + new String(body, StandardCharsets.UTF_8));
        String answer = answer();
        if (!answer.contains("\"rule\":\"")) {
            throw new IllegalStateException("no answer of a rule: " + answer);
        }
    }

    /// The public keys: what a gate fetches now and then.
    void keys() throws IOException {
        send("GET /api/gate/keys HTTP/1.1\r\nHost: localhost\r\n" + cookie() + "\r\n");
        String answer = answer();
        if (!answer.contains("\"keys\"")) {
            throw new IllegalStateException("no keys: " + answer);
        }
    }

    private String cookie() {
        return "Cookie: __Host-pccovid-session="
                + session
                + (csrf.isEmpty() ? "" : "; XSRF-TOKEN=" + csrf)
                + "\r\n";
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
