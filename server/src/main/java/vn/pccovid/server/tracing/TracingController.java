package vn.pccovid.server.tracing;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;

/// The tracer's page: cases and contacts of the tracer's areas, the interview, calls and orders.
@RestController
@RequestMapping("/api/tracing")
class TracingController {
    /// Pages of fifty; nobody reads further.
    private static final int LAST_PAGE = 1_000;

    private final Caseload caseload;
    private final Interviews interviews;
    private final PaperList paper;

    TracingController(Caseload caseload, Interviews interviews, PaperList paper) {
        this.caseload = caseload;
        this.interviews = interviews;
        this.paper = paper;
    }

    /// @param onset first day of symptoms, @param isolatedOn day from which the case met nobody,
    /// @param metSourceOn day of the first contact with the source
    record Course(
            @Nullable LocalDate onset,
            @Nullable LocalDate isolatedOn,
            @Nullable LocalDate metSourceOn) {
        @Override
        public String toString() {
            return "Course[•••]";
        }
    }

    /// @param outcome `reached`, `no_answer`, `wrong_number`, `refused`, `visited` or `not_found`
    record Call(@Nullable String outcome, @Nullable String note) {
        @Override
        public String toString() {
            return "Call[" + outcome + "]";
        }
    }

    /// @param setting `home` or `centralised`
    record WantedOrder(
            @Nullable String setting, @Nullable String place, @Nullable String document) {}

    /// @param reason in words the person can read
    record Why(@Nullable String reason) {
        @Override
        public String toString() {
            return "Why[•••]";
        }
    }

    /// @param lastDay last day of the stay, @param reason in words the person can read
    record Longer(@Nullable LocalDate lastDay, @Nullable String reason) {
        @Override
        public String toString() {
            return "Longer[" + lastDay + "]";
        }
    }

    /// @param withdrawn also those that turned out to be none
    @Endpoint(purpose = Purpose.TRACING, category = Category.HEALTH, roles = Role.TRACER)
    @GetMapping("/cases")
    List<Caseload.CaseLine> cases(@RequestParam(defaultValue = "false") boolean withdrawn) {
        return caseload.cases(withdrawn);
    }

    @Endpoint(purpose = Purpose.TRACING, category = Category.HEALTH, roles = Role.TRACER)
    @GetMapping("/cases/{id}")
    Caseload.CaseView one(@PathVariable UUID id) {
        return caseload.show(id);
    }

    @Endpoint(purpose = Purpose.TRACING, category = Category.HEALTH, roles = Role.TRACER)
    @PostMapping("/cases/{id}/course")
    Caseload.CaseView course(@PathVariable UUID id, @RequestBody Course told) {
        interviews.course(id, told.onset(), told.isolatedOn(), told.metSourceOn());
        return caseload.show(id);
    }

    @Endpoint(purpose = Purpose.TRACING, category = Category.HEALTH, roles = Role.TRACER)
    @PostMapping("/cases/{id}/contacts")
    @ResponseStatus(HttpStatus.CREATED)
    Caseload.CaseView name(@PathVariable UUID id, @RequestBody Interviews.NewContact told) {
        interviews.name(id, told);
        return caseload.show(id);
    }

    @Endpoint(purpose = Purpose.TRACING, category = Category.HEALTH, roles = Role.TRACER)
    @GetMapping("/contacts")
    Caseload.ContactPage contacts(@RequestParam(defaultValue = "0") int page) {
        if (page < 0 || page > LAST_PAGE) {
            throw Problem.of("request.invalid");
        }
        return caseload.toDo(page);
    }

    @Endpoint(purpose = Purpose.TRACING, category = Category.HEALTH, roles = Role.TRACER)
    @GetMapping("/contacts/{id}")
    Caseload.ContactView contact(@PathVariable UUID id) {
        return caseload.contact(id);
    }

    @Endpoint(purpose = Purpose.TRACING, category = Category.HEALTH, roles = Role.TRACER)
    @PostMapping("/contacts/{id}/calls")
    @ResponseStatus(HttpStatus.CREATED)
    Caseload.ContactView call(@PathVariable UUID id, @RequestBody Call call) {
        return caseload.called(id, call.outcome(), call.note());
    }

    @Endpoint(purpose = Purpose.TRACING, category = Category.HEALTH, roles = Role.TRACER)
    @PostMapping("/contacts/{id}/order")
    @ResponseStatus(HttpStatus.CREATED)
    Caseload.ContactView order(@PathVariable UUID id, @RequestBody WantedOrder wanted) {
        return caseload.order(id, wanted.setting(), wanted.place(), wanted.document());
    }

    @Endpoint(purpose = Purpose.TRACING, category = Category.HEALTH, roles = Role.TRACER)
    @PostMapping("/contacts/{id}/release")
    Caseload.ContactView release(@PathVariable UUID id, @RequestBody Why why) {
        return caseload.release(id, why.reason());
    }

    @Endpoint(purpose = Purpose.TRACING, category = Category.HEALTH, roles = Role.TRACER)
    @PostMapping("/contacts/{id}/extend")
    Caseload.ContactView extend(@PathVariable UUID id, @RequestBody Longer longer) {
        return caseload.extend(id, longer.lastDay(), longer.reason());
    }

    /// The list of contacts of a case as a table for provinces that work on paper (UTF-8 with a
    /// mark, as spreadsheets expect).
    @Endpoint(purpose = Purpose.TRACING, category = Category.IDENTITY, roles = Role.TRACER)
    @GetMapping("/cases/{id}/contacts.csv")
    ResponseEntity<byte[]> csv(@PathVariable UUID id) {
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + Caseload.number(id) + ".csv\"")
                .body(paper.csv(id));
    }
}
