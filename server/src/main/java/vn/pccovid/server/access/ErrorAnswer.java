package vn.pccovid.server.access;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// What the container itself refuses (a broken request line, a filter that failed) in the common
/// form.
@RestController
class ErrorAnswer implements ErrorController {

    @Endpoint(
            purpose = Purpose.OPERATION,
            category = Category.SYSTEM,
            roles = {Role.ANYONE})
    @RequestMapping("/error")
    ResponseEntity<Map<String, Object>> error(HttpServletRequest request) {
        Object thrown = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        if (thrown instanceof Exception exception) {
            return ProblemAdvice.body(ProblemAdvice.problem(exception), request);
        }
        int status =
                request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                                && code >= 400
                        ? code
                        : 404;
        return ProblemAdvice.body(
                ProblemAdvice.problem(
                        new ResponseStatusException(
                                org.springframework.http.HttpStatusCode.valueOf(status))),
                request);
    }
}
