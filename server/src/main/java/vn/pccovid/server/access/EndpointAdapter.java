package vn.pccovid.server.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/// The one place every controller method is called from, so the one place where it is decided
/// whether it may run, and where its [Scope] is bound for exactly that call.
class EndpointAdapter extends RequestMappingHandlerAdapter {

    private final Doorkeeper doorkeeper;

    EndpointAdapter(Doorkeeper doorkeeper) {
        this.doorkeeper = doorkeeper;
    }

    @Override
    protected @Nullable ModelAndView handleInternal(
            HttpServletRequest request, HttpServletResponse response, HandlerMethod method)
            throws Exception {
        Endpoint endpoint = doorkeeper.declarationOf(method);
        if (endpoint == null) {
            return super.handleInternal(request, response, method);
        }
        Scope scope = doorkeeper.admit(endpoint, Caller.current());
        return Scopes.<@Nullable ModelAndView, Exception>call(
                scope, () -> super.handleInternal(request, response, method));
    }
}
