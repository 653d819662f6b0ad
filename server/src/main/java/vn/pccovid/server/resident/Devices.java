package vn.pccovid.server.resident;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.server.access.Secrets;

/// Recognises the device in front of us by a secret cookie it got at its first sign-in. Claims are
/// proven per device: whoever gets the phone number later, or holds another phone of the family,
/// has no such secret.
@Component
class Devices {

    static final String COOKIE = "__Host-pccovid-device";

    /// Browsers keep a cookie for 400 days at most (RFC 6265bis §5.5).
    private static final Duration KEPT = Duration.ofDays(400);

    private static final int LONGEST = 100;

    private final JdbcClient sql;
    private final SignInRows rows;
    private final Clock wall = Clock.systemUTC();

    Devices(JdbcClient sql, SignInRows rows) {
        this.sql = sql;
        this.rows = rows;
    }

    /// The device of this request; a new one with its cookie if it has no valid secret.
    UUID recognise(HttpServletRequest request, HttpServletResponse response) {
        return known(request).orElseGet(() -> introduce(response));
    }

    private Optional<UUID> known(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        for (Cookie cookie : cookies) {
            String value = cookie.getValue();
            int dot = value.indexOf('.');
            if (cookie.getName().equals(COOKIE) && value.length() <= LONGEST && dot == 36) {
                UUID device;
                try {
                    device = UUID.fromString(value.substring(0, dot));
                } catch (IllegalArgumentException notOurs) {
                    return Optional.empty();
                }
                byte[] hash = Secrets.hash(value.substring(dot + 1));
                return rows.in(() ->
                        sql.sql(
                                        """
                                        SELECT device_id FROM resident.device
                                         WHERE device_id = :device AND secret_hash = :hash
                                        """)
                                .param("device", device)
                                .param("hash", hash)
                                .query(UUID.class)
                                .optional());
            }
        }
        return Optional.empty();
    }

    private UUID introduce(HttpServletResponse response) {
        UUID device = UUID.randomUUID();
        String secret = Secrets.fresh();
        rows.run(() ->
                sql.sql(
                                """
                                INSERT INTO resident.device (device_id, secret_hash, created_at)
                                VALUES (:device, :hash, :now)
                                """)
                        .param("device", device)
                        .param("hash", Secrets.hash(secret))
                        .param("now", wall.instant().atOffset(ZoneOffset.UTC))
                        .update());
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(COOKIE, device + "." + secret)
                        .httpOnly(true)
                        .secure(true)
                        .sameSite("Strict")
                        .path("/")
                        .maxAge(KEPT)
                        .build()
                        .toString());
        return device;
    }
}
