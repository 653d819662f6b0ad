package vn.pccovid.server.resident;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.Secrets;
import vn.pccovid.server.access.StaffAccounts;
import vn.pccovid.server.person.IncomingRecord;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.TimedId;

/// A server with a few invented people of the population register, and hands to sign them in.
final class Town implements AutoCloseable {

    /// Phường Phước Hải, Nha Trang; and a commune of another province.
    static final String COMMUNE = "56/568/22390";

    static final String ELSEWHERE = "48/490/20194";

    /// Somebody the register knows.
    record Neighbour(String name, String number, String birth, String area) {
        String card() {
            return "%s||%s|%s|%s|Số 1, đường Thử|01032021"
                    .formatted(
                            number, name, birth.replace("/", ""), sex() == Sex.MALE ? "Nam" : "Nữ");
        }

        Sex sex() {
            return (number.charAt(3) - '0') % 2 == 0 ? Sex.MALE : Sex.FEMALE;
        }
    }

    static final Neighbour HOA =
            new Neighbour("Nguyễn Thị Hoa", "056184000123", "17/05/1984", COMMUNE);
    static final Neighbour TUAN =
            new Neighbour("Lê Anh Tuấn", "056080004567", "02/09/1980", COMMUNE);
    static final Neighbour BINH =
            new Neighbour("Phạm Văn Bình", "048075000321", "11/11/1975", ELSEWHERE);

    final RunningServer server;

    /// @param more sources of beans, such as another clock
    Town(Class<?>... more) {
        Class<?>[] beans = Arrays.copyOf(more, more.length + 1);
        beans[more.length] = RunningServer.DemoBeans.class;
        server = new RunningServer(Map.of("pccovid.demo", true), beans);
        List.of(HOA, TUAN, BINH).forEach(this::register);
    }

    @Override
    public void close() {
        server.close();
    }

    UUID register(Neighbour neighbour) {
        String[] path = neighbour.area().split("/", -1);
        BirthDate birth = BirthDate.read(neighbour.birth()).value();
        PersonDescription description =
                PersonDescription.builder()
                        .name(FullName.read(neighbour.name()).value())
                        .birthDate(birth)
                        .sex(neighbour.sex())
                        .citizenId(new CitizenId(neighbour.number()))
                        .residence(new Residence(path[0], path[1], path[2], null))
                        .build();
        byte[] original = neighbour.number().getBytes(StandardCharsets.UTF_8);
        Clock clock = server.bean(Clock.class);
        IncomingRecord record =
                new IncomingRecord(
                        TimedId.next(clock),
                        "population",
                        neighbour.number(),
                        Secrets.hash(neighbour.number()),
                        original,
                        description,
                        clock.instant(),
                        true);
        TransactionTemplate transaction =
                new TransactionTemplate(server.bean(PlatformTransactionManager.class));
        UUID person =
                Scopes.call(
                        Scope.worker(Purpose.IMPORT),
                        () ->
                                transaction.execute(status ->
                                        server.bean(People.class)
                                                .link(List.of(record))
                                                .getFirst()
                                                .personId()));
        if (person == null) {
            throw new IllegalStateException("the register's record founds a person");
        }
        return person;
    }

    /// A new browser in which this phone has signed in.
    Browser phone(String phone) {
        Browser browser = server.browser();
        signIn(browser, phone);
        return browser;
    }

    void signIn(Browser browser, String phone) {
        forgetCode(phone);
        Browser.Answer sent = browser.post("/api/resident/sign-in", Map.of("phone", phone));
        if (sent.status() != 202) {
            throw new IllegalStateException(sent.text());
        }
        Browser.Answer verified =
                browser.post(
                        "/api/resident/sign-in/verify",
                        Map.of("phone", phone, "code", newestCode()));
        if (verified.status() != 200) {
            throw new IllegalStateException(verified.text());
        }
    }

    /// The code in the newest message of the outbox.
    String newestCode() {
        String text =
                server.browser().get("/api/demo/outbox").json().path(0).path("text").asString();
        return text.replaceAll(".*?(\\d{6}).*", "$1");
    }

    /// As if the minute between two codes had passed.
    void forgetCode(String phone) {
        SignInRows rows = server.bean(SignInRows.class);
        rows.run(() ->
                server.bean(org.springframework.jdbc.core.simple.JdbcClient.class)
                        .sql("DELETE FROM resident.sign_in_code WHERE phone_hash = :phone")
                        .param(
                                "phone",
                                server.bean(Phones.class)
                                        .hash(server.bean(Phones.class).read(phone)))
                        .update());
    }

    Browser.Answer claimByCard(Browser browser, Neighbour neighbour) {
        return browser.post(
                "/api/resident/claims", Map.of("method", "card", "card", neighbour.card()));
    }

    Browser.Answer claimByNumber(Browser browser, Neighbour neighbour, String birth) {
        return browser.post(
                "/api/resident/claims",
                Map.of("method", "number", "number", neighbour.number(), "birthDate", birth));
    }

    Browser nurse(String userName, String area) {
        return server.staff(
                new StaffAccounts.Staff(
                        userName,
                        "Trần Thị Hạnh",
                        "Trạm y tế phường thử",
                        Set.of(Role.HEALTH_WORKER),
                        List.of(area)));
    }
}
