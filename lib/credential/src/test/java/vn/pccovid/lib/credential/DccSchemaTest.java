package vn.pccovid.lib.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("ehn-dcc-schema 1.3: its own valid and invalid certificates and its examples")
class DccSchemaTest {

    static List<Path> valid() throws IOException {
        return Shared.files("schema/test/valid", ".json");
    }

    static List<Path> examples() throws IOException {
        return Shared.files("schema/examples", ".json");
    }

    static List<Path> invalid() throws IOException {
        return Shared.files("schema/test/invalid", ".json");
    }

    @SuppressWarnings("unchecked")
    private static HealthCertificate read(Path file) throws IOException, Unreadable {
        return HealthCertificate.read(
                (Map<String, Object>) Objects.requireNonNull(Shared.tree(Shared.json(file))));
    }

    @ParameterizedTest
    @MethodSource({"valid", "examples"})
    void a_valid_certificate_has_no_fault(Path file) throws Exception {
        assertThat(DccSchema.faults(read(file))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void an_invalid_one_is_not_read_or_has_a_fault(Path file) throws IOException {
        try {
            assertThat(DccSchema.faults(read(file))).isNotEmpty();
        } catch (Unreadable e) {
            assertThat(e.refusal()).isEqualTo(Refusal.SCHEMA);
        }
    }

    @ParameterizedTest
    @MethodSource({"valid", "examples"})
    void what_is_read_is_written_again(Path file) throws Exception {
        var certificate = read(file);

        assertThat(HealthCertificate.read(certificate.toTree())).isEqualTo(certificate);
    }
}
