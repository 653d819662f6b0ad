package vn.pccovid.lib.linkage;

import java.util.List;
import java.util.UUID;

/// Whom a record is about, as far as the model may say.
public sealed interface Verdict {
    /// The record is about this person.
    ///
    /// @param personId the person
    /// @param probability of this person against everybody else, other candidates included; at
    ///   least `show`
    /// @param evidence per field, best of the person's records
    record Link(UUID personId, double probability, List<FieldEvidence> evidence)
            implements Verdict {
        public Link {
            evidence = List.copyOf(evidence);
        }
    }

    /// Nobody known: the record founds a person.
    ///
    /// @param bestProbability of the most likely candidate, below `analyse`; 0 without candidates
    record NewPerson(double bestProbability) implements Verdict {}

    /// A human or the person must answer first.
    ///
    /// @param candidates most likely first; may be empty
    /// @param reason `uncertain`, `several_persons`, `weak_middle`, `insufficient_evidence`, or the
    ///   code of a [Veto]
    record Wait(List<Candidate> candidates, String reason) implements Verdict {
        public Wait {
            candidates = List.copyOf(candidates);
        }
    }

    /// A person the record might be about.
    ///
    /// @param personId the person
    /// @param probability as in [Comparison]
    /// @param evidence per field
    /// @param vetoes what forbids the link
    record Candidate(
            UUID personId, double probability, List<FieldEvidence> evidence, List<Veto> vetoes) {
        public Candidate {
            evidence = List.copyOf(evidence);
            vetoes = List.copyOf(vetoes);
        }
    }
}
