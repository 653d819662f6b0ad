package vn.pccovid.server.access;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What every controller method declares: why it touches data, which kind, and who may call it. A
/// method without it is never run; a role listed here and not granted in `grants.yaml` stops the
/// start.
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Endpoint {

    /// Why.
    Purpose purpose();

    /// The most sensitive kind of data in the answer.
    Category category();

    /// Who. The first of these the caller holds is the role shown in access lines.
    Role[] roles();
}
