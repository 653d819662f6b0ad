-- From a proven case to the people at risk, and the work that follows. No place and no time of a meeting lies here in
-- the clear: what a contact rests on is sealed, the movements themselves stay with custody.

-- A case as tracing sees it. Distribution key: case_id. Person and area follow the links.
CREATE TABLE tracing.investigation (
    case_id     uuid        NOT NULL,
    record_id   uuid        NOT NULL,
    person_id   uuid,
    area        text        NOT NULL,
    state       text        NOT NULL CHECK (state IN ('waiting', 'open', 'refused', 'withdrawn')),
    refusal     text        NOT NULL,       -- why nothing could be opened; empty: it was
    text_id     text        NOT NULL,       -- the text in force by which contacts were listed
    sampled_at  timestamptz NOT NULL,
    result_at   timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    listed_at   timestamptz,                -- when the contacts were first listed
    window_from timestamptz,
    window_to   timestamptz,
    sealed      bytea,                      -- what the interview told: onset, isolation, source
    PRIMARY KEY (case_id)
);
CREATE INDEX investigation_of_person ON tracing.investigation (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX investigation_by_area ON tracing.investigation (area, received_at);

-- What is still to be done for a case; one row a case, taken with a lease, gone when it is done. Distribution key: case_id.
CREATE TABLE tracing.work (
    case_id     uuid        NOT NULL,
    asked       bigint      NOT NULL,       -- grows with each new reason, so that none is lost while one is worked on
    due_at      timestamptz NOT NULL,
    taken_until timestamptz,
    PRIMARY KEY (case_id)
);
CREATE INDEX work_due ON tracing.work (due_at);

-- A contact of a case and the commune's work with it. Distribution key: contact_id.
CREATE TABLE tracing.contact (
    contact_id    uuid        NOT NULL,
    case_id       uuid        NOT NULL,
    record_id     uuid        NOT NULL,
    person_id     uuid,                     -- null while the record is nobody's
    area          text        NOT NULL,     -- where the contact lives; row-level security
    degree        smallint    NOT NULL CHECK (degree IN (1, 2)),
    via           uuid,                     -- the contact through whom, for the second degree
    state         text        NOT NULL CHECK (state IN ('open', 'withdrawn')),
    released      boolean     NOT NULL,
    risk          real        NOT NULL,     -- probability of infection
    listed_at     timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL,
    told_at       timestamptz,
    first_call_at timestamptz,
    calls         int         NOT NULL,
    outcome       text        NOT NULL,     -- of the last call; empty: none yet
    next_call_at  timestamptz NOT NULL,
    sealed        bytea       NOT NULL,     -- when and how the meeting was, by which clause
    PRIMARY KEY (contact_id)
);
CREATE INDEX contact_of_case ON tracing.contact (case_id);
CREATE INDEX contact_of_record ON tracing.contact (record_id);
CREATE INDEX contact_of_person ON tracing.contact (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX contact_work ON tracing.contact (area, next_call_at) WHERE state = 'open';

-- Everything that happened to a contact; append only. Distribution key: contact_id.
CREATE TABLE tracing.step (
    contact_id uuid        NOT NULL,
    step_id    uuid        NOT NULL,
    at         timestamptz NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('listed', 'told', 'call', 'ordered', 'extended', 'released',
                                                    'withdrawn', 'listed_again')),
    actor      text        NOT NULL,
    office     text        NOT NULL,
    outcome    text        NOT NULL,
    sealed     bytea,                       -- what was noted
    PRIMARY KEY (contact_id, step_id)
);

-- Whom a case named. Distribution key: case_id.
CREATE TABLE tracing.named (
    case_id   uuid        NOT NULL,
    record_id uuid        NOT NULL,
    at        timestamptz NOT NULL,
    actor     text        NOT NULL,
    office    text        NOT NULL,
    sealed    bytea       NOT NULL,         -- when, how near, indoors, household
    PRIMARY KEY (case_id, record_id)
);

-- What people have to be told outside the app; a row goes when it was handed over or given up. Distribution key: contact_id.
CREATE TABLE tracing.news (
    contact_id uuid        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('exposed', 'withdrawn')),
    at         timestamptz NOT NULL,
    attempts   int         NOT NULL,
    PRIMARY KEY (contact_id, kind)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['investigation', 'work', 'contact', 'step', 'named', 'news'] LOOP
        EXECUTE format('ALTER TABLE tracing.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE tracing.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY worker ON tracing.%I TO pccovid_worker
                        USING ((SELECT coalesce(current_setting(''pccovid.purpose'', true), '''')) <> '''')', name);
    END LOOP;
END $$;

CREATE POLICY application ON tracing.investigation FOR SELECT TO pccovid_app USING (access.may_read(person_id, area));
CREATE POLICY application ON tracing.contact FOR SELECT TO pccovid_app USING (access.may_read(person_id, area));
-- Steps of a contact are seen by who may see the contact.
CREATE POLICY application ON tracing.step FOR SELECT TO pccovid_app USING (
    EXISTS (SELECT 1 FROM tracing.contact c WHERE c.contact_id = step.contact_id));

GRANT USAGE ON SCHEMA tracing TO pccovid_app, pccovid_worker;
GRANT SELECT ON tracing.investigation, tracing.contact, tracing.step TO pccovid_app;
GRANT SELECT, INSERT, UPDATE ON tracing.investigation, tracing.contact, tracing.named TO pccovid_worker;
GRANT SELECT, INSERT ON tracing.step TO pccovid_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON tracing.work, tracing.news TO pccovid_worker;
