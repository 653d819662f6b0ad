package vn.pccovid.lib.colour;

import java.time.Instant;

/// A fact the deciding rule rested on; its age at a moment is that moment minus `knownAt`.
public record EvidenceItem(
        String factId,
        String kind,
        Instant at,
        String source,
        Instant knownAt,
        double linkProbability) {}
