package vn.pccovid.server.resident;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;

/// The demo's text messages. Outside the demo this address does not exist.
@RestController
@ConditionalOnProperty(name = "pccovid.demo", havingValue = "true")
class DemoOutboxController {

    private final DemoOutbox outbox;

    DemoOutboxController(DemoOutbox outbox) {
        this.outbox = outbox;
    }

    @Endpoint(
            purpose = Purpose.OPERATION,
            category = Category.SYSTEM,
            roles = {Role.ANYONE})
    @GetMapping("/api/demo/outbox")
    List<DemoOutbox.Message> messages() {
        return outbox.newestFirst();
    }
}
