package vn.pccovid.lib.colour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The pages of docs/rules say what the packs say.
class DocumentedRulesTest {
    @Test
    void the_page_of_every_pack_is_what_the_packs_say() throws IOException {
        Map<String, List<RulePack>> byId =
                RulePacks.all().stream()
                        .collect(
                                Collectors.groupingBy(
                                        RulePack::id, LinkedHashMap::new, Collectors.toList()));
        for (Map.Entry<String, List<RulePack>> pack : byId.entrySet()) {
            golden(pack.getKey() + ".md", PackPage.of(pack.getValue()));
        }
    }

    @Test
    void every_word_of_the_vocabulary_stands_in_its_page() throws IOException {
        String page = page("packs");
        for (String word : Vocabulary.names()) {
            assertThat(page).contains("`" + word + "(");
        }
    }

    /// Compares a file of docs/rules with what it must say; with `-Dpccovid.rules.write=true` it is
    /// written instead.
    static void golden(String file, String wanted) throws IOException {
        Path path = Path.of("../../docs/rules/" + file);
        if (Boolean.getBoolean("pccovid.rules.write")) {
            Files.writeString(path, wanted);
        }
        assertThat(path).content().isEqualTo(wanted);
    }

    @Test
    void every_kind_of_fact_a_rule_can_ask_for_stands_in_the_page_of_the_vocabulary()
            throws IOException {
        String page = page("packs");
        for (Selector selector : Selector.values()) {
            assertThat(page).contains("`" + selector.written() + "`");
        }
    }

    private static String page(String name) throws IOException {
        return Files.readString(Path.of("../../docs/rules/" + name + ".md"));
    }
}
