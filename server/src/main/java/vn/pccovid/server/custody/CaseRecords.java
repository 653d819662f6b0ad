package vn.pccovid.server.custody;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Whose records a record stands beside: custody asks before it admits a case and again before it
/// opens anything, so that a link taken back opens nothing more. Implemented above.
@FunctionalInterface
public interface CaseRecords {
    /// For each record that belongs to a person above the threshold to burden somebody: all records
    /// that belong to that person above it, itself among them. Others are missing from the answer.
    Map<UUID, List<UUID>> besides(Collection<UUID> records);
}
