package vn.pccovid.lib.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a reader made of a typed text.
///
/// @param value the value, or null when the text was refused (then the last repair says why)
/// @param repairs what was changed or doubted, in the order it happened
/// @param confidence 0 (refused) to 1 (read exactly as written)
public record Reading<T>(@Nullable T value, List<Repair> repairs, double confidence) {
    public Reading {
        repairs = List.copyOf(repairs);
    }

    /// Read exactly as written.
    public static <T> Reading<T> sure(T value) {
        return new Reading<>(value, List.of(), 1);
    }

    /// Not readable, with the reason.
    public static <T> Reading<T> refused(String code, String detail) {
        return new Reading<>(null, List.of(new Repair(code, detail)), 0);
    }

    /// Read after one repair.
    static <T> Reading<T> repaired(T value, double confidence, String code) {
        return new Reading<>(value, List.of(new Repair(code, "")), confidence);
    }

    /// The value, for callers that have made sure there is one.
    ///
    /// @throws java.util.NoSuchElementException when the text was refused; names the reason, never
    ///   the text
    public T require() {
        if (value == null) {
            throw new java.util.NoSuchElementException("nothing was read: " + repairs);
        }
        return value;
    }

    /// True when nothing could be read.
    public boolean refused() {
        return value == null;
    }

    /// True when `code` is among the repairs.
    public boolean has(String code) {
        for (Repair repair : repairs) {
            if (repair.code().equals(code)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "Reading["
                + (value == null ? "refused" : "…")
                + ", "
                + repairs
                + ", "
                + confidence
                + "]";
    }
}
