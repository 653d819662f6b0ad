-- What other systems delivered, and what became of every row. No name, number or phone stands here: a row is known by its line, the keyed
-- hash of its key, and the record it became.

-- One delivery: a file, or the single records of one day.
CREATE TABLE exchange.run (
    run_id          uuid        NOT NULL,
    source          text        NOT NULL,
    file            text        NOT NULL,      -- kind of file, `vaccination_doses`
    file_name       text        NOT NULL,      -- as the operator called it, without its folder
    content_hash    bytea       NOT NULL,      -- SHA-256 of the file; empty for single records
    bytes           bigint      NOT NULL,
    state           text        NOT NULL CHECK (state IN ('running', 'finished', 'refused', 'open')),
    started_at      timestamptz NOT NULL,
    finished_at     timestamptz,
    line_count      bigint      NOT NULL,      -- rows read so far: the checkpoint
    fates           bigint[]    NOT NULL,      -- rows by fate, in the order of the fates' codes 1 to 7
    problem_count   bigint      NOT NULL,
    dropped_count   bigint      NOT NULL,      -- values of columns we may not keep, dropped before anything was stored
    unknown_columns int         NOT NULL,
    refusal         text,                      -- why the whole file was refused
    refusal_details text,                      -- JSON object: line, column and the like
    PRIMARY KEY (run_id)
);
CREATE INDEX run_by_file ON exchange.run (source, file, started_at DESC);

-- The fate of each row.
CREATE TABLE exchange.ledger (
    run_id    uuid     NOT NULL,
    line      bigint   NOT NULL,
    fate      smallint NOT NULL,
    key_hash  bigint   NOT NULL,
    record_id uuid,
    PRIMARY KEY (run_id, line)
);

-- What the source should know about a row: where and which rule, never the value.
CREATE TABLE exchange.problem (
    run_id      uuid     NOT NULL,
    line        bigint   NOT NULL,
    ordinal     smallint NOT NULL,
    column_name text     NOT NULL,
    code        text     NOT NULL,
    severity    smallint NOT NULL,            -- 1 repaired, 2 value dropped, 3 row refused; 0 marks a corrected row, whose earlier problems are over
    record_id   uuid,
    PRIMARY KEY (run_id, line, ordinal)
);
CREATE INDEX problem_by_record ON exchange.problem (record_id) WHERE record_id IS NOT NULL;

-- What became of a record after its run: stands beside the ledger, never in it.
CREATE TABLE exchange.later_change (
    record_id uuid        NOT NULL,
    change_id uuid        NOT NULL,
    at        timestamptz NOT NULL,
    fate      smallint    NOT NULL,           -- 1 linked, 3 waiting
    person_id uuid,
    PRIMARY KEY (record_id, change_id)
);

-- Files on their way in, piece by piece. The pieces lie sealed in a folder of the server.
CREATE TABLE exchange.upload (
    upload_id  uuid        NOT NULL,
    source     text        NOT NULL,
    file       text        NOT NULL,
    file_name  text        NOT NULL,
    actor      text        NOT NULL,
    length     bigint      NOT NULL,
    received   bigint      NOT NULL,
    stored     bigint      NOT NULL,          -- bytes of the sealed file that belong to `received`
    blocks     int         NOT NULL,
    created_at timestamptz NOT NULL,
    state      text        NOT NULL CHECK (state IN ('receiving', 'complete', 'imported', 'expired')),
    run_id     uuid,
    PRIMARY KEY (upload_id)
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['run', 'ledger', 'problem', 'later_change', 'upload'] LOOP
        EXECUTE format('ALTER TABLE exchange.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE exchange.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY worker ON exchange.%I TO pccovid_worker
                        USING ((SELECT coalesce(current_setting(''pccovid.purpose'', true), '''')) <> '''')', name);
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA exchange TO pccovid_worker;
GRANT SELECT, INSERT, UPDATE ON exchange.run, exchange.upload TO pccovid_worker;
GRANT SELECT, INSERT ON exchange.ledger, exchange.problem, exchange.later_change TO pccovid_worker;

-- Oversight shows how old each source is: counts of runs, no person in them.
GRANT USAGE ON SCHEMA exchange TO pccovid_app;
GRANT SELECT ON exchange.run TO pccovid_app;
CREATE POLICY application ON exchange.run FOR SELECT TO pccovid_app
    USING ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
