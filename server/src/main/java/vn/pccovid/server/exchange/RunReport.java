package vn.pccovid.server.exchange;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A run as it stands: what was delivered, and what became of it.
///
/// @param file kind of file, `vaccination_doses`
/// @param state `running`, `finished`, `refused`, or `open` for single records
/// @param rows rows read; the fates sum to it
/// @param fates every fate with its number of rows
/// @param problems lines of the problem list
/// @param droppedValues values of columns we may not keep
/// @param unknownColumns columns of the file nobody knows, dropped as a whole
/// @param resumedAt rows that an earlier, interrupted run had finished; 0 usually
/// @param refusal code why the whole file was refused
public record RunReport(
        UUID runId,
        String source,
        String file,
        String fileName,
        String state,
        Instant startedAt,
        @Nullable Instant finishedAt,
        long rows,
        Map<Fate, Long> fates,
        long problems,
        long droppedValues,
        int unknownColumns,
        long resumedAt,
        @Nullable String refusal) {}
