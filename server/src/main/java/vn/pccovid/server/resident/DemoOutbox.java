package vn.pccovid.server.resident;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import vn.pccovid.lib.identity.PhoneNumber;

/// Where the demo's text messages end up: in memory, newest first, for the outbox page. Exists only
/// in the demo. Thread-safe.
final class DemoOutbox implements CodeDelivery {

    private static final int MOST_KEPT = 200;

    /// One text message to an invented phone.
    record Message(Instant at, String to, String text) {
        @Override
        public String toString() {
            return "Message[•••]";
        }
    }

    private final Clock clock;
    private final Deque<Message> messages = new ArrayDeque<>();

    DemoOutbox(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void deliver(PhoneNumber phone, String text) {
        messages.addFirst(new Message(clock.instant(), phone.value(), text));
        if (messages.size() > MOST_KEPT) {
            messages.removeLast();
        }
    }

    synchronized List<Message> newestFirst() {
        return List.copyOf(messages);
    }
}
