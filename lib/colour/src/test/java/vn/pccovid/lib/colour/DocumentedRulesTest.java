package vn.pccovid.lib.colour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The pages of docs/rules say what the packs say.
class DocumentedRulesTest {
    @Test
    void every_sentence_number_and_condition_of_the_packs_stands_in_the_pages() throws IOException {
        RulePack floor = RulePacks.nationalFloor();
        documented(floor);
        for (RulePack overlay : RulePacks.overlays(floor)) {
            documented(overlay);
        }
    }

    @Test
    void every_kind_of_fact_a_rule_can_ask_for_stands_in_the_page_of_the_vocabulary()
            throws IOException {
        String page = page("packs");
        for (Selector selector : Selector.values()) {
            assertThat(page).contains("`" + selector.written() + "`");
        }
    }

    private static void documented(RulePack pack) throws IOException {
        String page = page(pack.id());
        pack.sentences()
                .forEach((id, sentence) ->
                        assertThat(page)
                                .contains("**" + id + "** " + sentence.text())
                                .contains(sentence.source()));
        pack.parameters()
                .forEach((id, parameter) ->
                        assertThat(page).contains("| " + id + " | `" + parameter.value() + "`"));
        List<RulePack.Rule> rules = pack.rules();
        assertThat(rules)
                .allSatisfy(rule ->
                        assertThat(page)
                                .contains("`" + rule.rule().when().replace("|", "\\|") + "`"));
    }

    private static String page(String name) throws IOException {
        return Files.readString(Path.of("../../docs/rules/" + name + ".md"));
    }
}
