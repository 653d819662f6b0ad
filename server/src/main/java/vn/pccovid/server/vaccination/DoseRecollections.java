package vn.pccovid.server.vaccination;

import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.person.Recollections;

/// What the owner of a record would remember of its newest dose: where, in which month, of what.
@Component
class DoseRecollections implements Recollections {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final Facts facts;

    DoseRecollections(Facts facts) {
        this.facts = facts;
    }

    @Override
    public Map<UUID, List<Recollection>> of(Collection<UUID> recordIds) {
        Map<UUID, List<Recollection>> found = new HashMap<>();
        facts.toldBy(recordIds).stream()
                .filter(fact -> fact.kind().equals("dose"))
                .sorted(Comparator.comparing(Fact::at).reversed())
                .forEach(dose -> found.computeIfAbsent(dose.recordId(), id -> of(dose)));
        return found;
    }

    private static List<Recollection> of(Fact dose) {
        List<Recollection> told = new ArrayList<>();
        if (!dose.area().isEmpty()) {
            told.add(new Recollection("dose_commune", dose.area()));
        }
        told.add(
                new Recollection(
                        "dose_month", YearMonth.from(dose.at().atZone(VIETNAM)).toString()));
        if (dose.details().get("vaccine") instanceof String vaccine) {
            told.add(new Recollection("dose_vaccine", vaccine));
        }
        return told;
    }
}
