package vn.pccovid.program.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import vn.pccovid.program.Application;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.gate.Posts;

/// The gate of the demo, and its keeper's shifts for a year: the demo's clock may be stepped far.
final class DemoGate {
    private static final Duration SHIFT = Duration.ofDays(30);
    private static final int SHIFTS = 13;

    private DemoGate() {}

    /// @param area area path of the demo's district
    static void plant(Application application, String area) {
        Posts posts = application.bean(Posts.class);
        Instant begin = application.bean(Clock.class).instant().minus(Duration.ofHours(1));
        Scopes.run(
                new Scope(
                        "huyen",
                        "Ban chỉ đạo huyện",
                        "AUTHORITY",
                        Purpose.GATE_DUTY,
                        Category.SYSTEM,
                        List.of(area),
                        List.of(),
                        DatabaseRole.APPLICATION),
                () -> {
                    Posts.Gate gate =
                            posts.open(
                                    new Posts.NewGate(
                                            "Chốt kiểm dịch số 1", "Gate no. 1", area, true),
                                    "huyen");
                    for (int i = 0; i < SHIFTS; i++) {
                        Instant from = begin.plus(SHIFT.multipliedBy(i));
                        posts.assign(gate.gateId(), "chot", from, from.plus(SHIFT), "huyen");
                    }
                });
    }
}
