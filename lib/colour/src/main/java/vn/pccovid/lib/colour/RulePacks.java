package vn.pccovid.lib.colour;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The packs that come with the program: the national floor and the overlays of provinces whose
/// rules are known.
public final class RulePacks {
    private RulePacks() {}

    /// The national floor, read, type-checked and tried on its examples anew.
    public static RulePack nationalFloor() {
        return RulePack.load(text("vn-floor.yaml"), "vn-floor.yaml");
    }

    /// The overlays of provinces, tried above the given floor.
    public static List<RulePack> overlays(RulePack floor) {
        return List.of(RulePack.load(text("khanh-hoa.yaml"), "khanh-hoa.yaml", floor));
    }

    /// An engine over all packs that come with the program.
    ///
    /// @param burdenThreshold see [ColourEngine]
    public static ColourEngine engine(double burdenThreshold) {
        RulePack floor = nationalFloor();
        return new ColourEngine(floor, overlays(floor), burdenThreshold);
    }

    static String text(String file) {
        try (InputStream in = RulePacks.class.getResourceAsStream("/packs/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its rule pack " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
