package vn.pccovid.server.fact;

import java.util.UUID;

/// Colours that officers set for a person against the rules. Declared here so that whoever grants a
/// request about a colour can end them; implemented where colours are worked out. Both need the
/// worker's scope and a transaction.
public interface SetColours {
    /// Whether one is in force for the person.
    boolean inForce(UUID person);

    /// Ends all that are in force; the rules decide again at once.
    ///
    /// @return how many ended
    int endAll(UUID person);
}
