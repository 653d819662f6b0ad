package vn.pccovid.server.access;

/// The stable name of a refusal (`exchange.header_unknown`) and the HTTP status it answers with.
public record ProblemCode(String value, int status) {

    public ProblemCode {
        if (!value.matches("[a-z]+(_[a-z]+)*(\\.[a-z0-9]+(_[a-z0-9]+)*)+")) {
            throw new IllegalArgumentException("not a problem code: " + value);
        }
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException(value + ": not an error status: " + status);
        }
    }
}
