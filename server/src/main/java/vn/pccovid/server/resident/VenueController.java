package vn.pccovid.server.resident;

import java.time.Instant;
import java.util.List;
import java.util.Map;
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
import vn.pccovid.lib.territory.Area;
import vn.pccovid.server.access.Caller;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.place.Posters;
import vn.pccovid.server.place.Venues;

/// Keepers of venues, signed in by phone as everybody: they register places and print posters. They
/// never see who came.
@RestController
@RequestMapping("/api/resident/venues")
class VenueController {
    private final Venues venues;
    private final Posters posters;
    private final Communes communes;

    VenueController(Venues venues, Posters posters, Communes communes) {
        this.venues = venues;
        this.posters = posters;
        this.communes = communes;
    }

    /// @param commune code of five digits
    /// @param chain empty unless it is a branch
    /// @param another true: another place at an address where the keeper has one already
    record NewVenue(
            @Nullable String name,
            @Nullable String kind,
            @Nullable String commune,
            @Nullable String address,
            @Nullable String chain,
            @Nullable String phone,
            boolean another) {
        @Override
        public String toString() {
            return "NewVenue[•••]";
        }
    }

    record VenueView(
            String venueId, String name, String kind, String area, String address, Instant since) {
        static VenueView of(Venues.Own own) {
            return new VenueView(
                    own.venueId(),
                    own.venue().name(),
                    own.venue().kind(),
                    own.venue().area(),
                    own.venue().address(),
                    own.registeredAt());
        }
    }

    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.SYSTEM, roles = Role.RESIDENT)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    VenueView register(@RequestBody NewVenue wanted) {
        Area commune =
                communes.find(text(wanted.commune()))
                        .orElseThrow(() -> Problem.of("resident.venue_commune"));
        Venues.NewVenue venue;
        try {
            venue =
                    new Venues.NewVenue(
                            text(wanted.name()),
                            text(wanted.kind()),
                            commune.path(),
                            text(wanted.address()),
                            text(wanted.chain()),
                            text(wanted.phone()));
        } catch (IllegalArgumentException e) {
            throw Problem.of("resident.venue_incomplete");
        }
        return switch (venues.register(keeper(), venue, wanted.another())) {
            case Venues.Registration.Registered(var own) -> VenueView.of(own);
            case Venues.Registration.SameAddress(var there) ->
                    throw Problem.of(
                            "resident.venue_same_address",
                            Map.of("name", there.getFirst().venue().name()));
            case Venues.Registration.TooMany(int most) ->
                    throw Problem.of("resident.venues_many", Map.of("most", most));
        };
    }

    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.SYSTEM, roles = Role.RESIDENT)
    @GetMapping
    List<VenueView> venues() {
        return venues.of(keeper()).stream().map(VenueView::of).toList();
    }

    /// @param way `enter` or `leave`
    /// @param form `svg` or `pdf`
    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.SYSTEM, roles = Role.RESIDENT)
    @GetMapping("/{venueId}/poster")
    ResponseEntity<byte[]> poster(
            @PathVariable String venueId,
            @RequestParam(defaultValue = "enter") String way,
            @RequestParam(defaultValue = "pdf") String form) {
        Venues.Own own =
                venues.find(keeper(), venueId)
                        .orElseThrow(() -> Problem.of("resident.venue_unknown"));
        boolean leaving = way.equals("leave");
        boolean pdf = !form.equals("svg");
        return ResponseEntity.ok()
                .contentType(
                        pdf ? MediaType.APPLICATION_PDF : MediaType.parseMediaType("image/svg+xml"))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "inline; filename=\"pccovid-%s.%s\""
                                .formatted(leaving ? "ra" : "vao", pdf ? "pdf" : "svg"))
                .body(
                        pdf
                                ? posters.pdf(own.venue(), leaving)
                                : posters.svg(own.venue(), leaving)
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static String text(@Nullable String typed) {
        return typed == null ? "" : typed.strip();
    }

    private static String keeper() {
        if (Caller.current() instanceof Caller.Resident resident) {
            return resident.account().toString();
        }
        throw new IllegalStateException("an endpoint for residents was reached by somebody else");
    }
}
