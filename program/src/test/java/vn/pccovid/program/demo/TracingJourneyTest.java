package vn.pccovid.program.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Playwright;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.pccovid.program.Application;
import vn.pccovid.program.Certificates;
import vn.pccovid.program.DataFolder;
import vn.pccovid.program.Settings;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.StaffAccounts;
import vn.pccovid.server.demo.DemoClock;
import vn.pccovid.server.demo.DemoContent;

/// The whole way in a browser against the real server: people at one café, a signed result, passes
/// that turn and say why, the tracer's list, an order that ends on the right day, and everything
/// withdrawn when the result is put right.
@NullUnmarked
@DisplayName("From a positive result to the people at risk, as they see it")
class TracingJourneyTest {
    private static final Instant MORNING = Instant.parse("2021-10-10T01:00:00Z");

    /// A ward of Ha Noi, where the national floor alone holds: who has no dose is yellow.
    private static final String COMMUNE = "01/001/00001";

    @TempDir static Path folder;

    private static Playwright playwright;
    private static Browser browser;
    private static Application application;
    private static String address;
    private Visitor first;
    private Visitor second;
    private Visitor tracer;

    @BeforeAll
    static void start() throws Exception {
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = Visitor.browser(playwright);
        DataFolder data = new DataFolder(folder.resolve("data"));
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        address = "https://localhost:" + port;
        application =
                Application.start(
                        Settings.of(data)
                                .withEnvironment(Map.of())
                                .withClock(
                                        DemoClock.open(
                                                folder.resolve("clock"),
                                                MORNING,
                                                Clock.systemUTC()))
                                .withBean(new DemoContent(List.of(), List.of()))
                                .with("pccovid.demo", true)
                                .withWeb(
                                        new Settings.Web(
                                                "127.0.0.1",
                                                port,
                                                0,
                                                new Certificates(
                                                                data.certificates(),
                                                                Clock.systemUTC())
                                                        .server(List.of()),
                                                address)));
        application
                .bean(StaffAccounts.class)
                .create(
                        new StaffAccounts.Staff(
                                "truyvet",
                                "Đoàn Văn Vết",
                                "Đội truy vết huyện",
                                Set.of(Role.TRACER),
                                List.of("01/001")),
                        DemoPeople.PASSWORD);
    }

    @AfterAll
    static void stop() {
        if (application != null) {
            application.close();
        }
        if (playwright != null) {
            playwright.close();
        }
    }

    @AfterEach
    void leave() {
        for (Visitor one : new Visitor[] {first, second, tracer}) {
            if (one != null) {
                one.close();
            }
        }
    }

    private static Visitor phoneOf(Outbreak.Somebody who) {
        Visitor phone = Visitor.withPhone(browser, address);
        phone.open("/resident/");
        phone.signIn(who.phone());
        phone.claimByCard(who.card());
        return phone;
    }

    /// Until the page shows it; passes follow within seconds.
    private static void until(Visitor page, BooleanSupplier shown) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!shown.getAsBoolean()) {
            assertThat(System.nanoTime()).as(page.page.locator("main").innerText()).isLessThan(end);
            Thread.sleep(300);
            page.page.reload();
            page.id("pass-card").waitFor();
        }
    }

    @Test
    void three_at_a_cafe() throws InterruptedException {
        Outbreak outbreak = new Outbreak(application);
        List<Outbreak.Somebody> people = outbreak.people(3, COMMUNE);
        Outbreak.Somebody ill = people.getFirst();
        String cafe = outbreak.cafe(COMMUNE);
        outbreak.visit(people, cafe, MORNING.minus(Duration.ofDays(2)), Duration.ofMinutes(50));
        first = phoneOf(people.get(1));
        second = phoneOf(people.get(2));
        assertThat(first.colour()).isEqualTo("YELLOW");
        assertThat(first.id("exposure").count()).isZero();

        String tube = outbreak.sample(ill, MORNING.minus(Duration.ofHours(20)));
        outbreak.says(ill, tube, MORNING.minus(Duration.ofHours(1)), "POSITIVE");

        // The others' passes turn and tell why, and nothing that names the case.
        for (Visitor phone : List.of(first, second)) {
            until(phone, () -> "RED".equals(phone.colour()));
            assertThat(phone.text("pass-reason")).contains("Tiếp xúc gần với ca bệnh");
            phone.id("exposure").waitFor();
            assertThat(phone.text("exposure"))
                    .contains("Ngày được giữ kín")
                    .contains("cùng địa điểm");
            assertThat(phone.page.locator("main").innerText())
                    .doesNotContain(ill.name())
                    .doesNotContain("Quán thử");
            assertThat(phone.get("/api/demo/outbox").toString())
                    .contains("co thong tin moi ve suc khoe");
        }

        // The tracer's list shows them with the right degree.
        tracer = Visitor.atDesk(browser, address);
        tracer.open("/console/");
        tracer.staff("truyvet");
        tracer.id("workload").waitFor();
        Locator contacts = tracer.id("contact");
        assertThat(contacts.count()).isEqualTo(2);
        for (int i = 0; i < 2; i++) {
            assertThat(contacts.nth(i).getAttribute("data-degree")).isEqualTo("1");
        }
        assertThat(tracer.text("contacts"))
                .contains(people.get(1).name())
                .contains(people.get(2).name())
                .doesNotContain(ill.name());
        contacts.filter(new Locator.FilterOptions().setHasText(people.get(1).name())).click();
        tracer.id("call-card").waitFor();
        assertThat(tracer.text("call-phone")).contains(people.get(1).phone());
        tracer.id("call-note").fill("Đang ở nhà, không có triệu chứng.");
        tracer.id("call-go").click();
        tracer.page.waitForSelector("[data-testid=contact-steps] li:has-text('Cuộc gọi')");
        assertThat(tracer.text("order-by")).contains("5599/BYT-MT").contains("23/10/2021");
        tracer.id("order-document").fill("12/QĐ-UBND");
        tracer.id("order-go").click();
        tracer.id("stay-until").waitFor();
        assertThat(tracer.text("stay-until")).contains("23/10/2021");
        String contact = tracer.page.url();

        // The order stands on the phone with its legal text, and ends on the right day.
        until(first, () -> first.id("stay-order").count() == 1);
        assertThat(first.text("stay-last-day")).contains("23/10/2021");
        first.id("stay-order").locator("summary").click();
        assertThat(first.text("stay-text")).contains("14 ngày");
        until(
                first,
                () ->
                        first.id("timeline").locator("li").allInnerTexts().stream()
                                .anyMatch(line ->
                                        line.contains("Vàng") && line.contains("24/10/2021")));

        // The result is put right: everything is withdrawn, and those concerned are told.
        outbreak.says(ill, tube, MORNING.minus(Duration.ofHours(1)), "NEGATIVE");

        for (Visitor phone : List.of(first, second)) {
            until(phone, () -> "YELLOW".equals(phone.colour()));
            until(
                    phone,
                    () ->
                            phone.id("exposure").count() == 1
                                    && phone.text("exposure").contains("đã được rút lại"));
            assertThat(phone.id("stay-order").count()).isZero();
        }
        assertThat(first.get("/api/demo/outbox").toString()).contains("da duoc rut lai");
        tracer.open("/console/#/tracing");
        tracer.page.waitForSelector("text=Không còn ai cần gọi");
        tracer.open(contact.substring(address.length()));
        tracer.id("contact-steps").waitFor();
        assertThat(tracer.text("contact-steps")).contains("Rút lại");
        assertThat(tracer.id("call-card").count()).isZero();
    }
}
