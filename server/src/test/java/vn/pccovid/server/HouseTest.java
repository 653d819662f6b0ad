package vn.pccovid.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

@DisplayName("The walls of the house")
class HouseTest {
    /// Floors of docs and package-info, lowest first; a module imports lower floors only.
    private static final List<List<String>> FLOORS =
            List.of(
                    List.of("access", "keys"),
                    List.of("territory"),
                    List.of("person", "custody"),
                    List.of("fact"),
                    List.of(
                            "pass",
                            "place",
                            "proximity",
                            "declaration",
                            "laboratory",
                            "vaccination",
                            "redress",
                            "care",
                            "quarantine"),
                    List.of("credential", "tracing"),
                    List.of("gate"),
                    List.of("exchange", "resident", "oversight"),
                    List.of("demo"));

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("vn.pccovid");

    @Test
    @DisplayName("1. Imports go down")
    void modules_import_lower_floors_only() {
        ApplicationModules modules = ApplicationModules.of(PcCovidServer.class);
        modules.verify();
        for (ApplicationModule module : modules) {
            String name = module.getIdentifier().toString();
            if (name.equals("root:vn.pccovid.server") || floor(name) < 0) {
                assertThat(name).as("a module without a floor").startsWith("root");
                continue;
            }
            module.getDirectDependencies(modules)
                    .uniqueModules()
                    .forEach(other ->
                            assertThat(floor(other.getIdentifier().toString()))
                                    .as("%s imports %s", name, other.getIdentifier())
                                    .isLessThan(floor(name)));
        }
    }

    @Test
    @DisplayName("every module with a migration folder is migrated, in floor order")
    void migrations_follow_the_floors() {
        assertThat(Migrations.MODULES)
                .containsExactlyElementsOf(
                        FLOORS.stream()
                                .flatMap(Collection::stream)
                                .filter(m -> !m.equals("demo"))
                                .toList());
    }

    @Test
    @DisplayName("2. lib/* knows no framework, clock, database or log")
    void libraries_are_pure() {
        noClasses()
                .that()
                .resideInAPackage("vn.pccovid.lib..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "java.sql..",
                        "javax.sql..",
                        "org.slf4j..",
                        "java.util.logging..",
                        "java.net..",
                        "jakarta..",
                        "vn.pccovid.server..",
                        "vn.pccovid.postgres..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    @DisplayName("nobody calls now() without a clock")
    void time_comes_from_a_clock() {
        noClasses()
                .that()
                .resideInAnyPackage("vn.pccovid.lib..", "vn.pccovid.server..")
                .should(CallsNow.withoutClock())
                .check(CLASSES);
    }

    @Test
    @DisplayName("no Util, Helper, Manager, Impl, Base, Abstract")
    void names_say_what_a_thing_is() {
        noClasses()
                .that()
                .resideInAnyPackage("vn.pccovid..")
                .should()
                .haveNameMatching(
                        ".*\\.(Abstract|Base)[A-Z][^.]*|.*(Util|Utils|Helper|Impl)|.*(?<!Transaction)Manager")
                .check(CLASSES);
    }

    @Test
    @DisplayName("no common, util, core, shared, config package")
    void packages_have_an_owner() {
        noClasses()
                .should()
                .resideInAnyPackage(
                        "..common..", "..util..", "..core..", "..shared..", "..config..")
                .check(CLASSES);
    }

    private static int floor(String module) {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            if (FLOORS.get(floor).contains(module)) {
                return floor;
            }
        }
        return -1;
    }
}
