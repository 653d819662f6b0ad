package vn.pccovid.server.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.pass.Passes;

/// The demo's own endpoints: everybody in front of a demo may use them, and nobody elsewhere, as
/// they do not exist there.
@RestController
@ConditionalOnProperty("pccovid.demo")
@RequestMapping("/api/demo")
class DemoController {

    private final Clock clock;
    private final DemoContent content;
    private final Passes passes;

    DemoController(Clock clock, DemoContent content, Passes passes) {
        this.clock = clock;
        this.content = content;
        this.passes = passes;
    }

    /// @param now what the demo's clock shows
    record Now(Instant now) {}

    /// @param stepHours whole hours forward, 1 to 1440
    record Step(int stepHours) {}

    @GetMapping("/clock")
    @Endpoint(purpose = Purpose.OPERATION, category = Category.SYSTEM, roles = Role.ANYONE)
    Now now() {
        return new Now(clock.instant());
    }

    @PostMapping("/clock")
    @Endpoint(purpose = Purpose.OPERATION, category = Category.SYSTEM, roles = Role.ANYONE)
    Now step(@RequestBody Step step) {
        if (!(clock instanceof DemoClock demo)) {
            throw new IllegalStateException(
                    "a demo runs on a demo clock, this one is a " + clock.getClass());
        }
        var by = Duration.ofHours(step.stepHours());
        if (by.isNegative() || by.isZero() || by.compareTo(DemoClock.LONGEST_STEP) > 0) {
            throw Problem.of("demo.step", Map.of("hours", DemoClock.LONGEST_STEP.toHours()));
        }
        demo.step(by);
        passes.catchUp();
        return now();
    }

    @GetMapping("/stories")
    @Endpoint(purpose = Purpose.OPERATION, category = Category.SYSTEM, roles = Role.ANYONE)
    List<DemoContent.Story> stories() {
        return content.stories();
    }

    @GetMapping("/accounts")
    @Endpoint(purpose = Purpose.OPERATION, category = Category.SYSTEM, roles = Role.ANYONE)
    List<DemoContent.Account> accounts() {
        return content.accounts();
    }
}
