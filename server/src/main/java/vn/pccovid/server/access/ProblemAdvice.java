package vn.pccovid.server.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/// Turns every exception into problem+json (RFC 9457). What nobody foresaw becomes `internal.error`
/// with a reference: the log has the kind of exception and where it was thrown under that
/// reference, never its message, which may quote data.
@RestControllerAdvice
class ProblemAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    private static final int FRAMES_LOGGED = 12;

    /// The caller hung up: there is nobody to answer and nothing went wrong here.
    @ExceptionHandler(AsyncRequestNotUsableException.class)
    void hungUp() {}

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> answer(Exception exception, HttpServletRequest request) {
        return body(problem(exception), request);
    }

    static ResponseEntity<Map<String, Object>> body(Problem problem, HttpServletRequest request) {
        String language = language(request);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "urn:pccovid:problem:" + problem.code().value());
        body.put("title", problem.sentences().in(language));
        body.put("status", problem.code().status());
        body.put("code", problem.code().value());
        if (!problem.arguments().isEmpty()) {
            body.put("parameters", problem.arguments());
        }
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.set(HttpHeaders.CONTENT_LANGUAGE, language);
        headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        if (problem.arguments().get("seconds") instanceof Number seconds
                && problem.code().status() == 429) {
            headers.set(HttpHeaders.RETRY_AFTER, seconds.toString());
        }
        return new ResponseEntity<>(body, headers, problem.code().status());
    }

    /// The problem an exception stands for.
    static Problem problem(Exception exception) {
        if (exception instanceof Problem known) {
            return known;
        }
        if (exception instanceof ErrorResponse response) {
            HttpStatusCode status = response.getStatusCode();
            return switch (status.value()) {
                case 400 -> Problem.of("request.invalid");
                case 401 -> Problem.of("access.signed_out");
                case 403 -> Problem.of("access.refused");
                case 404 -> Problem.of("request.not_found");
                case 405 -> Problem.of("request.method_not_allowed");
                case 406 -> Problem.of("request.not_acceptable");
                case 413 -> Problem.of("request.too_large");
                case 415 -> Problem.of("request.media_type");
                default ->
                        status.is4xxClientError()
                                ? Problem.of("request.invalid")
                                : unknown(exception);
            };
        }
        if (exception
                instanceof org.springframework.http.converter.HttpMessageNotReadableException) {
            return Problem.of("request.unreadable");
        }
        if (exception instanceof org.springframework.beans.TypeMismatchException) {
            return Problem.of("request.invalid");
        }
        return unknown(exception);
    }

    /// Vietnamese unless the caller prefers English.
    static String language(HttpServletRequest request) {
        Locale first = request.getHeader("Accept-Language") == null ? null : request.getLocale();
        return first != null && first.getLanguage().equals("en") ? "en" : "vi";
    }

    private static Problem unknown(Exception exception) {
        String reference = UUID.randomUUID().toString().substring(0, 8);
        StringBuilder where = new StringBuilder();
        for (Throwable t = exception; t != null; t = t.getCause()) {
            where.append("\n  ").append(t.getClass().getName());
            int frames = 0;
            for (StackTraceElement frame : t.getStackTrace()) {
                if (frames++ == FRAMES_LOGGED) {
                    break;
                }
                where.append("\n    at ").append(frame);
            }
        }
        LOG.error("internal.error {}{}", reference, where);
        return Problem.of("internal.error", Map.of("reference", reference));
    }
}
