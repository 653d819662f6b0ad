package vn.pccovid.server.access;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/// The page where staff type user name and password: plain HTML without a script, Vietnamese first.
@RestController
@ConditionalOnProperty(name = "pccovid.oidc.issuer", havingValue = "", matchIfMissing = true)
class SignInPage {

    private static final Map<String, String> VI =
            Map.of(
                    "lang", "vi",
                    "title", "Đăng nhập cán bộ",
                    "lead", "Dành cho trạm y tế, chốt kiểm dịch và cơ quan phòng chống dịch.",
                    "user", "Tên đăng nhập",
                    "password", "Mật khẩu",
                    "submit", "Đăng nhập",
                    "failed",
                            "Không đăng nhập được. Kiểm tra tên và mật khẩu; sau năm lần sai, chờ 15 phút.",
                    "resident", "Bạn là người dân? Mở trang của bạn",
                    "other", "English",
                    "otherLang", "en");

    private static final Map<String, String> EN =
            Map.of(
                    "lang", "en",
                    "title", "Staff sign-in",
                    "lead", "For health stations, checkpoints and epidemic authorities.",
                    "user", "User name",
                    "password", "Password",
                    "submit", "Sign in",
                    "failed",
                            "You could not be signed in. Check name and password; after five wrong tries wait 15 minutes.",
                    "resident", "Are you a resident? Open your page",
                    "other", "Tiếng Việt",
                    "otherLang", "vi");

    private final String page = resource("/sign-in/page.html");
    private final String style = resource("/sign-in/style.css");

    @Endpoint(
            purpose = Purpose.SIGN_IN,
            category = Category.SYSTEM,
            roles = {Role.ANYONE})
    @GetMapping(path = "/sign-in", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> page(HttpServletRequest request, CsrfToken csrf) {
        String asked = request.getParameter("lang");
        boolean english =
                asked == null ? ProblemAdvice.language(request).equals("en") : asked.equals("en");
        Map<String, String> words = english ? EN : VI;
        boolean failed = request.getParameter("failed") != null;
        String html = page;
        for (Map.Entry<String, String> word : words.entrySet()) {
            html =
                    html.replace(
                            "{{" + word.getKey() + "}}",
                            HtmlUtils.htmlEscape(word.getValue(), "UTF-8"));
        }
        html =
                html.replace("{{csrfName}}", HtmlUtils.htmlEscape(csrf.getParameterName()))
                        .replace("{{csrf}}", HtmlUtils.htmlEscape(csrf.getToken()))
                        .replace("{{hidden}}", failed ? "" : "hidden");
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .body(html);
    }

    @Endpoint(
            purpose = Purpose.SIGN_IN,
            category = Category.SYSTEM,
            roles = {Role.ANYONE})
    @GetMapping(path = "/sign-in/style.css", produces = "text/css")
    ResponseEntity<String> style() {
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "css", StandardCharsets.UTF_8))
                .body(style);
    }

    private static String resource(String name) {
        try (InputStream in = SignInPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }
}
