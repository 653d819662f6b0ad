package vn.pccovid.server.resident;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.person.People;

/// Follows a claim when the person it names turned out to be the same as another one. Reads only
/// which id became which, as the service itself.
@Component
class CurrentPersons {

    private final People people;

    CurrentPersons(People people) {
        this.people = people;
    }

    /// The claims with their persons as known now; one whose person is gone is left out.
    List<Claims.Claim> following(List<Claims.Claim> claims) {
        if (claims.isEmpty()) {
            return List.of();
        }
        return Scopes.call(
                Scope.worker(Purpose.SIGN_IN),
                () -> {
                    List<Claims.Claim> current = new ArrayList<>();
                    for (Claims.Claim claim : claims) {
                        Optional<UUID> now = people.current(claim.personId());
                        now.ifPresent(person ->
                                current.add(
                                        new Claims.Claim(
                                                claim.id(), person, claim.level(), claim.since())));
                    }
                    return List.copyOf(current);
                });
    }
}
