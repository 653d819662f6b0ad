package vn.pccovid.server.exchange;

/// What a row of a file becomes, beside the record of its person.
enum Yield {
    /// The record only.
    RECORD(true),
    /// The record, and a contraindication when the row says so.
    CONTRAINDICATION(true),
    /// The record, and a health declaration about its person.
    DECLARATION(true),
    /// The record, a health declaration, and a sealed journey when one was declared.
    DECLARATION_AND_TRIP(true),
    /// The record, and a sample of its person in a tube.
    SAMPLE(true),
    /// The record of whom the code names, and a sealed visit.
    VISIT(true),
    /// The record, and a sealed journey.
    TRIP(true),
    /// A dose of the person of another row.
    DOSE(false),
    /// A result of a tube.
    RESULT(false),
    /// A place; no person.
    VENUE(false),
    /// What a register answered to a question of ours about a record.
    ANSWER(false);

    private final boolean person;

    Yield(boolean person) {
        this.person = person;
    }

    /// True when each row is a record of a person.
    boolean person() {
        return person;
    }
}
