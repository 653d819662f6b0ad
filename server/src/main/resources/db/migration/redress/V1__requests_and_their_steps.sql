-- What people ask to be put right. What they and the officer wrote is sealed; kind, state, area and time stay
-- readable for counting and for the list by deadline.

-- The request as it stands: a projection of its steps. Distribution key: request_id. The person and their residence
-- follow when links change.
CREATE TABLE redress.request (
    request_id   uuid        NOT NULL,
    person_id    uuid        NOT NULL,
    area         text        NOT NULL,      -- current residence of the person, for row-level security
    kind         text        NOT NULL CHECK (kind IN ('dose_not_mine', 'dose_missing', 'name_wrong',
                                                      'colour_wrong', 'record_not_mine')),
    state        text        NOT NULL CHECK (state IN ('open', 'taken', 'asked', 'sent', 'answered', 'closed')),
    owner        text        NOT NULL CHECK (owner IN ('commune', 'source')),
    opened_at    timestamptz NOT NULL,
    due_at       timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    opened_by    text        NOT NULL,      -- account id, or user name of the officer who wrote for the person
    channel      text        NOT NULL CHECK (channel IN ('phone', 'desk')),
    source       text        NOT NULL,      -- whose record is disputed; empty: none
    record_id    uuid,
    fact_id      uuid,
    outcome      text        NOT NULL CHECK (outcome IN ('', 'accepted', 'refused', 'withdrawn')),
    reopened     boolean     NOT NULL,
    sealed       bytea       NOT NULL,      -- number, what the person wrote, what is disputed
    PRIMARY KEY (request_id)
);
CREATE INDEX request_of_person ON redress.request (person_id);
CREATE INDEX request_by_deadline ON redress.request (due_at, request_id) WHERE state IN ('open', 'taken', 'asked', 'sent');
CREATE INDEX request_by_opener ON redress.request (opened_by, opened_at);
CREATE INDEX request_sent ON redress.request (source, request_id) WHERE state = 'sent';

-- Everything that ever happened to a request; append only. Distribution key: request_id.
CREATE TABLE redress.step (
    request_id uuid        NOT NULL,
    step_id    uuid        NOT NULL,
    at         timestamptz NOT NULL,
    kind       text        NOT NULL,
    actor      text        NOT NULL,
    office     text        NOT NULL,        -- shown to the person instead of the actor
    remedy     text        NOT NULL,        -- what an answer changed; empty: nothing
    sealed     bytea,                       -- what was written
    PRIMARY KEY (request_id, step_id)
);

-- The number people are told. Distribution key: number.
CREATE TABLE redress.number (
    number     text NOT NULL,
    request_id uuid NOT NULL,
    PRIMARY KEY (number)
);

-- What the person has to be told outside the app; a row goes when it was handed over or given up.
-- Distribution key: request_id.
CREATE TABLE redress.news (
    request_id uuid        NOT NULL,
    step_id    uuid        NOT NULL,
    at         timestamptz NOT NULL,
    attempts   int         NOT NULL,
    PRIMARY KEY (request_id, step_id)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['request', 'step', 'number', 'news'] LOOP
        EXECUTE format('ALTER TABLE redress.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE redress.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY worker ON redress.%I TO pccovid_worker
                        USING ((SELECT coalesce(current_setting(''pccovid.purpose'', true), '''')) <> '''')', name);
    END LOOP;
END $$;

CREATE POLICY application ON redress.request FOR SELECT TO pccovid_app USING (access.may_read(person_id, area));
-- Steps and number of a request are seen by who may see the request.
CREATE POLICY application ON redress.step FOR SELECT TO pccovid_app USING (
    EXISTS (SELECT 1 FROM redress.request r WHERE r.request_id = step.request_id));
CREATE POLICY application ON redress.number FOR SELECT TO pccovid_app USING (
    EXISTS (SELECT 1 FROM redress.request r WHERE r.request_id = number.request_id));

GRANT USAGE ON SCHEMA redress TO pccovid_app, pccovid_worker;
GRANT SELECT ON redress.request, redress.step, redress.number TO pccovid_app;
GRANT SELECT, INSERT, UPDATE ON redress.request TO pccovid_worker;
GRANT SELECT, INSERT ON redress.step, redress.number TO pccovid_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON redress.news TO pccovid_worker;
