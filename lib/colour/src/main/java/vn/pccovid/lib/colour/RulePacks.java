package vn.pccovid.lib.colour;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The packs that come with the program: the national floor, the national packs beside it, and the
/// overlays of provinces whose rules are known; each in all its versions.
public final class RulePacks {
    private static final List<String> NATIONAL =
            List.of(
                    "vn-discharge-3416",
                    "vn-discharge-4689",
                    "vn-discharge-250",
                    "vn-discharge-604",
                    "vn-contacts-5599",
                    "vn-contacts-10696",
                    "vn-contacts-762",
                    "vn-arrivals-9472",
                    "vn-entry-10688",
                    "vn-entry-1265");

    private static final List<String> OVERLAYS =
            List.of("khanh-hoa", "ho-chi-minh-2021-09", "ho-chi-minh-2021-10");

    private static final List<String> SCENARIOS =
            List.of(
                    "vn-floor",
                    "vn-discharge",
                    "vn-contacts",
                    "vn-arrivals",
                    "vn-entry",
                    "khanh-hoa",
                    "ho-chi-minh");

    private RulePacks() {}

    /// The national floor, read, type-checked and tried on its examples anew.
    public static RulePack nationalFloor() {
        return RulePack.load(text("packs/vn-floor.yaml"), "vn-floor.yaml");
    }

    /// The floor and the national packs beside it, each tried on its examples above those before.
    public static List<RulePack> national() {
        List<RulePack> packs = new ArrayList<>(List.of(nationalFloor()));
        NATIONAL.forEach(name -> packs.add(read(name, packs)));
        return List.copyOf(packs);
    }

    /// The overlays of provinces, tried above the given national packs.
    public static List<RulePack> overlays(List<RulePack> national) {
        return OVERLAYS.stream().map(name -> read(name, national)).toList();
    }

    /// Every pack that comes with the program, the floor first.
    public static List<RulePack> all() {
        List<RulePack> packs = new ArrayList<>(national());
        packs.addAll(overlays(List.copyOf(packs)));
        return List.copyOf(packs);
    }

    /// The texts of all packs that come with the program, by file name, in the order in which they
    /// can be loaded one above the other.
    public static Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        names().forEach(name -> texts.put(name + ".yaml", text("packs/" + name + ".yaml")));
        return texts;
    }

    /// The scenarios that come with the program.
    public static List<Scenarios.Scenario> scenarios() {
        return SCENARIOS.stream()
                .flatMap(name ->
                        Scenarios.load(text("scenarios/" + name + ".yaml"), name + ".yaml")
                                .stream())
                .toList();
    }

    /// An engine over all packs that come with the program.
    ///
    /// @param burdenThreshold see [ColourEngine]
    public static ColourEngine engine(double burdenThreshold) {
        return new ColourEngine(all(), burdenThreshold);
    }

    /// Names of all packs that come with the program, as files without their ending.
    static List<String> names() {
        List<String> names = new ArrayList<>(List.of("vn-floor"));
        names.addAll(NATIONAL);
        names.addAll(OVERLAYS);
        return names;
    }

    private static RulePack read(String name, List<RulePack> above) {
        return RulePack.load(text("packs/" + name + ".yaml"), name + ".yaml", above);
    }

    static String text(String file) {
        try (InputStream in = RulePacks.class.getResourceAsStream("/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its file " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
