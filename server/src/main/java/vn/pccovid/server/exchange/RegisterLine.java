package vn.pccovid.server.exchange;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.pccovid.server.person.GradedAnswer;
import vn.pccovid.server.person.GradedAnswer.SourceUnavailable;
import vn.pccovid.server.person.GradedAnswer.Trouble;
import vn.pccovid.server.person.Register;
import vn.pccovid.server.person.RegisterClient;
import vn.pccovid.server.person.RegisterQuestion;
import vn.pccovid.server.person.RegisterReply;

/// Calls one register over HTTP. From the outside in: a few tries with growing pauses that differ
/// by chance; a circuit breaker that leaves a failing register alone; a bulkhead that keeps the
/// calls under way bounded; a time limit over the whole answer. Thread-safe.
final class RegisterLine implements RegisterClient, AutoCloseable {
    /// An answer is one line; more than this is no answer.
    private static final int LONGEST_ANSWER = 64 << 10;

    /// Calls that try whether a register is back.
    private static final int PROBES = 2;

    /// We never stay away longer at the register's own word.
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    /// Pause of a question that found no place, or was one probe too many.
    private static final Duration BRIEF = Duration.ofSeconds(1);

    private final Register register;
    private final RegisterLineProperties.Line line;
    private final RegisterFormat format;
    private final Clock clock;
    private final @Nullable MeterRegistry meters;
    private final HttpClient http;
    private final Retry retry;
    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;
    private volatile Instant openUntil = Instant.EPOCH;

    RegisterLine(
            Register register,
            RegisterLineProperties.Line line,
            RegisterFormat format,
            Clock clock,
            @Nullable MeterRegistry meters) {
        this.register = register;
        this.line = line;
        this.format = format;
        this.clock = clock;
        this.meters = meters;
        this.http =
                HttpClient.newBuilder()
                        .connectTimeout(line.connect())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
        String name = "register-" + register.text();
        this.retry =
                Retry.of(
                        name,
                        RetryConfig.custom()
                                .maxAttempts(line.tries())
                                .intervalFunction(
                                        IntervalFunction.ofExponentialRandomBackoff(
                                                line.firstPause(), 2.0, 0.5))
                                .retryOnException(
                                        e -> e instanceof NoAnswer no && no.worthAnother())
                                .build());
        this.breaker =
                CircuitBreaker.of(
                        name,
                        CircuitBreakerConfig.custom()
                                .slidingWindowType(
                                        CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                                .slidingWindowSize(line.window())
                                .minimumNumberOfCalls(Math.max(2, line.window() / 2))
                                .failureRateThreshold(line.failingShare())
                                .waitDurationInOpenState(line.openFor())
                                .permittedNumberOfCallsInHalfOpenState(PROBES)
                                .ignoreException(e ->
                                        e instanceof BulkheadFullException
                                                || (e instanceof NoAnswer no
                                                        && no.trouble == Trouble.RATE_LIMIT))
                                .build());
        this.breaker
                .getEventPublisher()
                .onStateTransition(event -> {
                    if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                        openUntil = clock.instant().plus(line.openFor());
                    }
                });
        this.bulkhead =
                Bulkhead.of(
                        name,
                        BulkheadConfig.custom()
                                .maxConcurrentCalls(line.atOnce())
                                .maxWaitDuration(Duration.ZERO)
                                .build());
        if (meters != null) {
            Tags tags = Tags.of("register", register.text());
            meters.gauge("pccovid.verification.breaker", tags, this, RegisterLine::breakerGauge);
            meters.gauge("pccovid.verification.underway", tags, this, RegisterLine::underWay);
        }
    }

    /// A call that brought no answer about the record.
    private static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Trouble trouble;
        private final transient @Nullable Duration retryAfter;

        NoAnswer(Trouble trouble, @Nullable Duration retryAfter) {
            super(trouble.name(), null, false, false);
            this.trouble = trouble;
            this.retryAfter = retryAfter;
        }

        /// Asking again in a moment may help; not where the register said when to come, nor where
        /// somebody has to act first.
        boolean worthAnother() {
            return retryAfter == null
                    && (trouble == Trouble.SERVER
                            || trouble == Trouble.UNREACHABLE
                            || trouble == Trouble.TIMEOUT);
        }
    }

    @Override
    public Register register() {
        return register;
    }

    @Override
    public int atOnce() {
        return breaker.getState() == CircuitBreaker.State.CLOSED
                ? line.atOnce()
                : Math.min(PROBES, line.atOnce());
    }

    @Override
    public Duration closedFor() {
        if (breaker.getState() != CircuitBreaker.State.OPEN) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), openUntil);
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public RegisterReply ask(RegisterQuestion question) {
        Supplier<RegisterReply> guarded =
                Retry.decorateSupplier(
                        retry,
                        CircuitBreaker.decorateSupplier(
                                breaker,
                                Bulkhead.decorateSupplier(bulkhead, () -> counted(question))));
        try {
            return guarded.get();
        } catch (NoAnswer no) {
            return RegisterReply.none(no.trouble, no.retryAfter);
        } catch (CallNotPermittedException e) {
            count("breaker_open");
            Duration left = closedFor();
            return RegisterReply.none(
                    Trouble.BREAKER_OPEN, left.compareTo(BRIEF) > 0 ? left : BRIEF);
        } catch (BulkheadFullException e) {
            count("bulkhead_full");
            return RegisterReply.none(Trouble.BREAKER_OPEN, BRIEF);
        }
    }

    private RegisterReply counted(RegisterQuestion question) {
        long begun = System.nanoTime();
        String outcome = "failed";
        try {
            RegisterReply reply = call(question);
            outcome = reply.answer().grade();
            return reply;
        } catch (NoAnswer no) {
            outcome = new SourceUnavailable(no.trouble).detail();
            throw no;
        } finally {
            if (meters != null) {
                meters.timer(
                                "pccovid.verification.call",
                                Tags.of("register", register.text(), "outcome", outcome))
                        .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            }
        }
    }

    private void count(String why) {
        if (meters != null) {
            meters.counter(
                            "pccovid.verification.held.back",
                            Tags.of("register", register.text(), "why", why))
                    .increment();
        }
    }

    private RegisterReply call(RegisterQuestion question) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(line.url())
                        .timeout(line.answer())
                        .header("Content-Type", "application/json; charset=utf-8")
                        .header("Accept", "application/json")
                        // The same for every try: the register may know it saw this question.
                        .header("X-Request-Id", question.requestId().toString())
                        .POST(HttpRequest.BodyPublishers.ofString(format.body(question)));
        if (!line.token().isEmpty()) {
            request.header("Authorization", "Bearer " + line.token());
        }
        HttpResponse<String> response = send(request.build());
        Duration retryAfter = retryAfter(response);
        int status = response.statusCode();
        if (status == 429) {
            throw new NoAnswer(Trouble.RATE_LIMIT, retryAfter);
        }
        if (status == 401 || status == 403) {
            throw new NoAnswer(Trouble.CREDENTIALS, retryAfter);
        }
        if (status >= 500) {
            throw new NoAnswer(Trouble.SERVER, retryAfter);
        }
        if (status != 200) {
            throw new NoAnswer(Trouble.UNREADABLE, retryAfter);
        }
        String code = format.code(response.body());
        GradedAnswer answer =
                GradedAnswer.of(register, code)
                        .orElseThrow(() -> new NoAnswer(Trouble.UNREADABLE, null));
        if (answer instanceof SourceUnavailable(Trouble trouble)) {
            throw new NoAnswer(trouble, retryAfter);
        }
        return new RegisterReply(answer, code, null);
    }

    /// The limit holds for the whole answer, not only for its first byte.
    private HttpResponse<String> send(HttpRequest request) {
        CompletableFuture<HttpResponse<String>> coming =
                http.sendAsync(
                        request,
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofString(), LONGEST_ANSWER));
        try {
            return coming.get(line.answer().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            coming.cancel(true);
            throw new NoAnswer(Trouble.TIMEOUT, null);
        } catch (ExecutionException e) {
            throw new NoAnswer(
                    e.getCause() instanceof HttpTimeoutException
                            ? Trouble.TIMEOUT
                            : Trouble.UNREACHABLE,
                    null);
        } catch (InterruptedException e) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw new NoAnswer(Trouble.UNREACHABLE, BRIEF);
        }
    }

    /// `Retry-After` in seconds; the date form is not used by anybody we know and is passed over.
    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        Optional<String> told = response.headers().firstValue("Retry-After");
        if (told.isEmpty() || !told.get().matches("\\d{1,6}")) {
            return null;
        }
        Duration wanted = Duration.ofSeconds(Math.max(1, Long.parseLong(told.get())));
        return wanted.compareTo(LONGEST_RETRY_AFTER) < 0 ? wanted : LONGEST_RETRY_AFTER;
    }

    /// 0 closed: calls go through; 0.5 trying whether the register is back; 1 open.
    private double breakerGauge() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> 1;
            case HALF_OPEN -> 0.5;
            default -> 0;
        };
    }

    private double underWay() {
        return line.atOnce() - bulkhead.getMetrics().getAvailableConcurrentCalls();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
