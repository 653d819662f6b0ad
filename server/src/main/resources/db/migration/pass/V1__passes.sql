-- The colour of every person, what was shown before, and whose colour must be worked out again. Colour, rule and area stay
-- readable for counting; evidence and reasons are sealed.

-- One row per person: the answer that stands until next_change if nothing happens.
CREATE TABLE pass.pass (
    person_id            uuid        NOT NULL,
    seq                  int         NOT NULL,   -- how many answers were published before
    area                 text        NOT NULL,   -- current residence
    colour               text        NOT NULL CHECK (colour IN ('GREEN', 'YELLOW', 'RED')),
    floor_colour         text        NOT NULL CHECK (floor_colour IN ('GREEN', 'YELLOW', 'RED')),
    pack                 text        NOT NULL,
    pack_version         text        NOT NULL,
    rule                 text        NOT NULL,
    red_for_lack_of_data boolean     NOT NULL,
    carried_over         boolean     NOT NULL,   -- a system other than the registers holds a record of the person
    since                timestamptz NOT NULL,
    next_change          timestamptz,            -- null: nothing changes by itself
    as_of                timestamptz NOT NULL,
    sealed               bytea       NOT NULL,
    PRIMARY KEY (person_id)
);
CREATE INDEX pass_by_next_change ON pass.pass (next_change) WHERE next_change IS NOT NULL;
CREATE INDEX pass_by_area ON pass.pass (area text_pattern_ops);

-- Every answer that was published, for ever; never updated.
CREATE TABLE pass.published (
    person_id    uuid        NOT NULL,
    seq          int         NOT NULL,
    area         text        NOT NULL,
    colour       text        NOT NULL,
    floor_colour text        NOT NULL,
    pack         text        NOT NULL,
    pack_version text        NOT NULL,
    rule         text        NOT NULL,
    as_of        timestamptz NOT NULL,
    sealed       bytea       NOT NULL,
    PRIMARY KEY (person_id, seq)
);

-- Persons whose facts changed since their answer. The row is locked while the answer is worked out, so a fact that
-- arrives meanwhile waits for that and marks again: none is lost.
CREATE TABLE pass.stale (
    person_id  uuid        NOT NULL,
    not_before timestamptz NOT NULL,   -- when to work it out; later after a failure
    attempts   int         NOT NULL DEFAULT 0,
    PRIMARY KEY (person_id)
);
CREATE INDEX stale_by_time ON pass.stale (not_before);

ALTER TABLE pass.pass ENABLE ROW LEVEL SECURITY;
ALTER TABLE pass.pass FORCE ROW LEVEL SECURITY;
ALTER TABLE pass.published ENABLE ROW LEVEL SECURITY;
ALTER TABLE pass.published FORCE ROW LEVEL SECURITY;
ALTER TABLE pass.stale ENABLE ROW LEVEL SECURITY;
ALTER TABLE pass.stale FORCE ROW LEVEL SECURITY;

CREATE POLICY worker ON pass.pass TO pccovid_worker
    USING ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
CREATE POLICY worker ON pass.published TO pccovid_worker
    USING ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
CREATE POLICY worker ON pass.stale TO pccovid_worker
    USING ((SELECT coalesce(current_setting('pccovid.purpose', true), '')) <> '');
CREATE POLICY application ON pass.pass FOR SELECT TO pccovid_app USING (access.may_read(person_id, area));
CREATE POLICY application ON pass.published FOR SELECT TO pccovid_app USING (access.may_read(person_id, area));
CREATE POLICY application ON pass.stale FOR SELECT TO pccovid_app
    USING (EXISTS (SELECT 1 FROM pass.pass p WHERE p.person_id = stale.person_id));

GRANT USAGE ON SCHEMA pass TO pccovid_app, pccovid_worker;
GRANT SELECT ON pass.pass, pass.published, pass.stale TO pccovid_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON pass.pass, pass.stale TO pccovid_worker;
GRANT SELECT, INSERT ON pass.published TO pccovid_worker;
