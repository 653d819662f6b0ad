package vn.pccovid.server.person;

import org.springframework.stereotype.Component;
import vn.pccovid.lib.linkage.LinkageModel;
import vn.pccovid.lib.linkage.PackedRecords;
import vn.pccovid.lib.linkage.Training;
import vn.pccovid.server.access.Problem;

/// Learns a model from the records of this installation, without labels. Never part of an import.
/// Thread-safe, but holds 130 bytes a record while it works.
@Component
public class ModelTraining {
    /// Fewer records say nothing about a nation.
    static final long FEWEST = 1_000;

    private static final int PAGE = 5_000;

    private final StoredRecords records;
    private final LinkageModels models;

    ModelTraining(StoredRecords records, LinkageModels models) {
        this.records = records;
        this.models = models;
    }

    /// @param records it was learnt from
    public record Learnt(LinkageModel model, long records) {}

    /// Learns from the oldest `most` records and keeps the model; it is not in force yet. Needs the
    /// worker's scope and no transaction. Throws `person.model_too_few` for an installation with
    /// fewer than [#FEWEST] records.
    public Learnt train(String version, String by, long most) {
        LinkageModel inForce = models.current();
        PackedRecords packed = new PackedRecords(inForce);
        long count =
                records.forEachPage(
                        PAGE,
                        Math.min(most, PackedRecords.MOST),
                        page ->
                                page.forEach(r ->
                                        packed.add(
                                                r.recordId().getLeastSignificantBits(),
                                                r.description(),
                                                r.authoritative())));
        if (count < FEWEST) {
            throw Problem.of(
                    "person.model_too_few", java.util.Map.of("records", count, "fewest", FEWEST));
        }
        LinkageModel model =
                Training.train(packed, version, Runtime.getRuntime().availableProcessors());
        models.add(model, by, count);
        return new Learnt(model, count);
    }
}
