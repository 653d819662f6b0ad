package vn.pccovid.server.tracing;

import java.util.Locale;
import vn.pccovid.lib.exposure.Evidence;
import vn.pccovid.lib.exposure.Masks;
import vn.pccovid.lib.exposure.NamedContact;
import vn.pccovid.lib.exposure.Nearness;
import vn.pccovid.lib.exposure.SharedHousehold;

/// What a case told of somebody, as evidence.
final class Named {
    private Named() {}

    static Evidence evidence(Meeting.Named named) {
        return named.household()
                ? new SharedHousehold(named.from(), named.to())
                : new NamedContact(
                        named.from(),
                        named.to(),
                        Nearness.valueOf(named.nearness().toUpperCase(Locale.ROOT)),
                        named.indoors(),
                        named.caredUnprotected(),
                        Masks.valueOf(named.masks().toUpperCase(Locale.ROOT)));
    }
}
