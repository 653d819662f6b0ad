/// One scan, one answer: go, go if, stop. With it gates, keepers' shifts and devices, papers for
/// movement, the filter for gates without a network, and what is left of a scan.
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "access",
            "keys",
            "territory",
            "person",
            "pass",
            "place",
            "credential"
        })
package vn.pccovid.server.gate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
