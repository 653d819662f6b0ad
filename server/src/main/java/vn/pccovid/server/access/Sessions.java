package vn.pccovid.server.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// Signed-in sessions of residents and staff, kept in the database: they survive a restart, hold on
/// every server alike, and can be ended from outside. The browser has a random secret in a
/// `__Host-` cookie that no script can read; we have its hash.
///
/// Session times are those of the wall, not of the demo's clock: stepping the demo by a day signs
/// nobody out.
@Component
public class Sessions implements SecurityContextRepository {

    static final String COOKIE = "__Host-pccovid-session";

    /// `seen_at` is written at most this often, so that a busy page does not write with every call.
    private static final Duration SEEN_EVERY = Duration.ofSeconds(30);

    private static final int LONGEST_SECRET = 64;

    private final JdbcClient sql;
    private final TransactionTemplate transaction;
    private final SessionProperties lasting;
    private final JsonMapper json;
    private final Clock wall = Clock.systemUTC();

    Sessions(
            JdbcClient sql,
            PlatformTransactionManager transactions,
            SessionProperties lasting,
            JsonMapper json) {
        this.sql = sql;
        this.transaction = new TransactionTemplate(transactions);
        this.lasting = lasting;
        this.json = json;
    }

    /// The part of a staff session that is not its subject.
    private record Details(
            String displayName, String office, List<String> roles, List<String> areas) {}

    private record Stored(
            String kind,
            String subject,
            @Nullable UUID device,
            String details,
            Instant seenAt,
            Duration idle,
            Instant endsAt) {}

    /// Signs this browser in as `caller`, ending whatever session it had.
    public void begin(Caller caller, HttpServletRequest request, HttpServletResponse response) {
        secret(request).ifPresent(this::forget);
        String secret = Secrets.fresh();
        Instant now = wall.instant();
        boolean resident = caller instanceof Caller.Resident;
        Duration most = resident ? lasting.residentMost() : lasting.staffMost();
        Duration idle = resident ? lasting.residentIdle() : lasting.staffIdle();
        Scopes.run(
                Scope.service(Purpose.SIGN_IN),
                () ->
                        transaction.executeWithoutResult(status ->
                                sql.sql(
                                                """
                                                INSERT INTO access.session (token_hash, kind, subject, device,
                                                       details, started_at, seen_at, idle_seconds, ends_at)
                                                VALUES (:hash, :kind, :subject, :device, :details,
                                                       :now, :now, :idle, :ends)
                                                """)
                                        .param("hash", Secrets.hash(secret))
                                        .param("kind", resident ? "resident" : "staff")
                                        .param("subject", new CallerToken(caller).getName())
                                        .param(
                                                "device",
                                                caller instanceof Caller.Resident phone
                                                        ? phone.device()
                                                        : null,
                                                java.sql.Types.OTHER)
                                        .param("details", details(caller))
                                        .param("now", now.atOffset(ZoneOffset.UTC))
                                        .param("idle", Math.toIntExact(idle.toSeconds()))
                                        .param("ends", now.plus(most).atOffset(ZoneOffset.UTC))
                                        .update()));
        response.addHeader(HttpHeaders.SET_COOKIE, cookie(secret, most));
        SecurityContextHolder.setContext(new SecurityContextImpl(new CallerToken(caller)));
    }

    /// Signs this browser out.
    public void end(HttpServletRequest request, HttpServletResponse response) {
        secret(request).ifPresent(this::forget);
        response.addHeader(HttpHeaders.SET_COOKIE, cookie("", Duration.ZERO));
        SecurityContextHolder.clearContext();
    }

    /// Ends every session of one account or staff user, wherever it runs.
    public void endAllOf(String subject) {
        Scopes.run(
                Scope.service(Purpose.SIGN_IN),
                () ->
                        transaction.executeWithoutResult(status ->
                                sql.sql("DELETE FROM access.session WHERE subject = :subject")
                                        .param("subject", subject)
                                        .update()));
    }

    /// After how long without a call the caller is signed out.
    public Duration idleOf(Caller caller) {
        return caller instanceof Caller.Resident ? lasting.residentIdle() : lasting.staffIdle();
    }

    /// Deletes sessions that have ended; called by the housekeeping of [AccessUpkeep].
    int sweep() {
        Instant now = wall.instant();
        return Objects.requireNonNull(
                Scopes.call(
                        Scope.service(Purpose.SIGN_IN),
                        () ->
                                transaction.execute(status ->
                                        sql.sql(
                                                        """
                                                        DELETE FROM access.session
                                                         WHERE ends_at < :now
                                                            OR seen_at + make_interval(secs => idle_seconds) < :now
                                                        """)
                                                .param("now", now.atOffset(ZoneOffset.UTC))
                                                .update())));
    }

    /// One round trip, for this is asked before every call: no transaction of ours around it.
    private Optional<Caller> find(String secret) {
        byte[] hash = Secrets.hash(secret);
        Instant now = wall.instant();
        return Scopes.call(
                Scope.service(Purpose.SIGN_IN),
                () ->
                        stored(hash)
                                .filter(row ->
                                        now.isBefore(row.endsAt())
                                                && now.isBefore(row.seenAt().plus(row.idle())))
                                .map(row -> seen(hash, row, now))
                                .map(this::caller));
    }

    private Optional<Stored> stored(byte[] hash) {
        return sql.sql(
                        """
                        SELECT kind, subject, device, details, seen_at, idle_seconds, ends_at
                          FROM access.session_of(?)
                        """)
                .param(hash)
                .query((row, n) ->
                        new Stored(
                                row.getString(1),
                                row.getString(2),
                                row.getObject(3, UUID.class),
                                row.getString(4),
                                row.getTimestamp(5).toInstant(),
                                Duration.ofSeconds(row.getInt(6)),
                                row.getTimestamp(7).toInstant()))
                .optional();
    }

    private Stored seen(byte[] hash, Stored row, Instant now) {
        if (row.seenAt().plus(SEEN_EVERY).isBefore(now)) {
            transaction.executeWithoutResult(status ->
                    sql.sql("UPDATE access.session SET seen_at = :now WHERE token_hash = :hash")
                            .param("now", now.atOffset(ZoneOffset.UTC))
                            .param("hash", hash)
                            .update());
        }
        return row;
    }

    private Caller caller(Stored row) {
        if (row.kind().equals("resident")) {
            return new Caller.Resident(
                    UUID.fromString(row.subject()), Objects.requireNonNull(row.device()));
        }
        Details details = json.readValue(row.details(), Details.class);
        Set<Role> roles = EnumSet.noneOf(Role.class);
        details.roles().forEach(role -> roles.add(Role.valueOf(role)));
        return new Caller.Staff(
                row.subject(), details.displayName(), details.office(), roles, details.areas());
    }

    private String details(Caller caller) {
        return caller instanceof Caller.Staff staff
                ? json.writeValueAsString(
                        new Details(
                                staff.displayName(),
                                staff.office(),
                                staff.roles().stream().map(Role::name).sorted().toList(),
                                staff.areas()))
                : "{}";
    }

    private void forget(String secret) {
        Scopes.run(
                Scope.service(Purpose.SIGN_IN),
                () ->
                        transaction.executeWithoutResult(status ->
                                sql.sql("DELETE FROM access.session WHERE token_hash = :hash")
                                        .param("hash", Secrets.hash(secret))
                                        .update()));
    }

    private static String cookie(String secret, Duration age) {
        return ResponseCookie.from(COOKIE, secret)
                .httpOnly(true)
                .secure(true)
                .sameSite("Strict")
                .path("/")
                .maxAge(age)
                .build()
                .toString();
    }

    private static Optional<String> secret(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(COOKIE)
                        && !cookie.getValue().isEmpty()
                        && cookie.getValue().length() <= LONGEST_SECRET) {
                    return Optional.of(cookie.getValue());
                }
            }
        }
        return Optional.empty();
    }

    // --- Spring Security's view of the same thing ---

    @Override
    @Deprecated
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        return contextOf(holder.getRequest());
    }

    @Override
    public org.springframework.security.core.context.DeferredSecurityContext loadDeferredContext(
            HttpServletRequest request) {
        return new DeferredContext(() -> contextOf(request));
    }

    @Override
    public void saveContext(
            SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
        // Sessions begin and end through this class only; there is nothing to save in passing.
    }

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return secret(request).isPresent();
    }

    private SecurityContext contextOf(HttpServletRequest request) {
        return secret(request)
                .flatMap(this::find)
                .<SecurityContext>map(caller -> new SecurityContextImpl(new CallerToken(caller)))
                .orElseGet(SecurityContextHolder::createEmptyContext);
    }

    /// Looks the session up only when somebody asks who is calling.
    private static final class DeferredContext
            implements org.springframework.security.core.context.DeferredSecurityContext {
        private final java.util.function.Supplier<SecurityContext> source;
        private @Nullable SecurityContext context;

        DeferredContext(java.util.function.Supplier<SecurityContext> source) {
            this.source = source;
        }

        @Override
        public SecurityContext get() {
            SecurityContext loaded = context;
            if (loaded == null) {
                loaded = source.get();
                context = loaded;
            }
            return loaded;
        }

        @Override
        public boolean isGenerated() {
            return get().getAuthentication() == null;
        }
    }
}
