package vn.pccovid.server.place;

import java.util.UUID;

/// Whose movement it is.
public record Subject(Kind kind, UUID id) {
    /// Visits and trips belong to records; passages to what the gate was shown.
    public enum Kind {
        RECORD(0),
        PERSON(1),
        CREDENTIAL(2);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalStateException("not a kind of subject: " + code);
        }

        /// As in tokens and in [Passage#subjectKind].
        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        static Kind ofWord(String word) {
            return valueOf(word.toUpperCase(java.util.Locale.ROOT));
        }
    }

    static Subject record(UUID id) {
        return new Subject(Kind.RECORD, id);
    }

    @Override
    public String toString() {
        return "Subject[" + kind + "]";
    }
}
