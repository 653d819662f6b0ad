package vn.pccovid.server.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.pccovid.server.declaration.HealthDeclaration;
import vn.pccovid.server.laboratory.Sample;
import vn.pccovid.server.laboratory.TubeResult;
import vn.pccovid.server.person.IncomingRecord;
import vn.pccovid.server.person.PreparedRecord;
import vn.pccovid.server.person.Verifications;
import vn.pccovid.server.place.Trip;
import vn.pccovid.server.place.Venue;
import vn.pccovid.server.place.Visit;
import vn.pccovid.server.vaccination.Dose;

/// A row understood and ready for the database thread. Filled by [RowReader], then only read.
final class PreparedRow {
    final long line;
    final List<RowProblem> problems = new ArrayList<>(0);

    /// Keyed hash of the source key; 0 when there is none.
    long keyHash;

    /// Known without the database: REFUSED, REPEATED inside its own file, or NOT_ABOUT_PERSON; null
    /// otherwise.
    @Nullable Fate fate;

    @Nullable IncomingRecord record;

    /// The record hashed and sealed; set when the fate is open still.
    @Nullable PreparedRecord prepared;

    @Nullable Dose dose;
    @Nullable TubeResult result;
    @Nullable Venue venue;
    @Nullable Boolean contraindicated;
    Verifications.@Nullable Told told;

    // What needs the id of the record under which the person part is stored.
    @Nullable Function<UUID, Sample> sample;
    @Nullable Function<UUID, HealthDeclaration> declaration;
    @Nullable Function<UUID, Visit> visit;
    @Nullable Function<UUID, Trip> trip;

    PreparedRow(long line) {
        this.line = line;
    }

    void refuse(String column, String code) {
        problems.add(RowProblem.refused(column, code));
        fate = Fate.REFUSED;
        record = null;
    }

    boolean refused() {
        return fate == Fate.REFUSED;
    }

    @Override
    public String toString() {
        return "PreparedRow[" + line + ", •••]";
    }
}
