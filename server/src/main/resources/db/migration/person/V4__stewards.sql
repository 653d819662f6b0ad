-- The stewards' work: questions in the order of what an answer brings, decisions that can be taken back, bulk decisions
-- on one pattern, and counts of how well each source can be read.

ALTER TABLE person.review
    ADD COLUMN source         text             NOT NULL DEFAULT '',
    ADD COLUMN pattern        text             NOT NULL DEFAULT '',  -- source|reason|levels of the best candidate
    ADD COLUMN chance         real             NOT NULL DEFAULT 0,   -- that the answer will be a link, 0 to 1
    ADD COLUMN dose_count     int              NOT NULL DEFAULT 0,   -- facts that wait with the record
    ADD COLUMN test_count     int              NOT NULL DEFAULT 0,
    ADD COLUMN other_count    int              NOT NULL DEFAULT 0,
    ADD COLUMN rank           double precision NOT NULL DEFAULT 0,   -- log2 of the expected benefit at the epoch
    ADD COLUMN ranked         boolean          NOT NULL DEFAULT false,
    ADD COLUMN deferred_until timestamptz;                           -- a steward could not tell yet
DROP INDEX person.review_open;
CREATE INDEX review_by_rank ON person.review (rank DESC, review_id) WHERE state = 'open';
CREATE INDEX review_by_area ON person.review (area text_pattern_ops, rank DESC) WHERE state = 'open';
CREATE INDEX review_by_pattern ON person.review (pattern, rank DESC, review_id) WHERE state = 'open';
CREATE INDEX review_by_kind ON person.review (source, reason, area) WHERE state = 'open';
CREATE INDEX review_unranked ON person.review (review_id) WHERE state = 'open' AND NOT ranked;
CREATE INDEX review_decided ON person.review (pattern, state) WHERE state IN ('accepted', 'apart');

-- What stewards decided; append only. A decision is taken back by another one.
CREATE TABLE person.decision (
    decision_id  uuid        NOT NULL,
    kind         text        NOT NULL
        CHECK (kind IN ('accept', 'apart', 'skip', 'unlink', 'merge', 'split', 'undo')),
    at           timestamptz NOT NULL,
    author       text        NOT NULL,       -- user name of the steward
    reason       text        NOT NULL,
    area         text        NOT NULL,       -- whose stewards see it
    review_id    uuid,
    to_person    uuid,                       -- whom the records count for afterwards
    from_person  uuid,                       -- whom they counted for before
    record_count int         NOT NULL,
    bulk_id      uuid,
    undoes       uuid,                       -- the decision this one takes back
    PRIMARY KEY (decision_id)
);
CREATE INDEX decision_by_author ON person.decision (author, decision_id DESC);
CREATE INDEX decision_by_bulk ON person.decision (bulk_id) WHERE bulk_id IS NOT NULL;
CREATE INDEX decision_undone ON person.decision (undoes) WHERE undoes IS NOT NULL;

-- Where each record stood before a decision, so that taking it back restores exactly that; append only.
CREATE TABLE person.decision_move (
    decision_id       uuid NOT NULL,
    record_id         uuid NOT NULL,
    event_id          uuid NOT NULL,         -- the link event the decision made
    prior_person      uuid,                  -- null: it waited
    prior_probability real NOT NULL,
    prior_by          text NOT NULL,         -- who had decided before; empty: it waited
    prior_reason      text NOT NULL,         -- why it waited
    PRIMARY KEY (decision_id, record_id)
);

-- Which decision keeps two records apart: taking it back removes just those pairs.
ALTER TABLE person.kept_apart ADD COLUMN decision_id uuid;
CREATE INDEX kept_apart_by_decision ON person.kept_apart (decision_id) WHERE decision_id IS NOT NULL;
GRANT DELETE ON person.kept_apart TO pccovid_worker;

-- One answer to many questions of one pattern. Names nobody.
CREATE TABLE person.bulk (
    bulk_id       uuid        NOT NULL,
    pattern       text        NOT NULL,
    action        text        NOT NULL CHECK (action IN ('accept', 'apart')),
    areas         text[]      NOT NULL,      -- of the steward who prepared it
    reviews       uuid[]      NOT NULL,      -- frozen when prepared
    sample        uuid[]      NOT NULL,      -- to be looked at before
    mean_chance   real        NOT NULL,
    expected_wrong real       NOT NULL,
    state         text        NOT NULL CHECK (state IN ('prepared', 'proposed', 'done', 'undone')),
    prepared_at   timestamptz NOT NULL,
    author        text        NOT NULL,
    reason        text        NOT NULL,
    second_author text        NOT NULL,
    second_reason text        NOT NULL,
    decided_at    timestamptz,
    PRIMARY KEY (bulk_id)
);
CREATE INDEX bulk_newest ON person.bulk (bulk_id DESC) WHERE state <> 'prepared';

-- Which questions of the sample were opened, and by whom, before the bulk was decided; append only.
CREATE TABLE person.bulk_look (
    bulk_id   uuid        NOT NULL,
    author    text        NOT NULL,
    review_id uuid        NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (bulk_id, author, review_id)
);

-- How the records of one source could be read and linked: counts by item, one row per batch, added up later.
-- Items: `outcome:linked`, `waits:several_persons`, `lacks:CITIZEN_ID`, `linked:NAME:exact`, `waiting:NAME:order`.
CREATE TABLE person.source_tally (
    tally_id uuid     NOT NULL,
    source   text     NOT NULL,
    week     date     NOT NULL,              -- its Monday, in Vietnam
    items    text[]   NOT NULL,
    counts   bigint[] NOT NULL,
    PRIMARY KEY (tally_id)
);
CREATE INDEX source_tally_by_week ON person.source_tally (week, source);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['decision', 'decision_move', 'bulk', 'bulk_look', 'source_tally'] LOOP
        EXECUTE format('ALTER TABLE person.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE person.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY worker ON person.%I TO pccovid_worker
                        USING ((SELECT coalesce(current_setting(''pccovid.purpose'', true), '''')) <> '''')', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['bulk', 'bulk_look', 'source_tally'] LOOP
        EXECUTE format('CREATE POLICY application ON person.%I FOR SELECT TO pccovid_app
                        USING ((SELECT coalesce(current_setting(''pccovid.purpose'', true), '''')) <> '''')', name);
    END LOOP;
END $$;
CREATE POLICY application ON person.decision FOR SELECT TO pccovid_app
    USING (access.may_read(NULL::uuid, area));

GRANT SELECT ON person.decision, person.bulk, person.bulk_look, person.source_tally, person.register_survey
    TO pccovid_app;
GRANT SELECT, INSERT ON person.decision, person.decision_move, person.bulk_look TO pccovid_worker;
GRANT SELECT, INSERT, UPDATE ON person.bulk TO pccovid_worker;
GRANT SELECT, INSERT, DELETE ON person.source_tally TO pccovid_worker;
