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
import vn.pccovid.server.redress.News;
import vn.pccovid.server.redress.RequestMoved;
import vn.pccovid.server.redress.Requests;

/// Tells people by text message that their request moved: the number and where to look, nothing of
/// what it is about. Sent right after the officer's answer is stored; what the gateway does not
/// take is tried again every hour, five times. The app shows it in any case.
@Component
class RequestMessages implements HourlyTask {
    private static final Logger LOG = LoggerFactory.getLogger(RequestMessages.class);
    private static final int AT_ONCE = 50;
    private static final int MOST_ATTEMPTS = 5;

    private final Requests requests;
    private final CodeDelivery delivery;
    private final SignInRows rows;
    private final JdbcClient sql;
    private final Sealing sealing;

    RequestMessages(
            Requests requests,
            CodeDelivery delivery,
            SignInRows rows,
            JdbcClient sql,
            Sealing sealing) {
        this.requests = requests;
        this.delivery = delivery;
        this.rows = rows;
        this.sql = sql;
        this.sealing = sealing;
    }

    /// On a thread of its own: the officer does not wait for the gateway.
    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    void on(RequestMoved moved) {
        Thread.ofVirtual().name("request-messages").start(this::run);
    }

    @Override
    public void run() {
        try {
            List<News> taken;
            do {
                taken = requests.takeNews(AT_ONCE);
                taken.forEach(this::send);
            } while (taken.size() == AT_ONCE);
        } catch (RuntimeException e) {
            LOG.error(
                    "messages about requests wait, tried again in an hour: {}",
                    e.getClass().getName());
        }
    }

    private void send(News news) {
        boolean done = true;
        for (PhoneNumber phone : phonesOf(news)) {
            try {
                delivery.deliver(
                        phone,
                        "PcCovid: phan anh %s co tin moi. Mo PcCovid, muc Phan anh, hoac hoi tram y te xa."
                                .formatted(news.number()));
            } catch (Problem unavailable) {
                done = false;
            }
        }
        if (done || news.attempts() >= MOST_ATTEMPTS) {
            requests.endNews(news);
        }
    }

    /// The phone that opened the request; for one opened at a desk, the phones that hold the
    /// person.
    private List<PhoneNumber> phonesOf(News news) {
        return rows.in(() ->
                sql.sql(
                                """
                                SELECT a.account_id, a.phone_sealed FROM resident.account a
                                 WHERE a.account_id IN (
                                       SELECT c.account_id FROM resident.claim c
                                        WHERE c.person_id = :person AND c.revoked_at IS NULL
                                          AND (:opener = '' OR c.account_id::text = :opener))
                                """)
                        .param("person", news.person())
                        .param("opener", news.account())
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
