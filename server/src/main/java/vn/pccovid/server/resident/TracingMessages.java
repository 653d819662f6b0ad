package vn.pccovid.server.resident;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.server.access.HourlyTask;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.keys.Sealing;
import vn.pccovid.server.tracing.News;
import vn.pccovid.server.tracing.PeopleToTell;
import vn.pccovid.server.tracing.Tracings;

/// Tells contacts by text message that there is something to read, and again when it turned out to
/// be nothing: where to look, nothing of what it is about. Sent right after they were listed; what
/// the gateway does not take is tried again every hour, five times. Who has no account is told by
/// the commune's call.
@Component
class TracingMessages implements HourlyTask {
    private static final Logger LOG = LoggerFactory.getLogger(TracingMessages.class);
    private static final int AT_ONCE = 50;
    private static final int MOST_ATTEMPTS = 5;

    private final Tracings tracings;
    private final CodeDelivery delivery;
    private final SignInRows rows;
    private final JdbcClient sql;
    private final Sealing sealing;

    TracingMessages(
            Tracings tracings,
            CodeDelivery delivery,
            SignInRows rows,
            JdbcClient sql,
            Sealing sealing) {
        this.tracings = tracings;
        this.delivery = delivery;
        this.rows = rows;
        this.sql = sql;
        this.sealing = sealing;
    }

    /// On a thread of its own: tracing does not wait for the gateway.
    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    void on(PeopleToTell told) {
        Thread.ofVirtual().name("tracing-messages").start(this::run);
    }

    @Override
    public void run() {
        try {
            List<News> taken;
            do {
                taken = tracings.takeNews(AT_ONCE);
                taken.forEach(this::send);
            } while (taken.size() == AT_ONCE);
        } catch (RuntimeException e) {
            LOG.error(
                    "messages of tracing wait, tried again in an hour: {}", e.getClass().getName());
        }
    }

    private void send(News news) {
        UUID person = news.person();
        boolean reached = false;
        boolean failed = false;
        for (PhoneNumber phone : person == null ? List.<PhoneNumber>of() : phonesOf(person)) {
            try {
                delivery.deliver(phone, text(news.kind()));
                reached = true;
            } catch (Problem unavailable) {
                failed = true;
            }
        }
        if (!failed || news.attempts() >= MOST_ATTEMPTS) {
            tracings.endNews(news, reached);
        }
    }

    private static String text(String kind) {
        return kind.equals("withdrawn")
                ? "PcCovid: thong tin gui ban truoc day da duoc rut lai. Mo PcCovid, muc The, hoac hoi tram y te xa."
                : "PcCovid: co thong tin moi ve suc khoe cho ban. Mo PcCovid, muc The, hoac hoi tram y te xa.";
    }

    /// Phones whose accounts stand for the person.
    private List<PhoneNumber> phonesOf(UUID person) {
        return rows.in(() ->
                sql.sql(
                                """
                                SELECT a.account_id, a.phone_sealed FROM resident.account a
                                 WHERE a.account_id IN (
                                       SELECT c.account_id FROM resident.claim c
                                        WHERE c.person_id = :person AND c.revoked_at IS NULL)
                                """)
                        .param("person", person)
                        .query((row, n) ->
                                new PhoneNumber(
                                        new String(
                                                sealing.open(
                                                        row.getBytes(2),
                                                        bytes(row.getObject(1, UUID.class))),
                                                StandardCharsets.UTF_8)))
                        .list());
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
