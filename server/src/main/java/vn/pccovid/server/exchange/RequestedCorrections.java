package vn.pccovid.server.exchange;

import java.io.IOException;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.ProblemTable;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.Sentences;
import vn.pccovid.server.person.RecordsBeside;
import vn.pccovid.server.redress.Correction;
import vn.pccovid.server.redress.Requests;

/// The part of a source's list of corrections that people asked for and an officer checked: which
/// row of the source, which fact in it, what to write, and the number of the request, so that the
/// source can answer to it.
@Component
class RequestedCorrections {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("dd/MM/yyyy", Locale.ROOT);

    private final Requests requests;
    private final RecordsBeside records;
    private final TransactionTemplate transaction;

    RequestedCorrections(
            Requests requests, RecordsBeside records, PlatformTransactionManager transactions) {
        this.requests = requests;
        this.records = records;
        this.transaction = new TransactionTemplate(transactions);
    }

    void write(String source, SafeCsv out) throws IOException {
        List<Correction> wanted = requests.corrections(source);
        Map<UUID, String> keys = keys(wanted);
        for (Correction correction : wanted) {
            Layout layout = layout(source, correction);
            Sentences what = ProblemTable.standard().sentences(correction.code(), Map.of());
            String key = correction.recordId() == null ? null : keys.get(correction.recordId());
            out.row(
                    layout == null ? "" : layout.file(),
                    "",
                    key == null ? "" : key,
                    correction.nameDisputed() ? nameColumn(layout) : "",
                    correction.code(),
                    what.vi(),
                    what.en(),
                    correction.suggestion(),
                    correction.date() == null ? "" : DAY.format(correction.date()),
                    details(correction),
                    correction.number());
        }
    }

    private Map<UUID, String> keys(List<Correction> wanted) {
        List<UUID> ids =
                wanted.stream().map(Correction::recordId).filter(Objects::nonNull).toList();
        return Scopes.call(
                Scope.worker(Purpose.REDRESS),
                () ->
                        Objects.requireNonNull(
                                transaction.execute(status -> records.sourceKeysOf(ids))));
    }

    /// The file the row stands in: that of doses or results for a fact, else the one of persons.
    private static @Nullable Layout layout(String source, Correction correction) {
        boolean dose =
                correction.factKind().equals("dose")
                        || correction.code().equals("redress.source_told_missing");
        return Layouts.ALL.stream()
                .filter(layout -> layout.source().equals(source))
                .filter(layout -> dose ? layout.becomes() == Yield.DOSE : layout.becomes().person())
                .findFirst()
                .orElse(null);
    }

    private static String nameColumn(@Nullable Layout layout) {
        return layout == null
                ? ""
                : layout.columns().stream()
                        .filter(column -> column.use() == Use.NAME)
                        .map(Column::name)
                        .findFirst()
                        .orElse("");
    }

    private static String details(Correction correction) {
        return new TreeMap<>(correction.details())
                .entrySet().stream()
                        .filter(entry -> entry.getValue() != null)
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("; "));
    }
}
