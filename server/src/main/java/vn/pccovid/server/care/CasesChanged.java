package vn.pccovid.server.care;

import java.util.Set;
import java.util.UUID;

/// Cases were opened, closed or withdrawn, count for somebody else, or their dates were put right.
/// Published in the transaction that changed them.
public record CasesChanged(Set<UUID> cases) {
    public CasesChanged {
        cases = Set.copyOf(cases);
    }
}
