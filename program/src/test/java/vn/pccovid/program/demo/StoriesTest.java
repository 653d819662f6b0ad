package vn.pccovid.program.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.WaitForSelectorState;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.server.demo.DemoContent;
import vn.pccovid.simulation.Stories;
import vn.pccovid.simulation.Stories.Planted;

/// The seven stories of the demo, walked in a browser step by step as they are printed, in one
/// running demo; then everything that demo wrote about itself is searched for the people in it.
///
/// `-Dpccovid.pictures=../docs/images` also takes the picture of the README.
@DisplayName("The seven stories of the demo")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoriesTest {

    private static final int PEOPLE = 1_500;
    private static final int SEARCHED_PEOPLE = 200;

    @TempDir static Path folder;

    private static @Nullable RunningDemo running;
    private static @Nullable Playwright playwright;
    private static @Nullable Browser browser;

    private final List<Visitor> visitors = new ArrayList<>();

    @BeforeAll
    static void start_the_demo() throws IOException, InterruptedException {
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = Visitor.browser(playwright);
        running = RunningDemo.start(folder, PEOPLE);
    }

    @AfterAll
    static void end() {
        if (playwright != null) {
            playwright.close();
        }
        if (running != null) {
            running.close();
        }
    }

    @AfterEach
    void leave() {
        visitors.forEach(Visitor::close);
    }

    @Test
    @Order(1)
    @DisplayName("1. Six records of one woman become one")
    void six_records_of_one_woman_become_one() {
        var story = new Printed(1);
        var phone = withPhone();
        phone.begin(1);

        story.step("Sign in with Ms Duyên's phone; the code is in the message outbox.");
        phone.signIn(Stories.DUYEN);

        story.step(
                "The phone alone shows nothing: paste the code of the citizen card to claim the record.");
        assertThat(phone.get("/api/resident/claims")).isEmpty();
        phone.id("claim").waitFor();
        assertThat(phone.page.locator("main").innerText()).doesNotContain("Duyên");
        phone.claimByCard(Stories.DUYEN);

        story.step(
                "Six systems wrote her name six ways; there is one pass. Records shows where each dose, test and declaration came from.");
        assertThat(phone.colour()).isEqualTo("GREEN");
        assertThat(phone.text("pass-word")).isEqualTo("XANH");
        assertThat(phone.text("pass-reason")).startsWith("Đã tiêm đủ liều");
        picture(phone, "resident-pass.png");
        phone.id("nav-records").click();
        phone.id("source-group").first().waitFor();
        assertThat(phone.text("source-group")).contains("AstraZeneca").contains("tiêm chủng");
        phone.page.getByRole(AriaRole.TAB).nth(1).click();
        assertThat(phone.text("source-group")).contains("xét nghiệm").contains("âm tính");
        phone.page.getByRole(AriaRole.TAB).nth(2).click();
        assertThat(phone.id("source-group").allInnerTexts())
                .hasSize(2)
                .anyMatch(text -> text.contains("NCOVI"))
                .anyMatch(text -> text.contains("VHD"));
        story.over();

        // A stranger's session cannot read it, whatever ids it knows.
        String claim = phone.get("/api/resident/claims").get(0).path("id").asString();
        var stranger = withPhone();
        stranger.open("/resident/");
        stranger.signIn(Stories.KHOA);
        for (String part : List.of("pass", "facts", "access-lines")) {
            assertThat(stranger.statusOf("/api/resident/claims/" + claim + "/" + part))
                    .as(part)
                    .isIn(403, 404);
        }
        assertThat(stranger.get("/api/resident/claims")).isEmpty();
    }

    @Test
    @Order(2)
    @DisplayName("2. Twins kept apart")
    void twins_are_kept_apart() {
        var story = new Printed(2);
        var desk = atDesk();
        desk.begin(2);

        story.step("Sign in to the staff pages as tramyte.");
        desk.staff("tramyte");
        desk.id("signed-as").waitFor();

        story.step(
                "Find each twin by document number: one birthday, one house, one phone, still two people.");
        String anh = found(desk, Stories.ANH);
        String anhsColour = desk.colour();
        String an = found(desk, Stories.AN);
        assertThat(an).isNotEqualTo(anh);

        story.step("Hoàng Anh had two doses and is green; Hoàng Ân had one and is yellow.");
        assertThat(anhsColour).isEqualTo("GREEN");
        assertThat(desk.colour()).isEqualTo("YELLOW");
        story.over();
    }

    /// Finds somebody by number at the desk, opens the pass, and gives the person's id.
    private static String found(Visitor desk, Planted person) {
        desk.open("/console/#/desk");
        desk.id("tab-number").click();
        desk.id("desk-number").fill(String.valueOf(person.citizenId()));
        desk.id("desk-find").click();
        desk.id("desk-person").first().waitFor();
        assertThat(desk.id("desk-person").count()).isEqualTo(1);
        assertThat(desk.text("desk-person")).contains(person.name()).contains("Diên Khánh");
        desk.id("desk-person").click();
        desk.id("pass-card").waitFor();
        return desk.page.url().replaceFirst(".*/desk/p/", "");
    }

    @Test
    @Order(3)
    @DisplayName("3. A dose that is not mine")
    void a_dose_that_is_not_mine_names_its_source() {
        var story = new Printed(3);
        var phone = withPhone();
        phone.begin(3);

        story.step(
                "Sign in with Ms Oanh's phone and claim the record: of the two doses, the one of Vero Cell is not hers.");
        phone.signIn(Stories.OANH);
        phone.claimByNumber(Stories.OANH);
        phone.id("nav-records").click();
        Locator doses = phone.id("source-group").locator("[data-testid=evidence-item]");
        doses.first().waitFor();
        assertThat(doses.allInnerTexts()).hasSize(2);
        String notHers =
                doses.filter(new Locator.FilterOptions().setHasText("Vero Cell")).innerText();

        story.step(
                "The site entered Mr Vinh's dose under her record. The line names the system and the day, so she knows whom to ask.");
        assertThat(notHers).contains("07/10/2021").contains("2 ngày trước");
        assertThat(phone.text("source-group")).contains("Nền tảng tiêm chủng quốc gia");

        story.step(
                "She taps \"Not mine\": one number, one deadline, one office that owes the answer.");
        doses.filter(new Locator.FilterOptions().setHasText("Vero Cell"))
                .getByTestId("not-mine")
                .click();
        phone.id("ask-go").click();
        phone.id("request").waitFor();
        assertThat(phone.text("request-due")).contains("Trả lời trước").contains("trạm y tế");
        String number = phone.text("request-number");

        story.step(
                "The health station (tramyte, Requests) sees the record beside the person and sends it back to the source; she sees the answer on her phone.");
        var station = atDesk();
        station.open("/console/");
        station.staff("tramyte");
        station.id("nav-requests").click();
        station.id("request-find").fill(number);
        station.id("request-find-go").click();
        station.id("beside").waitFor();
        station.id("answer-action").selectOption("to_source");
        station.id("answer-reason").fill("Sổ của điểm tiêm ghi tên người khác.");
        station.id("answer-go").click();
        station.page.waitForSelector("[data-testid=request][data-state=sent]");
        phone.page.reload();
        phone.page.waitForSelector("[data-testid=request][data-state=sent]");
        assertThat(phone.text("request")).contains("Sổ của điểm tiêm ghi tên người khác.");

        story.step(
                "Mr Khoa was registered with Ms Oanh's number, and yet his dose is on his own pass.");
        var khoa = withPhone();
        khoa.open("/resident/");
        khoa.signIn(Stories.KHOA);
        khoa.claimByNumber(Stories.KHOA);
        assertThat(khoa.colour()).isEqualTo("YELLOW");
        assertThat(khoa.text("evidence-item")).contains("Vero Cell");

        story.step(
                "On the staff pages (steward), open a review: accept a link, undo it, and all is as before.");
        acceptAndUndo();
        story.over();
    }

    private void acceptAndUndo() {
        var steward = atDesk();
        steward.open("/console/");
        steward.staff("steward");
        steward.id("reviews").waitFor();
        int waiting = steward.get("/api/reviews?state=open").path("total").asInt();
        steward.id("reviews").locator("a").first().click();
        steward.id("side-by-side").waitFor();
        String person =
                steward.id("see-person").getAttribute("href").replaceFirst(".*/people/", "");
        steward.id("review-reason").fill("Đã gọi điện hỏi, đúng là một người.");
        String question = steward.page.url();
        steward.id("accept").click();
        steward.page.waitForURL(url -> !url.equals(question));
        steward.open("/console/#/people/" + person);
        steward.id("links").waitFor();
        JsonNode accepted = null;
        for (JsonNode link : steward.get("/api/people/" + person + "/links")) {
            if (link.path("decidedBy").asString().startsWith("steward")) {
                accepted = link;
            }
        }
        assertThat(accepted).as("the link the steward made").isNotNull();
        String record = Objects.requireNonNull(accepted).path("recordId").asString();
        assertThat(steward.get("/api/reviews?state=open").path("total").asInt())
                .isLessThan(waiting);

        Locator row =
                steward.id("links")
                        .locator("tr")
                        .filter(new Locator.FilterOptions().setHasText(record.substring(0, 13)))
                        .filter(new Locator.FilterOptions().setHas(steward.id("undo")));
        row.getByTestId("undo").click();
        steward.id("undo-reason").fill("Nhầm người");
        steward.id("undo-go").click();
        steward.id("undo-go").waitFor(hidden());
        boolean still = false;
        for (JsonNode link : steward.get("/api/people/" + person + "/links")) {
            still |=
                    link.path("recordId").asString().equals(record)
                            && !link.path("undone").asBoolean();
        }
        assertThat(still).as("the record still counts for the person").isFalse();
    }

    @Test
    @Order(4)
    @DisplayName("4. A child without papers")
    void a_child_without_papers_has_a_pass() {
        var story = new Printed(4);
        var desk = atDesk();
        desk.begin(4);

        story.step(
                "Sign in to the staff pages as tramyte and find the child by name and birth date.");
        desk.staff("tramyte");
        desk.id("tab-name").click();
        desk.id("desk-name").fill("dinh bao ngoc");
        desk.id("desk-birth").fill("30/8/2016");
        desk.id("desk-find").click();
        desk.id("desk-person").first().waitFor();
        assertThat(desk.text("desk-person")).contains(Stories.NGOC.name());
        desk.id("desk-person").click();

        story.step(
                "No number, no phone of her own: there is a pass all the same, a child is not red for lack of a dose, and the code goes on paper.");
        desk.id("pass-card").waitFor();
        assertThat(desk.colour()).isEqualTo("YELLOW");
        assertThat(desk.text("pass-reason")).contains("Trẻ em");
        desk.id("desk-code-go").click();
        assertThat(desk.id("desk-code-image").getAttribute("data-code")).startsWith("PCV1:");

        story.step("Vouch for the mother's phone: the child's pass appears in her account.");
        desk.id("vouch-phone").fill(Stories.HA.phone());
        desk.id("vouch-go").click();
        desk.page.locator(".toasts-shown").waitFor();
        var mother = withPhone();
        mother.open("/resident/");
        mother.signIn(Stories.HA);
        mother.id("pass-card").waitFor();
        assertThat(mother.text("pass-card")).contains(Stories.NGOC.name());
        story.over();
    }

    @Test
    @Order(5)
    @DisplayName("5. At the gate with the network cut")
    void the_gate_answers_with_the_network_cut() {
        var story = new Printed(5);
        var gate = withPhone();
        gate.begin(5);

        story.step("Sign in to the gate's page as chot while online, then cut the network.");
        gate.staff("chot");
        gate.page.waitForURL("**/gate/");
        gate.id("scan-paste").waitFor();
        gate.page.waitForFunction("navigator.serviceWorker.ready.then(() => true)");
        gate.page.waitForLoadState(LoadState.NETWORKIDLE);
        gate.context.setOffline(true);
        gate.id("offline").waitFor();

        story.step(
                "On another device sign in with Mr Tùng's phone, claim the record and open the QR code.");
        var phone = withPhone();
        phone.open("/resident/");
        phone.signIn(Stories.TUNG);
        phone.claimByCard(Stories.TUNG);
        phone.id("nav-code").click();
        phone.id("live-code").waitFor();
        String code = String.valueOf(phone.id("live-code").getAttribute("data-code"));

        story.step("Scan or paste the code: the gate answers at once with the keys it keeps.");
        present(gate, code);
        assertThat(gate.id("answer").getAttribute("data-by")).isEqualTo("phone");
        assertThat(gate.id("answer").getAttribute("data-answer")).isEqualTo("go");
        assertThat(gate.text("answer-word")).isEqualTo("CHO QUA");
        story.over();

        // A code that was touched is refused, also without a network.
        gate.id("next").click();
        int middle = code.length() / 2;
        char other = code.charAt(middle) == 'A' ? 'B' : 'A';
        present(gate, code.substring(0, middle) + other + code.substring(middle + 1));
        assertThat(gate.id("answer").getAttribute("data-answer")).isEqualTo("stop");

        // The page itself opens again without a network; back on it, the server answers.
        gate.page.reload();
        gate.id("offline").waitFor();
        gate.context.setOffline(false);
        gate.id("offline").waitFor(hidden());
        // A minute may have passed: what the phone shows now, not what it showed before.
        present(gate, String.valueOf(phone.id("live-code").getAttribute("data-code")));
        assertThat(gate.id("answer").getAttribute("data-by")).isEqualTo("server");
        assertThat(gate.id("answer").getAttribute("data-answer")).isEqualTo("go");
    }

    private static void present(Visitor gate, String code) {
        gate.id("scan-paste").click();
        gate.id("scan-text").fill(code);
        gate.id("scan-go").click();
        gate.id("answer").waitFor();
    }

    @Test
    @Order(6)
    @DisplayName("6. A test turns positive and the colour follows")
    void a_test_turns_positive_and_the_colour_follows() {
        var story = new Printed(6);
        var phone = withPhone();
        phone.begin(6);

        story.step("Sign in with Ms Lan's phone and claim the record: the pass is green.");
        phone.signIn(Stories.LAN);
        phone.claimByCard(Stories.LAN);
        assertThat(phone.colour()).isEqualTo("GREEN");

        story.step(
                "On the staff pages (vanhanh), upload the two files in the demo's folder sources/followup: sample and result.");
        var operator = atDesk();
        operator.open("/console/");
        operator.staff("vanhanh");
        for (String file : List.of("laboratory_samples.csv", "laboratory_results.csv")) {
            operator.id("nav-upload").click();
            operator.id("upload-file").setInputFiles(demo().followup().resolve(file));
            operator.id("upload-go").click();
            operator.id("ledger-sum").waitFor();
            assertThat(operator.text("ledger-sum")).contains("1 trên 1 dòng");
        }

        story.step("Open Ms Lan's pass again: it is red, and the sentence on it says why.");
        phone.page.reload();
        phone.page.waitForSelector("[data-testid=pass-card][data-colour=RED]");
        assertThat(phone.text("pass-word")).isEqualTo("ĐỎ");
        assertThat(phone.text("pass-reason"))
                .isEqualTo("Đã xác định mắc bệnh, chưa đủ điều kiện xuất viện");
        assertThat(phone.text("evidence-item")).contains("PCR").contains("dương tính");
        story.over();
    }

    /// Nothing between camera and database is a stand-in: the codes are those people's phones and
    /// desks were given by this server, and what the gate knows without a network it got from it.
    @Test
    @Order(7)
    @DisplayName("The gate's camera: live, offline, worsened, a card, the wrong document")
    void the_camera_of_the_gate() throws IOException, InterruptedException {
        try (var camera =
                new GateCamera(Objects.requireNonNull(playwright), folder, demo().address())) {
            Visitor gate = camera.gate;
            gate.open("/gate/");
            gate.staff("chot");
            gate.page.waitForURL("**/gate/");
            gate.id("duty").waitFor();
            gate.page.waitForFunction("navigator.serviceWorker.ready.then(() => true)");
            gate.page.waitForLoadState(LoadState.NETWORKIDLE);

            var phone = withPhone();
            phone.open("/resident/");
            phone.signIn(Stories.TUNG);
            phone.claimByCard(Stories.TUNG);
            phone.id("nav-code").click();
            phone.id("live-code").waitFor();
            assertThat(camera.look(liveCode(phone)))
                    .isEqualTo(new GateCamera.Said("go", "server", "green"));
            // A person without a phone: the card alone, looked up by this server.
            assertThat(camera.look(Stories.ANH.cardText()))
                    .isEqualTo(new GateCamera.Said("go", "server", "green"));

            var desk = atDesk();
            desk.open("/console/");
            desk.staff("tramyte");
            desk.id("signed-as").waitFor();
            String person = found(desk, Stories.TUNG);
            desk.id("desk-code-go").click();
            String printed = String.valueOf(desk.id("desk-code-image").getAttribute("data-code"));

            camera.network(false);
            assertThat(camera.look(liveCode(phone)))
                    .isEqualTo(new GateCamera.Said("go", "phone", "green"));
            assertThat(camera.look(printed)).isEqualTo(new GateCamera.Said("go", "phone", "green"));
            assertThat(camera.compare("Trần Văn Khác", "0000"))
                    .contains("Không phải giấy tờ của mã này");
            String number = String.valueOf(Stories.TUNG.citizenId());
            assertThat(camera.compare(Stories.TUNG.name(), number.substring(number.length() - 4)))
                    .contains("Đúng là giấy tờ của mã này");

            // He falls ill after both codes were made; the next list of the server says so.
            assertThat(
                            desk.send(
                                            "POST",
                                            "/api/desk/people/" + person + "/declarations",
                                            "{\"symptoms\": [\"fever\"], \"contactWithCase\": true}",
                                            Map.of())
                                    .status())
                    .isEqualTo(204);
            desk.page.reload();
            desk.page.waitForSelector("[data-testid=pass-card][data-colour=YELLOW]");
            camera.network(true);
            String before = gate.get("/api/gate/filters").toString();
            assertThat(
                            desk.send("POST", "/api/demo/clock", "{\"stepHours\": 1}", Map.of())
                                    .status())
                    .isEqualTo(200);
            for (int i = 0;
                    i < 200 && gate.get("/api/gate/filters").toString().equals(before);
                    i++) {
                Thread.sleep(250);
            }
            gate.page.reload();
            gate.id("duty").waitFor();
            gate.page.waitForLoadState(LoadState.NETWORKIDLE);
            gate.page.waitForFunction(
                    "() => /tới [0-9]/.test(document.querySelector('[data-testid=filter-age]')?.textContent ?? '')");
            camera.network(false);
            assertThat(camera.look(printed))
                    .isEqualTo(new GateCamera.Said("go_if", "phone", "may_have_worsened"));
            camera.network(true);
            GateCamera.Said online = camera.look(printed);
            assertThat(List.of(online.by(), online.answer())).containsExactly("server", "go_if");
        }
    }

    private static String liveCode(Visitor phone) {
        return String.valueOf(phone.id("live-code").getAttribute("data-code"));
    }

    @Test
    @Order(8)
    @DisplayName("7. From a result to the people at risk")
    void a_contact_is_found_told_and_ordered_to_stay() {
        var story = new Printed(7);
        var phone = withPhone();
        phone.begin(7);

        story.step(
                "Sign in with Ms Thủy's phone and claim the record: the pass is red, because she sat in one café with a case whose result came this morning; the day is withheld.");
        phone.signIn(Outbreak.THUY.phone());
        phone.claimByCard(Outbreak.THUY.card());
        assertThat(phone.colour()).isEqualTo("RED");
        phone.id("exposure").waitFor();
        assertThat(phone.text("exposure")).contains("Ngày được giữ kín");

        story.step(
                "On the staff pages (truyvet), under Tracing: Ms Thủy and Ms Chi are F1, the higher risk on top. Write down a call and order the stay; the rule says its last day.");
        var tracer = atDesk();
        tracer.open("/console/");
        tracer.staff("truyvet");
        Locator contacts = tracer.id("contact");
        contacts.filter(new Locator.FilterOptions().setHasText(Outbreak.CHI.name())).waitFor();
        contacts.filter(new Locator.FilterOptions().setHasText(Outbreak.THUY.name())).click();
        tracer.id("call-go").click();
        tracer.page.waitForSelector("[data-testid=contact-steps] li:has-text('Cuộc gọi')");
        tracer.id("order-go").click();
        tracer.id("stay-until").waitFor();
        assertThat(tracer.text("stay-until")).contains("/10/2021");

        story.step(
                "Ms Thủy's phone shows the order, its last day and the legal text, and not who the case was.");
        phone.page.reload();
        phone.id("stay-order").waitFor();
        assertThat(phone.text("stay-last-day")).contains("/10/2021");
        phone.id("stay-order").locator("summary").click();
        assertThat(phone.text("stay-text")).contains("14 ngày");
        assertThat(phone.page.locator("main").innerText()).doesNotContain(Outbreak.HANG.name());
        story.over();
    }

    @Test
    @Order(9)
    @DisplayName("Names, numbers and phones reach no log and no exception text")
    void no_personal_data_in_any_log() throws IOException {
        provokeErrors();
        Set<String> needles = needles();
        assertThat(needles).hasSizeGreaterThan(5 * SEARCHED_PEOPLE);
        assertThat(leaks("line with " + Stories.LAN.name() + ".", needles)).hasSize(1);
        assertThat(leaks("phone=" + Stories.LAN.phone(), needles)).hasSize(1);

        var found = new ArrayList<String>();
        long searched = 0;
        for (Path log : demo().logs()) {
            String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
            searched += text.length();
            for (String leak : leaks(text, needles)) {
                found.add(log.getFileName() + ": " + leak);
            }
            assertThat(text).as("%s has no code of a pass", log).doesNotContain("PCV1:");
        }
        assertThat(searched).as("characters searched").isGreaterThan(5_000);
        assertThat(found).as("personal data in logs").isEmpty();
    }

    /// Everything that goes wrong at the doors, each time with somebody's data in it.
    private void provokeErrors() throws IOException {
        Planted lan = Stories.LAN;
        String broken = "{\"phone\": \"%s\", \"name\": \"%s\"".formatted(lan.phone(), lan.name());
        String twisted =
                "{\"phone\": {\"name\": \"%s\"}, \"code\": [\"%s\"]}"
                        .formatted(lan.name(), lan.citizenId());

        var anybody = withPhone();
        anybody.open("/resident/");
        anybody.id("phone").waitFor();
        List<Integer> statuses = new ArrayList<>();
        for (String body : List.of(broken, twisted, "\"" + lan.name() + "\"", "")) {
            for (String path :
                    List.of(
                            "/api/resident/sign-in",
                            "/api/resident/sign-in/verify",
                            "/api/resident/claims",
                            "/api/desk/search",
                            "/api/gate/check",
                            "/api/" + lan.phone())) {
                statuses.add(anybody.send("POST", path, body, Map.of()).status());
            }
        }
        String wrongCode =
                "{\"phone\": \"%s\", \"code\": \"000000\"}".formatted(Stories.HA.phone());
        statuses.add(
                anybody.send("POST", "/api/resident/sign-in/verify", wrongCode, Map.of()).status());
        anybody.signIn(Stories.VINH);
        for (String claim :
                List.of(
                        "{\"method\": \"card\", \"card\": \"056192990999||%s|11101992\"}"
                                .formatted(lan.name()),
                        "{\"method\": \"number\", \"number\": \"%s\", \"birthDate\": \"1992-10-12\"}"
                                .formatted(lan.citizenId()),
                        "{\"method\": \"%s\"}".formatted(lan.name()),
                        broken,
                        twisted)) {
            statuses.add(anybody.send("POST", "/api/resident/claims", claim, Map.of()).status());
        }
        statuses.add(anybody.statusOf("/api/resident/claims/" + lan.citizenId() + "/pass"));
        statuses.add(anybody.statusOf("/api/resident/claims/" + UUID.randomUUID() + "/pass"));
        statuses.add(anybody.statusOf("/resident/" + lan.phone() + "?number=" + lan.citizenId()));

        var desk = atDesk();
        desk.open("/console/");
        desk.staff("tramyte");
        desk.id("tab-number").waitFor();
        String unknown = "/api/desk/people/" + UUID.randomUUID();
        statuses.add(
                desk.send(
                                "POST",
                                unknown + "/vouch",
                                "{\"phone\": \"%s\"}".formatted(lan.phone()),
                                Map.of())
                        .status());
        statuses.add(
                desk.send(
                                "POST",
                                unknown + "/declarations",
                                "{\"symptoms\": [\"%s\"]}".formatted(lan.name()),
                                Map.of())
                        .status());
        statuses.add(desk.send("POST", "/api/desk/people", twisted, Map.of()).status());
        statuses.add(desk.send("POST", "/api/desk/search", broken, Map.of()).status());
        statuses.add(desk.statusOf("/api/desk/people/" + lan.citizenId() + "/pass"));

        var operator = atDesk();
        operator.open("/console/");
        operator.staff("vanhanh");
        operator.id("nav-upload").waitFor();
        Path wrong = folder.resolve("laboratory_samples-bad.csv");
        Files.writeString(
                wrong,
                "%s,%s,%s\n%s,\"%s\n"
                        .formatted(
                                lan.name(),
                                lan.phone(),
                                lan.citizenId(),
                                lan.cardText(),
                                lan.phone()));
        operator.id("nav-upload").click();
        operator.id("upload-file").setInputFiles(wrong);
        operator.id("upload-go").click();
        operator.id("refused").or(operator.id("problems")).first().waitFor();
        String single =
                "{\"ma_mau\": \"S9\", \"ho_ten\": \"%s\", \"ngay_sinh\": {\"x\": \"%s\"}}"
                        .formatted(lan.name(), lan.birth());
        for (String body : List.of(single, broken, "[\"" + lan.phone() + "\"]")) {
            statuses.add(
                    operator.send(
                                    "POST",
                                    "/api/exchange/sources/laboratory/files/laboratory_samples/records",
                                    body,
                                    Map.of())
                            .status());
        }
        assertThat(statuses).as("answers to wrong requests").allMatch(s -> s >= 400 && s < 500);
    }

    /// What would betray somebody: of everybody in a story and of two hundred others.
    private static Set<String> needles() throws IOException {
        var needles = new LinkedHashSet<String>();
        for (Planted person : Stories.characters()) {
            name(needles, person.name());
            needles.add(person.phone());
            for (String number :
                    new String[] {person.citizenId(), person.idCard(), person.insurance()}) {
                if (number != null) {
                    needles.add(number);
                }
            }
            birth(needles, person.birth());
        }
        Path sources = demo().root().resolve("sources");
        rows(sources.resolve("population.csv"))
                .forEach(row -> {
                    number(needles, row.getField("so_dinh_danh"));
                    number(needles, row.getField("so_cmnd"));
                    name(needles, row.getField("ho_ten"));
                    if (row.getField("ngay_sinh").length() == 10) {
                        birth(
                                needles,
                                LocalDate.parse(
                                        row.getField("ngay_sinh"),
                                        DateTimeFormatter.ofPattern("dd/MM/yyyy")));
                    }
                });
        rows(sources.resolve("insurance.csv"))
                .forEach(row -> {
                    number(needles, row.getField("ma_the"));
                    number(needles, row.getField("so_giay_to"));
                    number(needles, row.getField("dien_thoai"));
                });
        return needles;
    }

    private static void number(Set<String> needles, String number) {
        if (number.length() >= 9) {
            needles.add(number.toLowerCase(Locale.ROOT));
        }
    }

    private static void name(Set<String> needles, String name) {
        if (name.isBlank()) {
            return;
        }
        needles.add(folded(name));
        FullName read = FullName.read(name).value();
        if (read != null && read.syllables().size() > 2) {
            needles.add(folded(read.base()));
        }
    }

    private static void birth(Set<String> needles, LocalDate birth) {
        if (birth.getYear() < 2020) { // later ones could be dates of the demo itself
            for (String pattern : List.of("dd/MM/yyyy", "yyyy-MM-dd", "yyyyMMdd", "ddMMyyyy")) {
                needles.add(birth.format(DateTimeFormatter.ofPattern(pattern, Locale.ROOT)));
            }
        }
    }

    private static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    /// Needles in a text as words of their own, each with a little of what stands around it.
    private static List<String> leaks(String text, Set<String> needles) {
        String folded = folded(text);
        var found = new ArrayList<String>();
        for (String needle : needles) {
            if (folded.contains(needle)) {
                var match =
                        Pattern.compile(
                                        "(?<![\\p{L}\\p{N}])"
                                                + Pattern.quote(needle)
                                                + "(?![\\p{L}\\p{N}])")
                                .matcher(folded);
                if (match.find()) {
                    found.add(
                            folded.substring(
                                    Math.max(0, match.start() - 120),
                                    Math.min(folded.length(), match.end() + 40)));
                }
            }
        }
        return found;
    }

    /// The first rows of a file of the simulation.
    private static List<NamedCsvRecord> rows(Path file) throws IOException {
        try (var reader = CsvReader.builder().ofNamedCsvRecord(file)) {
            return reader.stream().limit(SEARCHED_PEOPLE).toList();
        }
    }

    /// A story as the first page prints it; the steps walked must be the steps printed.
    private static final class Printed {
        private final Iterator<DemoContent.Text> steps;

        Printed(int number) {
            this.steps =
                    DemoPeople.content(DemoPeople.DISTRICT)
                            .stories()
                            .get(number - 1)
                            .steps()
                            .iterator();
        }

        void step(String english) {
            assertThat(steps.next().en()).isEqualTo(english);
        }

        void over() {
            assertThat(steps.hasNext()).as("more steps are printed than were walked").isFalse();
        }
    }

    private static void picture(Visitor visitor, String name) {
        String pictures = System.getProperty("pccovid.pictures");
        if (pictures != null) {
            visitor.page.locator(".toasts-shown").waitFor(hidden());
            // Without the bar of the demo: what a phone shows.
            visitor.page.setViewportSize(360, 860);
            double top = visitor.page.locator(".top").boundingBox().y;
            visitor.page.screenshot(
                    new Page.ScreenshotOptions()
                            .setPath(Path.of(pictures).resolve(name))
                            .setClip(0, top, 360, 860 - top));
            visitor.page.setViewportSize(360, 740);
        }
    }

    private static Locator.WaitForOptions hidden() {
        return new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);
    }

    private static RunningDemo demo() {
        return Objects.requireNonNull(running, "the demo runs");
    }

    private Visitor withPhone() {
        return kept(
                Visitor.withPhone(
                        Objects.requireNonNull(browser, "the browser runs"), demo().address()));
    }

    private Visitor atDesk() {
        return kept(
                Visitor.atDesk(
                        Objects.requireNonNull(browser, "the browser runs"), demo().address()));
    }

    private Visitor kept(Visitor visitor) {
        visitors.add(visitor);
        return visitor;
    }
}
