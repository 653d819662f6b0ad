-- Custody has a database role of its own: only it reads sealed movements, the cases admitted and who opened what.
-- Needs the role pccovid_custody (deploy/postgresql/roles.sql).
GRANT USAGE ON SCHEMA custody TO pccovid_custody;

-- A day has one key for visits and one for encounters, destroyed at different ages.
ALTER TABLE custody.proof ADD COLUMN kind text NOT NULL DEFAULT 'visits';
ALTER TABLE custody.proof DROP CONSTRAINT proof_pkey;
ALTER TABLE custody.proof ADD PRIMARY KEY (day, kind);
REVOKE INSERT ON custody.proof FROM pccovid_worker;
GRANT SELECT, INSERT ON custody.proof TO pccovid_custody;

-- Public keys of laboratories. The mac is custody's own, so that a row somebody else wrote is worth nothing.
CREATE TABLE custody.laboratory_key (
    key_id        text        NOT NULL,
    laboratory    text        NOT NULL,
    public_key    bytea       NOT NULL,      -- SubjectPublicKeyInfo, P-256
    valid_from    timestamptz NOT NULL,
    valid_until   timestamptz NOT NULL,
    proposed_by   text        NOT NULL,
    confirmed_by  text,                      -- null: waits for a second officer, good for nothing yet
    withdrawn_at  timestamptz,
    mac           bytea       NOT NULL,
    PRIMARY KEY (key_id)
);
GRANT SELECT, INSERT, UPDATE ON custody.laboratory_key TO pccovid_custody;

CREATE TABLE custody.admitted_case (
    case_id        uuid        NOT NULL,
    record_id      uuid        NOT NULL,
    basis          text        NOT NULL,     -- laboratory, officers
    evidence       bytea       NOT NULL,     -- SHA-256 of the signed result, or of the proposal's id
    laboratory     text        NOT NULL,     -- empty for officers
    first_officer  text        NOT NULL,
    first_office   text        NOT NULL,
    second_officer text        NOT NULL,
    second_office  text        NOT NULL,
    reason         text        NOT NULL,
    proven_at      timestamptz NOT NULL,
    window_from    timestamptz NOT NULL,
    window_to      timestamptz NOT NULL,
    admitted_at    timestamptz NOT NULL,
    closed_at      timestamptz,
    closed_because text        NOT NULL DEFAULT '',
    PRIMARY KEY (case_id)
);
-- One result proves one case.
CREATE UNIQUE INDEX admitted_case_by_evidence ON custody.admitted_case (evidence);
CREATE INDEX admitted_case_by_time ON custody.admitted_case (admitted_at);

-- The first officer's word, until a second one of another office adds theirs.
CREATE TABLE custody.proposal (
    proposal_id   uuid        NOT NULL,
    case_id       uuid        NOT NULL,
    record_id     uuid        NOT NULL,
    window_from   timestamptz NOT NULL,
    window_to     timestamptz NOT NULL,
    first_officer text        NOT NULL,
    first_office  text        NOT NULL,
    reason        text        NOT NULL,
    proposed_at   timestamptz NOT NULL,
    ends_at       timestamptz NOT NULL,
    PRIMARY KEY (proposal_id)
);

-- Every opening, written and committed before anything opens. Lines of before this version name a day.
ALTER TABLE custody.opening ALTER COLUMN day DROP NOT NULL;
ALTER TABLE custody.opening ALTER COLUMN movements DROP NOT NULL;
ALTER TABLE custody.opening ADD COLUMN what text NOT NULL DEFAULT 'visits', ADD COLUMN hop smallint NOT NULL DEFAULT 1,
    ADD COLUMN office text NOT NULL DEFAULT '', ADD COLUMN basis text NOT NULL DEFAULT 'officers',
    ADD COLUMN window_from timestamptz, ADD COLUMN window_to timestamptz;
CREATE INDEX opening_by_case ON custody.opening (case_id);
REVOKE ALL ON custody.opening FROM pccovid_worker;

-- Whom an opening concerned: a keyed token of the record, so that the person finds it and a copy of the table tells nobody.
CREATE TABLE custody.concerned (
    opening_id   uuid     NOT NULL,
    record_token bytea    NOT NULL,
    day          date     NOT NULL,
    PRIMARY KEY (opening_id, record_token, day)
);
CREATE INDEX concerned_by_record ON custody.concerned (record_token);

-- What was asked and refused.
CREATE TABLE custody.refusal (
    refusal_id uuid        NOT NULL,
    case_id    uuid        NOT NULL,
    what       text        NOT NULL,
    reason     text        NOT NULL,
    officer    text        NOT NULL,
    office     text        NOT NULL,
    refused_at timestamptz NOT NULL,
    PRIMARY KEY (refusal_id)
);
CREATE INDEX refusal_by_officer ON custody.refusal (officer, refused_at);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['admitted_case', 'proposal', 'opening', 'concerned', 'refusal'] LOOP
        EXECUTE format('ALTER TABLE custody.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE custody.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY custody ON custody.%I TO pccovid_custody USING (true)', name);
    END LOOP;
END $$;
GRANT SELECT, INSERT ON custody.opening, custody.concerned, custody.refusal TO pccovid_custody;
GRANT SELECT, INSERT, UPDATE ON custody.admitted_case TO pccovid_custody;
GRANT SELECT, INSERT, DELETE ON custody.proposal TO pccovid_custody;
