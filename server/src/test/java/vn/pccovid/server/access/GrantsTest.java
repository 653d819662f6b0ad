package vn.pccovid.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Grants (role × purpose × category × area) stand in one file")
class GrantsTest {

    @Test
    void what_the_file_does_not_say_is_refused() {
        Grants grants = Grants.load();
        assertThat(grants.reach(Role.HEALTH_WORKER, Purpose.CARE, Category.HEALTH))
                .contains(Grants.Reach.ASSIGNED);
        assertThat(grants.reach(Role.HEALTH_WORKER, Purpose.STEERING, Category.COUNTS)).isEmpty();
        assertThat(grants.reach(Role.AUTHORITY, Purpose.STEERING, Category.IDENTITY)).isEmpty();
    }

    @Test
    void counts_are_all_an_authority_ever_reads() {
        Grants grants = Grants.load();
        for (Purpose purpose : Purpose.values()) {
            for (Category category : Category.values()) {
                if (category != Category.COUNTS && category != Category.SYSTEM) {
                    assertThat(grants.reach(Role.AUTHORITY, purpose, category)).isEmpty();
                }
            }
        }
    }

    @Test
    void movements_are_granted_to_tracers_alone() {
        Grants grants = Grants.load();
        for (Role role : Role.values()) {
            for (Purpose purpose : Purpose.values()) {
                if (role != Role.TRACER) {
                    assertThat(grants.reach(role, purpose, Category.MOVEMENT)).isEmpty();
                }
            }
        }
    }

    @Test
    void an_unknown_name_stops_the_start() {
        assertThatThrownBy(() ->
                        Grants.read(
                                "- {role: JANITOR, purpose: CARE, categories: [HEALTH], area: nation}"))
                .hasMessage("grants.yaml, grant 1: unknown role JANITOR");
        assertThatThrownBy(() ->
                        Grants.read(
                                "- {role: TRACER, purpose: CURIOSITY, categories: [HEALTH], area: nation}"))
                .hasMessage("grants.yaml, grant 1: unknown purpose CURIOSITY");
        assertThatThrownBy(() ->
                        Grants.read(
                                "- {role: TRACER, purpose: TRACING, categories: [HEALTH], area: world}"))
                .hasMessageContaining("unknown reach WORLD");
        assertThatThrownBy(() ->
                        Grants.read(
                                "- {role: TRACER, purpose: TRACING, categories: [HEALTH], area: none, also: x}"))
                .hasMessage("grants.yaml, grant 1: unknown column also");
    }

    @Test
    void a_resident_never_gets_an_area() {
        assertThatThrownBy(() ->
                        Grants.read(
                                "- {role: RESIDENT, purpose: SELF_SERVICE, categories: [HEALTH], area: nation}"))
                .hasMessageContaining("area own is for residents");
    }
}
