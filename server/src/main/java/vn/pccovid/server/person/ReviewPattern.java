package vn.pccovid.server.person;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import vn.pccovid.lib.linkage.Field;
import vn.pccovid.lib.linkage.FieldEvidence;

/// What questions have in common when the same answer may fit them: where the record comes from,
/// why it waits, and how each field compares with the best candidate. Holds no value of anybody.
///
/// Written as `insurance|uncertain|name:exact birth_date:year_only residence:district`: stable, so
/// that questions of different runs meet.
final class ReviewPattern {
    private ReviewPattern() {}

    static String of(String source, String reason, List<FieldEvidence> best) {
        return source
                + "|"
                + reason
                + "|"
                + best.stream()
                        .filter(e -> e.field() != Field.SHARED_LIFE)
                        .sorted(Comparator.comparing(FieldEvidence::field))
                        .map(e -> e.field().name().toLowerCase(Locale.ROOT) + ":" + e.level())
                        .collect(Collectors.joining(" "));
    }
}
