package vn.pccovid.program.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.RequestOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.simulation.Stories.Planted;

/// Somebody with a browser of their own in front of the demo. Whatever the browser complains about
/// (a script, a style, the content policy) is a fault.
final class Visitor implements AutoCloseable {

    private static final Pattern ONE_TIME_CODE = Pattern.compile("\\b\\d{6}\\b");

    private static final JsonMapper JSON = JsonMapper.shared();

    /// A refused or unreachable request is part of the stories; the pages put it into words.
    private static final String REQUEST_FAILED = "Failed to load resource";

    final BrowserContext context;
    final Page page;
    private final String address;
    private final List<String> faults = new ArrayList<>();

    private Visitor(Browser browser, String address, int width, int height) {
        this.address = address;
        this.context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setIgnoreHTTPSErrors(true) // for requests outside a page
                                .setLocale("vi-VN")
                                .setDeviceScaleFactor(1.5)
                                .setViewportSize(width, height));
        this.page = context.newPage();
        page.setDefaultTimeout(30_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().startsWith(REQUEST_FAILED)) {
                faults.add(message.text());
            }
        });
        page.onPageError(faults::add);
    }

    static Visitor withPhone(Browser browser, String address) {
        return new Visitor(browser, address, 360, 740);
    }

    static Visitor atDesk(Browser browser, String address) {
        return new Visitor(browser, address, 1280, 800);
    }

    /// The browser of this machine; `PCCOVID_BROWSER` names another than Debian's.
    static Browser browser(Playwright playwright) {
        return browser(playwright, List.of());
    }

    /// The same with more flags, such as a film for its camera.
    static Browser browser(Playwright playwright, List<String> more) {
        List<String> flags =
                new ArrayList<>(
                        List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                // The demo's own authority is not installed here.
                                "--ignore-certificate-errors"));
        flags.addAll(more);
        Path program =
                Path.of(System.getenv().getOrDefault("PCCOVID_BROWSER", "/usr/bin/chromium"));
        if (!Files.isExecutable(program)) {
            fail(
                    "the page tests need a browser and there is none at %s: install chromium (apt-get install chromium) "
                            + "or set PCCOVID_BROWSER",
                    program);
        }
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions().setExecutablePath(program).setArgs(flags));
    }

    Locator id(String testId) {
        return page.getByTestId(testId);
    }

    String text(String testId) {
        return id(testId).first().innerText();
    }

    void open(String path) {
        page.navigate(address + path);
    }

    /// Begins a story where everybody does: at its link on the first page.
    void begin(int story) {
        open("/");
        id("story-" + story + "-link").click();
        page.waitForURL("**story=" + story + "*");
    }

    /// The newest code sent to this phone, read from the outbox.
    String oneTimeCode(String phone) {
        for (JsonNode message : get("/api/demo/outbox")) {
            if (message.path("to").asString().equals(phone)) {
                var code = ONE_TIME_CODE.matcher(message.path("text").asString());
                if (code.find()) {
                    return code.group();
                }
            }
        }
        return fail("no code was sent");
    }

    /// On the resident's page: phone, code, in.
    void signIn(Planted person) {
        signIn(person.phone());
    }

    void signIn(String phone) {
        id("phone").fill(phone);
        id("send-code").click();
        id("otp").waitFor();
        id("otp").fill(oneTimeCode(phone));
        id("sign-in").click();
        id("sign-out").waitFor();
    }

    void claimByCard(Planted person) {
        claimByCard(person.cardText());
    }

    void claimByCard(String card) {
        id("claim").waitFor();
        id("scan-paste").click();
        id("scan-text").fill(card);
        id("scan-go").click();
        id("pass-card").waitFor();
    }

    void claimByNumber(Planted person) {
        id("claim").waitFor();
        id("tab-number").click();
        id("claim-number").fill(String.valueOf(person.citizenId()));
        id("claim-birth")
                .fill(
                        "%02d/%02d/%d"
                                .formatted(
                                        person.birth().getDayOfMonth(),
                                        person.birth().getMonthValue(),
                                        person.birth().getYear()));
        id("claim-go").click();
        id("pass-card").waitFor();
    }

    /// Staff sign in at the built-in provider and come back to where they began.
    void staff(String user) {
        id("staff-sign-in").click();
        page.locator("input[name=username]").fill(user);
        page.locator("input[name=password]").fill(DemoPeople.PASSWORD);
        page.locator("button[type=submit]").click();
    }

    @Nullable String colour() {
        return id("pass-card").getAttribute("data-colour");
    }

    /// Answer of the API to this session, as JSON; fails unless it is a good one.
    JsonNode get(String path) {
        APIResponse answer = context.request().get(address + path);
        assertThat(answer.status()).as(path).isBetween(200, 299);
        return JSON.readTree(answer.body());
    }

    int statusOf(String path) {
        return context.request().get(address + path).status();
    }

    /// Sends a body as it stands, valid JSON or not.
    APIResponse send(String method, String path, String body, Map<String, String> headers) {
        String token =
                context.cookies().stream()
                        .filter(cookie -> cookie.name.equals("XSRF-TOKEN"))
                        .map(cookie -> cookie.value)
                        .findFirst()
                        .orElse("");
        var options =
                RequestOptions.create()
                        .setMethod(method)
                        .setHeader("Content-Type", "application/json")
                        .setHeader("X-XSRF-TOKEN", token)
                        .setData(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        headers.forEach(options::setHeader);
        return context.request().fetch(address + path, options);
    }

    @Override
    public void close() {
        context.close();
        assertThat(faults).as("what the browser complained about").isEmpty();
    }
}
