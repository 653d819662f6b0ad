package vn.pccovid.server.redress;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What somebody asks to be put right.
///
/// @param kind code of a [Kind], such as `dose_not_mine`
/// @param factId the dose or other fact meant, where the kind points at one; else ignored
/// @param text in the person's words; may be missing where a fact is pointed at
public record NewRequest(@Nullable String kind, @Nullable UUID factId, @Nullable String text) {
    @Override
    public String toString() {
        return "NewRequest[" + kind + ", ...]";
    }
}
