package vn.pccovid.lib.linkage;

import java.util.HashSet;
import java.util.Set;

/// Which base-letter strings can be a Vietnamese syllable: initial consonant and rime of the closed
/// lists of the spelling. A slip of the hand usually leaves the list (`tuan` → `tuam`), another
/// person's name never does.
final class Syllables {
    private static final Set<String> RIMES =
            Set.of(
                    ("a ac ach ai am an ang anh ao ap at au ay e ec em en eng eo ep et eu i ia ich iec"
                                    + " iem ien ieng iep iet ieu im in inh ip it iu o oa oac oach oai oam oan oang"
                                    + " oanh oao oat oay oc oe oen oeo oet oi om on ong oong op ot u ua uan uang"
                                    + " uat uay uc ue uech uen uenh ui um un ung uo uoc uoi uom uon uong uop uot"
                                    + " uou up ut uu uy uya uych uyen uyet uynh uyt uyu y yem yen yeng yet yeu")
                            .split(" "));
    private static final String[] ONSETS =
            "ngh ch gh gi kh ng nh ph qu th tr b c d g h k l m n p q r s t v x".split(" ");

    /// Every rime alone and behind every onset, and `gi`, which is both: 4,000 texts.
    private static final Set<String> POSSIBLE = all();

    private static Set<String> all() {
        Set<String> all = new HashSet<>(RIMES);
        for (String onset : ONSETS) {
            for (String rime : RIMES) {
                all.add(onset + rime);
            }
        }
        all.add("gi");
        return Set.copyOf(all);
    }

    private Syllables() {}

    static boolean possible(String base) {
        return POSSIBLE.contains(base);
    }

    /// Whether one letter inserted, deleted, replaced, or two neighbours transposed turn one text
    /// into the other. Equal texts are not one edit apart.
    static boolean oneEdit(String a, String b) {
        int n = a.length();
        int m = b.length();
        if (Math.abs(n - m) > 1 || a.equals(b)) {
            return false;
        }
        int from = 0;
        int shorter = Math.min(n, m);
        while (from < shorter && a.charAt(from) == b.charAt(from)) {
            from++;
        }
        int behind = 0;
        while (behind < shorter - from && a.charAt(n - 1 - behind) == b.charAt(m - 1 - behind)) {
            behind++;
        }
        int inA = n - from - behind;
        int inB = m - from - behind;
        if (inA <= 1 && inB <= 1) {
            return true;
        }
        return inA == 2
                && inB == 2
                && a.charAt(from) == b.charAt(from + 1)
                && a.charAt(from + 1) == b.charAt(from);
    }
}
