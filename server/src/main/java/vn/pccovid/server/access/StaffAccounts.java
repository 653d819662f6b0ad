package vn.pccovid.server.access;

import java.sql.Array;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Accounts of staff at the built-in identity provider. With an external provider they stay unused.
@Component
public class StaffAccounts {

    /// Shortest password; NIST SP 800-63B §3.1.1.2 asks 15 where it is the only factor, 8 at least.
    public static final int SHORTEST_PASSWORD = 10;

    /// bcrypt reads 72 bytes.
    private static final int LONGEST_PASSWORD = 72;

    private static final int TRIES = 5;
    private static final Duration LOCKED_FOR = Duration.ofMinutes(15);
    private static final Set<Role> NOT_STAFF =
            EnumSet.of(Role.RESIDENT, Role.SYSTEM_CLIENT, Role.ANYONE);

    private final JdbcClient sql;
    private final TransactionTemplate transaction;
    private final PasswordEncoder encoder = new BCryptPasswordEncoder(11);
    private final Clock wall = Clock.systemUTC();

    /// Compared against when the user does not exist, so that both take the same time.
    private final String nobody = Objects.requireNonNull(encoder.encode(Secrets.fresh()));

    StaffAccounts(JdbcClient sql, PlatformTransactionManager transactions) {
        this.sql = sql;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// The accounts of a database, for the command line: no service needs to run.
    ///
    /// @param url and the application role's user and password
    public static StaffAccounts at(String url, String user, String password) {
        DriverManagerDataSource source = new DriverManagerDataSource(url, user, password);
        return new StaffAccounts(JdbcClient.create(source), new ScopedTransactionManager(source));
    }

    /// Who somebody is at work.
    ///
    /// @param userName 2 to 63 of `a-z 0-9 . _ -`
    /// @param office what residents see in their access lines, e.g. "Trạm y tế phường Phước Hải"
    /// @param roles staff roles only
    /// @param areas area paths, or `*`
    public record Staff(
            String userName,
            String displayName,
            String office,
            Set<Role> roles,
            List<String> areas) {
        public Staff {
            roles = Set.copyOf(roles);
            areas = List.copyOf(areas);
            if (!userName.matches("[a-z0-9][a-z0-9._-]{1,62}")) {
                throw new IllegalArgumentException("not a user name: " + userName);
            }
            if (displayName.isBlank() || office.isBlank() || roles.isEmpty()) {
                throw new IllegalArgumentException(
                        userName + ": a display name, an office and a role are needed");
            }
            for (Role role : roles) {
                if (NOT_STAFF.contains(role)) {
                    throw new IllegalArgumentException(userName + ": not a role of staff: " + role);
                }
            }
        }

        Caller.Staff caller() {
            return new Caller.Staff(userName, displayName, office, roles, areas);
        }
    }

    private record Row(
            Staff staff,
            String passwordHash,
            int failed,
            @Nullable Instant lockedUntil,
            boolean disabled) {}

    /// Creates the account, or gives an existing one these values and this password and unlocks it.
    public void create(Staff staff, String password) {
        if (password.length() < SHORTEST_PASSWORD
                || password.getBytes(java.nio.charset.StandardCharsets.UTF_8).length
                        > LONGEST_PASSWORD) {
            throw Problem.of(
                    "access.password_length",
                    Map.of("least", SHORTEST_PASSWORD, "most", LONGEST_PASSWORD));
        }
        String hash = Objects.requireNonNull(encoder.encode(password));
        signIn(() ->
                sql.sql(
                                """
                                INSERT INTO access.staff_account
                                       (user_name, display_name, password_hash, office, roles, areas, created_at)
                                VALUES (:user, :display, :hash, :office, :roles, :areas, :now)
                                ON CONFLICT (user_name) DO UPDATE SET
                                       display_name = excluded.display_name,
                                       password_hash = excluded.password_hash,
                                       office = excluded.office, roles = excluded.roles,
                                       areas = excluded.areas, disabled_at = NULL,
                                       failed_count = 0, locked_until = NULL
                                """)
                        .param("user", staff.userName())
                        .param("display", staff.displayName())
                        .param("hash", hash)
                        .param("office", staff.office())
                        .param(
                                "roles",
                                staff.roles().stream()
                                        .map(Role::name)
                                        .sorted()
                                        .toArray(String[]::new))
                        .param("areas", staff.areas().toArray(String[]::new))
                        .param("now", now())
                        .update());
    }

    /// Nobody signs in with this account until it is created anew, and its sessions end now.
    public void disable(String userName) {
        signIn(() -> {
            sql.sql("DELETE FROM access.session WHERE kind = 'staff' AND subject = :user")
                    .param("user", userName)
                    .update();
            return sql.sql(
                            """
                            UPDATE access.staff_account SET disabled_at = :now
                             WHERE user_name = :user AND disabled_at IS NULL
                            """)
                    .param("now", now())
                    .param("user", userName)
                    .update();
        });
    }

    /// The member of staff if user name and password belong together and the account is neither
    /// disabled nor locked. Five wrong passwords lock it for a quarter of an hour.
    Optional<Staff> verify(String userName, String password) {
        Row row = signIn(() -> find(userName)).orElse(null);
        boolean right = encoder.matches(password, row == null ? nobody : row.passwordHash());
        if (row == null || row.disabled()) {
            return Optional.empty();
        }
        Instant locked = row.lockedUntil();
        if (locked != null && wall.instant().isBefore(locked)) {
            return Optional.empty();
        }
        if (!right) {
            signIn(() ->
                    sql.sql(
                                    """
                                    UPDATE access.staff_account
                                       SET failed_count = CASE WHEN failed_count + 1 >= :tries THEN 0
                                                               ELSE failed_count + 1 END,
                                           locked_until = CASE WHEN failed_count + 1 >= :tries THEN :until
                                                               ELSE locked_until END
                                     WHERE user_name = :user
                                    """)
                            .param("tries", TRIES)
                            .param(
                                    "until",
                                    wall.instant().plus(LOCKED_FOR).atOffset(ZoneOffset.UTC))
                            .param("user", userName)
                            .update());
            return Optional.empty();
        }
        if (row.failed() > 0 || locked != null) {
            signIn(() ->
                    sql.sql(
                                    """
                                    UPDATE access.staff_account
                                       SET failed_count = 0, locked_until = NULL
                                     WHERE user_name = :user
                                    """)
                            .param("user", userName)
                            .update());
        }
        return Optional.of(row.staff());
    }

    /// The member of staff behind a user name that has just signed in.
    Optional<Staff> of(String userName) {
        return signIn(() -> find(userName)).filter(row -> !row.disabled()).map(Row::staff);
    }

    private Optional<Row> find(String userName) {
        return sql.sql(
                        """
                        SELECT user_name, display_name, password_hash, office, roles, areas, failed_count,
                               locked_until, disabled_at
                          FROM access.staff_account
                         WHERE user_name = :user
                        """)
                .param("user", userName)
                .query((row, n) -> {
                    Set<Role> roles = EnumSet.noneOf(Role.class);
                    strings(row.getArray("roles")).forEach(r -> roles.add(Role.valueOf(r)));
                    java.sql.Timestamp locked = row.getTimestamp("locked_until");
                    return new Row(
                            new Staff(
                                    row.getString("user_name"),
                                    row.getString("display_name"),
                                    row.getString("office"),
                                    roles,
                                    strings(row.getArray("areas"))),
                            row.getString("password_hash"),
                            row.getInt("failed_count"),
                            locked == null ? null : locked.toInstant(),
                            row.getTimestamp("disabled_at") != null);
                })
                .optional();
    }

    private java.time.OffsetDateTime now() {
        return wall.instant().atOffset(ZoneOffset.UTC);
    }

    private <T> T signIn(java.util.function.Supplier<T> body) {
        return Scopes.call(
                Scope.service(Purpose.SIGN_IN),
                () -> Objects.requireNonNull(transaction.execute(status -> body.get())));
    }

    private static List<String> strings(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
